// Plain LibTorch training: torch::nn modules, autograd, torch::optim::SGD, nothing of the
// simulator. The oracle of the LibTorch learner and the baseline of the training benchmark.
//
// The data are the learner's (same order of samples, same normalisation, one float tensor in
// memory, index_select for a batch), the initial parameters are copied from the learner's
// description; the networks are written a second time.
//
//   auto result = bare_loop(config, data, {.nodes = {3}, .steps = 50, .learning_rate = 0.1});
//
// Requires a configuration without augmentation.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/image_learner.h"

namespace consim::models {

struct BareLoopOptions {
  std::vector<sim::NodeId> nodes = {0};
  std::int64_t steps = 1;
  double learning_rate = 0.1;
  double momentum = 0;
  double weight_decay = 0;
  bool nesterov = false;
  int threads = 1;  ///< within operators, OpenBLAS's included
};

struct BareLoopResult {
  std::vector<float> parameters, buffers;  ///< rows in the learner's layout
  std::vector<double> losses;              ///< of each step
};

/// One network; a mini-batch is the union of the nodes' mini-batches.
BareLoopResult bare_loop(const ImageLearnerConfig& config, const ImageData& data,
                         const BareLoopOptions& options);

/// A step of one plain network a node, in the order of the nodes: what one would write to train
/// them one after the other. `steps` isn't used. Sets the calling thread's number of threads.
std::function<void(std::int64_t step)> bare_step_of_each(const ImageLearnerConfig& config,
                                                         const ImageData& data,
                                                         const BareLoopOptions& options);

/// A point in the learner's layout.
struct BarePoint {
  std::vector<float> parameters, buffers;
};

struct BareGradient {
  double loss = 0;
  std::vector<float> gradient, buffers;
};

/// One forward and backward pass of a node's mini-batch.
BareGradient bare_gradient(const ImageLearnerConfig& config, const ImageData& data,
                           sim::BatchPlace place, const BarePoint& point);
/// One forward pass of the mini-batch, one backward pass of its first half's mean loss.
BareGradient bare_half_gradient(const ImageLearnerConfig& config, const ImageData& data,
                                sim::BatchPlace place, const BarePoint& point);

/// Cross-entropy and right answers over the whole test set, in evaluation mode.
sim::Score bare_test_score(const ImageLearnerConfig& config, const ImageData& data,
                           const BarePoint& point);

/// Buffers after a pass over batches of training samples, as torch.optim.swa_utils.update_bn makes
/// them: batch norms are reset and gather a cumulative mean.
std::vector<float> bare_statistics(const ImageLearnerConfig& config, const ImageData& data,
                                   const std::vector<std::vector<std::int64_t>>& batches,
                                   const BarePoint& point);

/// A call of torch::optim::SGD::step whose momentum buffers are there already.
std::function<void()> bare_optimizer_step(const ImageLearnerConfig& config, const ImageData& data,
                                          SgdTerms terms);

}  // namespace consim::models
