// Pilot runs: what a control that is a fraction of Ξ_max measures first (`reference = "pilot"`).
//
//   for (const Pilot& pilot : pilots(scenario, "ring.h5"))    // ring.pilot-0.h5, …
//     run(pilot.scenario, pilot.output);
//
// The pilot of phase k is the scenario with the control of phase k off, ended after this phase.
// Earlier phases are as the scenario has them, their own pilots' targets among them, so the pilots
// are run in the order of their phases. Its name is its own.
//
// A pilot is the reference that a run by hand would be: targets, and all that follows from them,
// have the same bits.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace consim::scenarios {

struct Pilot {
  std::size_t phase = 0;
  Scenario scenario;
  std::filesystem::path output;
};

/// `dir/ring.h5` -> `dir/ring.pilot-0.h5`, and `dir/ring-0.5` -> `dir/ring-0.5.pilot-0.h5`: no
/// other ending than `.h5` is taken off.
std::filesystem::path pilot_path(const std::filesystem::path& output, std::size_t phase);
/// Whether a file is called as a pilot's is.
bool is_pilot_path(const std::filesystem::path& file);
/// Whether the run beside which a pilot lies has a result. Requires is_pilot_path(pilot).
bool has_run(const std::filesystem::path& pilot);
/// What to do about a pilot's file that is in the way.
std::string advice_to_remove(const std::filesystem::path& pilot);

/// By ascending phases; none if the scenario asks for none.
std::vector<Pilot> pilots(const Scenario& scenario, const std::filesystem::path& output);

}  // namespace consim::scenarios
