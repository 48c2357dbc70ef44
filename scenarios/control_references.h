// The result files that a scenario's targets are fractions of.
//
//   for (const ControlReference& r : control_references(scenario)) read_result(r.path);
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace consim::scenarios {

struct ControlReference {
  std::string key;   ///< "phase.0.algorithm.control.reference"
  std::string path;  ///< absolute, the seed put in
};

/// Of all phases, or of the scenario where it has none. A fraction of 0 needs no reference.
std::vector<ControlReference> control_references(const Scenario& scenario);

/// The path with the scenario's seed in place of "{seed}".
std::string reference_path(const FractionOfMaxControl& control, const Scenario& scenario);

}  // namespace consim::scenarios
