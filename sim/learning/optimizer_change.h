// Settings of the optimizer that change in the course of a run.
//
// The change in force at a local step is the last one with start ≤ step; before the first one what
// the run began with holds. Only the settings change: momentum rows are carried over, so with μ(t)
// and λ(t) the settings at step t,
//
//   g <- ∇ + λ(t)·x;   u <- μ(t)·u + g,
//
// also while μ(t) = 0, where u is the last g.
//
//   std::vector<OptimizerChange> changes = {{.start = 200, .sgd = {.momentum = 0.5}}};
//   in_force(changes, 199);   // null
//   in_force(changes, 200)->sgd.momentum;   // 0.5
//
// Requires: starts ascend.
#pragma once

#include <cstdint>
#include <span>

#include "sim/learning/schedule.h"
#include "sim/learning/sgd.h"

namespace consim::sim {

struct OptimizerChange {
  std::int64_t start = 0;  ///< local step
  Sgd sgd = {};
  LearningRate learning_rate = {};  ///< of steps of the run, not from `start`
  double factor = 1;                ///< on the learning rate

  double rate(std::int64_t step) const { return factor * learning_rate.at(step); }
};

/// Null before the first change.
inline const OptimizerChange* in_force(std::span<const OptimizerChange> changes,
                                       std::int64_t step) {
  const OptimizerChange* last = nullptr;
  for (const OptimizerChange& change : changes)
    if (change.start <= step) last = &change;
  return last;
}

}  // namespace consim::sim
