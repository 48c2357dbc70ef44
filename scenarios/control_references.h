// The result files that a scenario's targets are fractions of.
//
//   for (const ControlReference& r : control_references(scenario))
//     if (!r.is_pilot()) read_result(r.path);
//
// A target of phase k is a fraction of Ξ_max, the largest consensus distance in phase k of a run
// that is the same up to the end of this phase, but for the phase's control, which is off. What
// such a run may differ in is what doesn't move Ξ till then: its name, later phases, what is
// recorded, evaluated and estimated, and where things lie.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/save.h"
#include "scenarios/scenario.h"

namespace consim::scenarios {

struct ControlReference {
  std::size_t phase = 0;
  std::string key;   ///< "phase.0.algorithm.control.reference"
  std::string path;  ///< absolute, the seed put in; or as the scenario has it: "pilot", "arm:NAME"

  bool is_pilot() const { return path == kPilot; }
  bool is_arm() const { return path.starts_with(kArm); }
};

/// Of all phases that are run, or of the scenario where it has none. A fraction of 0 needs no
/// reference.
std::vector<ControlReference> control_references(const Scenario& scenario);

/// The keys in which a reference differs in a way that counts, its value first. Requires a phase of
/// `scenario`; where the reference has no such phase, the "number of phases" is the difference.
std::vector<Difference> differences_up_to(std::size_t phase, const Scenario& reference,
                                          const Scenario& scenario);

/// Why no run of `reference` can be one for this phase, each as "its seed is 2, not 1": those keys
/// (of many the first), or an end before the phase. Whether its control of the phase has an effect
/// isn't looked at.
std::vector<std::string> misfits(std::size_t phase, const Scenario& reference,
                                 const Scenario& scenario);

}  // namespace consim::scenarios
