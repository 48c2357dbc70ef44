// Runs that agree up to a phase, so that the part before it is trained once.
//
//   prefix_text(a, 1) == prefix_text(b, 1)    // the same runs till phase 1 begins
#pragma once

#include <cstddef>
#include <string>

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// All of a scenario that a run knows before its phase of number `phases`: the phases before it,
/// everything outside of phases but for how the run is called, where its result goes and with which
/// later phase it ends, and what the whole run has because later phases need it (whole_run.h).
/// Requires 0 < phases < number of phases that are run.
std::string prefix_text(const Scenario& scenario, std::size_t phases);

}  // namespace consim::scenarios
