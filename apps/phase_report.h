// The phases of a run, for people and for scripts: shared by `consim run` and `consim info`.
//
//   describe(phases)
//   // phase 0            500 steps (10 epochs) of dsgd on ring:n=16, fraction_of_max 0.5 (≤ 2.5 of
//   //                    Xi_max 5): largest distance 2.5, 3.2 rounds a step, 12.3 MB sent, 0.61 s
#pragma once

#include <string>
#include <vector>

#include "apps/json.h"
#include "scenarios/phase_summary.h"

namespace consim::apps {

/// A line a phase, what isn't known left out. Empty for a run of one phase without control.
std::string describe(const std::vector<scenarios::PhaseSummary>& phases);
/// The step whose target was out of reach, or null.
Json to_json(const results::Unreached& unreached);
/// A list; null where something isn't known.
Json to_json(const std::vector<scenarios::PhaseSummary>& phases);

}  // namespace consim::apps
