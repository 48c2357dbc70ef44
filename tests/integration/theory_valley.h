// A quadratic, its learning rate, unequal nodes, and how far a run on it is from the recursion.
#pragma once

#include "sim/cluster/cluster.h"
#include "tests/integration/theory_recursion.h"
#include "tests/support/training_run.h"

namespace consim::tests {

// Relative to numbers of size 1: a run rounds each of about 1000 numbers a row some 50 times.
inline constexpr double kTolerance = 1e-12;

/// Five coordinates: flat, three curved up, one down; different minima and starts.
models::Quadratic valley(int n);

/// Warm-up in the first 4 steps, half the rate from step 8 on.
sim::LearningRate rate();

/// Nodes up to 6 times as slow as others, messages that take as long as steps, shared ports.
sim::Cluster unequal_times(int n);

/// The largest deviation of what a run measured and where it ended. update_norm is a difference of
/// means, so its error is relative to these.
double deviation(const TrainingRun& run, const RecursionRun& expected);

}  // namespace consim::tests
