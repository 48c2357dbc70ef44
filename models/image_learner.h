// The configuration of a learner of pictures: data, network, mini-batches, evaluation. The learner
// itself needs LibTorch and comes from models/torch_module.h.
//
// The training set is the first `train_samples` pictures of the data set (all by default),
// partitioned as partition.h says; normalisation uses the statistics of the whole training set. The
// loss is cross-entropy. The training split is evaluated on `train_samples_evaluated` pictures,
// chosen once by a fixed order that doesn't depend on the seed; the test split on all of them, and
// nodes' own models on its first `local_samples`. A part of an evaluation has `evaluation_part`
// samples (the last one what is left). The gradient sample is the first `gradient_samples` of that
// order, in parts of kGradientPart, since a gradient keeps all of its samples' activations.
//
// `recompute_statistics`: the averaged model is evaluated with batch-norm statistics of its own,
// not with the mean of the nodes' running ones. They are the mean over K mini-batches of the
// batch's means and (unbiased) variances, as torch.optim.swa_utils.update_bn computes them; the
// batches are the whole parts of the evaluated training samples (the only part if there is but
// one), as they are, without augmentation. Costs a forward pass over these samples, about as much
// as evaluating them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/errors.h"
#include "models/batch_assembly.h"
#include "models/dataset.h"
#include "models/label_skew.h"
#include "models/network.h"
#include "models/partition.h"
#include "models/sgd_work.h"

namespace consim::models {

inline constexpr std::int64_t kGradientPart = 64;

struct ImageLearnerConfig {
  std::uint64_t seed = 1;
  int nodes = 1;
  DatasetConfig dataset = FashionMnist{};
  NetworkConfig network = Resnet{};
  std::int64_t batch_size = 32;                    ///< of one node
  std::optional<std::int64_t> train_samples = {};  ///< all if not given
  bool reshuffled = true;                          ///< iid: else fixed
  std::optional<LabelSkew> skew = {};              ///< fixed shards that differ; else iid
  std::optional<Augmentation> augmentation = {};
  std::int64_t train_samples_evaluated = 10000;  ///< at most; 0: the training split isn't evaluated
  std::int64_t local_samples = 1000;             ///< at most; 0: no node's own model is evaluated
  std::int64_t gradient_samples = 0;             ///< at most; 0: no gradient of the averaged model
  std::int64_t evaluation_part = 500;
  bool recompute_statistics = false;  ///< batch norm's, for evaluations of the averaged model
  SgdTerms optimizer = {};            ///< whose work is counted
};

/// The partition that the configuration asks for, of a set of `available` training pictures.
PartitionConfig partition_config(const ImageLearnerConfig& config, std::int64_t available);

/// How the samples are dealt out if they are skewed.
DealConfig deal_config(const ImageLearnerConfig& config);

/// Requires that `check` finds nothing. Throws InputError for classes that can't be shared out.
Partition make_partition(const ImageLearnerConfig& config, const ImageData& data);

/// Everything that is wrong with the values for this data; keys are the scenario's, without the
/// table's name.
std::vector<base::Problem> check(const ImageLearnerConfig& config, const ImageData& data);

/// The training samples that are evaluated: the first of a fixed order of {0, …, samples − 1}.
std::vector<std::int64_t> evaluated_train_samples(std::int64_t samples, std::int64_t evaluated);

/// Sums of cross-entropy (natural logarithm, computed in double) and of right answers; logits are
/// samples × classes.
sim::Score score_logits(std::span<const float> logits, std::span<const std::int64_t> labels);

}  // namespace consim::models
