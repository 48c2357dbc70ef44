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
  std::vector<sim::NodeId> nodes = {0};  ///< a mini-batch is the union of these nodes' mini-batches
  std::int64_t steps = 1;
  std::int64_t warmup = 0;  ///< steps before the clock starts, among `steps`
  double learning_rate = 0.1;
  double momentum = 0;
  double weight_decay = 0;
  bool nesterov = false;
  int threads = 1;  ///< within operators, OpenBLAS's included
};

struct BareLoopResult {
  std::vector<float> parameters, buffers;  ///< rows in the learner's layout
  std::vector<double> losses;              ///< of each step
  double images_per_second = 0;
};

BareLoopResult bare_loop(const ImageLearnerConfig& config, const ImageData& data,
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

/// Cross-entropy and right answers over the whole test set, in evaluation mode.
sim::Score bare_test_score(const ImageLearnerConfig& config, const ImageData& data,
                           const BarePoint& point);

/// A call of torch::optim::SGD::step whose momentum buffers are there already.
std::function<void()> bare_optimizer_step(const ImageLearnerConfig& config, const ImageData& data,
                                          SgdTerms terms);

}  // namespace consim::models
