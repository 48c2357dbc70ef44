// The phases of a scenario and what each is run with, its own or the scenario's. A scenario without
// [[phase]] has one phase, 0.
//
//   for (std::size_t i = 0; i < phases_run(scenario); ++i)
//     if (const ControlConfig* control = control_of(scenario, i))
//       fmt::print("{}.control\n", algorithm_key(scenario, i));
#pragma once

#include <cstddef>
#include <string>

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// The number of phases up to the one that the run ends with.
std::size_t phases_run(const Scenario& scenario);

const AlgorithmConfig& algorithm_of(const Scenario& scenario, std::size_t phase);
/// The key that says it: "phase.0.algorithm", or "algorithm".
std::string algorithm_key(const Scenario& scenario, std::size_t phase);

/// Null for an algorithm that has none.
const ControlConfig* control_of(const AlgorithmConfig& algorithm);
const ControlConfig* control_of(const Scenario& scenario, std::size_t phase);
/// Whether a phase's rounds are those of gossip_rounds, or none.
bool is_uncontrolled(const Scenario& scenario, std::size_t phase);
/// Of a phase that is run.
bool has_budget(const Scenario& scenario);

}  // namespace consim::scenarios
