// Writing a scenario, and telling two apart.
//
//   parse_scenario(to_toml(s), {}) == s                 // for every s without contradictions
//   value_of(s, "topology.nodes")  ->  "16"
//   differences(a, b)  ->  {{"topology.nodes", "16", "32"}}
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// The fully resolved scenario with every default, keys in the order of docs/scenario.md; what
/// isn't given and has no value appears as a comment. The same scenario gives the same bytes.
std::string to_toml(const Scenario& scenario);

inline constexpr const char* kNotGiven = "(not given)";

/// The value of a key, a dotted path in which lists are addressed by index
/// (`phase.0.algorithm.kind`), as TOML, a text without its quotation marks, a table in braces;
/// kNotGiven where the scenario has no such key or no value there. `*` is any index: the values
/// of all elements that have one, in their order, "0.5" or "0.5, 0.5".
std::string value_of(const Scenario& scenario, const std::string& key);

/// All keys that have a value of their own, in the order of docs/scenario.md.
std::vector<std::string> keys_of(const Scenario& scenario);

struct Difference {
  std::string key;            ///< "run.steps"
  std::string first, second;  ///< values as TOML; "(not given)"
  auto operator<=>(const Difference&) const = default;
};

/// The keys in which two scenarios differ, in the order of docs/scenario.md; where things lie
/// (output.path, workload.data_dir, the folder of a reference if it is the output's) doesn't count.
/// Empty: both describe the same run.
std::vector<Difference> differences(const Scenario& a, const Scenario& b);

/// All that `differences` looks at: equal texts where it finds nothing.
std::string run_text(const Scenario& scenario);

}  // namespace consim::scenarios
