// Counts the work of LibTorch operators while they run, by its RecordFunction hooks.
//
// The outermost canonical operators are counted (operator_work.h) and not descended into. An
// operator that isn't canonical and has none inside counts as elementwise, unless it only makes a
// view or empty memory.
#pragma once

#include <functional>
#include <vector>

#include "sim/learning/learner.h"

namespace consim::models {

/// The operators that `run` calls on this thread (backward passes on the CPU included), in order of
/// execution.
std::vector<sim::OperatorWork> count_work(const std::function<void()>& run);

}  // namespace consim::models
