// What a run has to know of its nodes' gradients, from its beginning on: controls of any phase and
// `run.estimates` ask for it.
//
//   watched_gradients(scenario) == WatchedGradients::kSpread;   // control = { kind = "critical" }
#pragma once

#include <cstdint>

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// As sim::Gradients (sim/learning/swarm.h).
enum class WatchedGradients : std::uint8_t { kRecorded, kNorms, kSpread };

WatchedGradients watched_gradients(const Scenario& scenario);

}  // namespace consim::scenarios
