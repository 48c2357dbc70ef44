// What the Swarm's sources share: a thread's own workplace, and an evaluation under way.
#pragma once

#include <vector>

#include "sim/learning/swarm.h"

namespace consim::sim {

/// Made by the thread that uses it, when it first has a row task.
struct Swarm::ThreadState {
  std::unique_ptr<LearnerWorker> worker;
  std::vector<std::byte> gradient;
  std::vector<std::byte> other_gradient, other_buffers;  ///< of a probe
};

/// The averaged model in the learner's number type, and the scores of its parts.
struct EvaluationState {
  std::vector<std::byte> parameters;
  std::vector<std::byte> buffers;
  std::vector<std::vector<std::byte>> statistics;  ///< of each part, if there are any
  std::vector<Score> train;
  std::vector<Score> test;
  std::vector<std::vector<std::byte>> gradients = {};  ///< of some parts of the gradient sample
  std::vector<std::int64_t> gradient_samples = {};     ///< in these parts

  std::vector<Score>& scores(Split split) { return split == Split::kTrain ? train : test; }
};

/// A Gram matrix under way: its parts, each of its own columns and with n² + 1 numbers of its own,
/// the last of which is Σ_c x̄_c².
struct GramState {
  std::vector<const std::byte*> rows;
  std::vector<ColumnRange> columns;
  std::vector<std::vector<double>> parts;
};

}  // namespace consim::sim
