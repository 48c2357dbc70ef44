// The units of tensor work that the Swarm issues and worker threads carry out.
//
// Row tasks (LocalStep, Evaluate, Statistics, EvaluateNode, SampleGradient) need a learner and all
// columns of one row; a GramPart needs a part of the columns of all rows and is run like them.
// Column tasks (Combine, Average, Fold, Deviation) are elementwise in the columns, so many of them
// are run together, block of columns by block of columns. Slots are rows of the Swarm's pool.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "sim/learning/learner.h"
#include "sim/learning/term.h"

namespace consim::sim {

struct StepMoments;
struct StageMoments;
struct EvaluationState;

/// out <- x − η·u, with the gradient of (node, step) at `point`; `out` may be `x`. `gradient_copy`
/// >= 0 receives the gradient too.
struct LocalStep {
  NodeId node = 0;
  std::uint32_t step = 0;
  double learning_rate = 0;
  VersionId point = kNoVersion;
  VersionId x = kNoVersion;
  VersionId out = kNoVersion;
  VersionId gradient_copy = kNoVersion;
  bool probes = false;             ///< then `out` is neither `x` nor `point`
  StepMoments* moments = nullptr;  ///< receives the loss
};

/// One part of a split, for the averaged model.
struct Evaluate {
  EvaluationState* evaluation = nullptr;
  Split split = Split::kTest;
  std::int64_t part = 0;
};

/// What one part of the training data makes of the averaged model's buffers.
struct Statistics {
  EvaluationState* evaluation = nullptr;
  std::int64_t part = 0;
};

/// A node's own model, as it ends a step, on all parts of Split::kLocalTest.
struct EvaluateNode {
  NodeId node = 0;
  VersionId row = kNoVersion;
  StepMoments* moments = nullptr;  ///< receives the score
};

/// The gradient over one part of the learner's gradient sample, for the averaged model.
struct SampleGradient {
  EvaluationState* evaluation = nullptr;
  std::int64_t part = 0;
  std::size_t slot = 0;  ///< of the evaluation's gradients
};

struct GramState;

/// One part of the columns of the Gram matrix of the centred rows.
struct GramPart {
  GramState* state = nullptr;
  std::size_t part = 0;
};

/// out <- self_weight·own + Σ weight·version, in order. `displacement` receives ‖out − own‖².
struct Combine {
  VersionId own = kNoVersion;
  double self_weight = 0;
  std::vector<Term> terms;
  VersionId out = kNoVersion;
  double* displacement = nullptr;  ///< one number a summation piece
  StepMoments* moments = nullptr;  ///< whose displacement it is
};

/// out <- the mean of the versions.
struct Average {
  std::vector<VersionId> versions;
  VersionId out = kNoVersion;
};

/// Adds a row, as the k-th, to running moments over nodes.
struct Fold {
  VersionId row = kNoVersion;
  StepMoments* moments = nullptr;
  StageMoments* stage = nullptr;  ///< of these moments
  std::int64_t k = 1;
  NodeId buffers_of = -1;  ///< >= 0: this node's buffers are added to the mean of buffers
};

/// Measures how far a row is from a step's final mean.
struct Deviation {
  VersionId row = kNoVersion;
  StepMoments* moments = nullptr;  ///< whose `after.mean` it is
  double* squares = nullptr;       ///< ‖row − mean‖², one number a summation piece
};

using TensorTask = std::variant<LocalStep, Evaluate, Statistics, EvaluateNode, SampleGradient,
                                GramPart, Combine, Average, Fold, Deviation>;

inline bool works_on_columns(const TensorTask& task) { return task.index() >= 6; }

}  // namespace consim::sim
