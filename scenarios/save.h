// Writing a scenario, and telling two apart.
//
//   parse_scenario(to_toml(s), {}) == s                 // for every s without contradictions
//   differences(a, b)  ->  {{"topology.nodes", "16", "32"}}
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// The fully resolved scenario with every default, keys in the order of docs/scenario.md; what
/// isn't given and has no value appears as a comment. The same scenario gives the same bytes.
std::string to_toml(const Scenario& scenario);

struct Difference {
  std::string key;            ///< "run.steps"
  std::string first, second;  ///< values as TOML; "(not given)"
  bool operator==(const Difference&) const = default;
};

/// The keys in which two scenarios differ, in the order of docs/scenario.md; where things lie
/// (output.path, workload.data_dir) doesn't count. Empty: both describe the same run.
std::vector<Difference> differences(const Scenario& a, const Scenario& b);

}  // namespace consim::scenarios
