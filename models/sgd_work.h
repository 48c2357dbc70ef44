// The work of one optimizer step, counted as torch::optim::SGD does it: one kernel for each
// elementwise operation on each block of parameters.
//
//   weight decay   g ← g + wd·x             2 FLOP, reads 2, writes 1 number an element
//   momentum       u ← μ·u; u ← u + g       1 + 1 FLOP, reads 1 + 2, writes 1 + 1
//   nesterov       g ← g + μ·u              2 FLOP, reads 2, writes 1
//   update         x ← x − η·g              2 FLOP, reads 2, writes 1
//
// The simulator's own update is one fused pass and isn't what a cluster would run, so this one is
// what is charged. Requires: nesterov only with momentum. Complexity: O(blocks).
#pragma once

#include <vector>

#include "sim/learning/learner.h"

namespace consim::models {

/// Which terms of the update are there; values don't matter for the work.
struct SgdTerms {
  bool momentum = true;
  bool nesterov = true;
  bool weight_decay = true;
};

/// One entry for each operator call, in the optimizer's order.
std::vector<sim::OperatorWork> sgd_work(const sim::ParameterLayout& layout, SgdTerms terms);

}  // namespace consim::models
