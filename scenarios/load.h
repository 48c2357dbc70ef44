// Reading a scenario: defaults, then the file, then overrides; strict, and all problems in one
// report.
//
// Guarantees: the result is fully resolved (no key left open that has a default), free of
// contradictions, and its paths are absolute: those in the file relative to the file's folder.
// Nothing but the file and the profile files that it names is read, so data files and the output
// aren't looked at.
//
// Errors (InputError): an unknown key, a missing required key, a wrong type, unit or range, a
// contradiction, each as `file:line:column: key: what; what is allowed; did you mean "x"?`, sorted
// by position. Of wrong syntax only the first place is reported, and of a file above 1 MiB or with
// keys of more than 100 parts only that.
//
// Overrides are `key=value`: the key a dotted path in which lists are addressed by index
// (`cluster.device.0`), the value as TOML or a bare word. They replace what the file says, later
// ones win; places are `--set[1]:1:column` for the first.
//
//   Scenario s = load_scenario("ring.toml", {"topology.nodes=8", "run.steps=10"});
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "scenarios/scenario.h"

namespace consim::scenarios {

inline constexpr std::size_t kMaxScenarioBytes = std::size_t{1} << 20;

/// The default of `name` is the file's name without its extension.
Scenario load_scenario(const std::filesystem::path& file,
                       const std::vector<std::string>& overrides = {});

/// Where a scenario that isn't in a file of its own comes from.
struct Origin {
  std::string file = "scenario";  ///< for messages and the default of `name`
  std::filesystem::path directory =
      {};  ///< what its paths are relative to; empty: the working directory
};

Scenario parse_scenario(std::string_view text, const Origin& origin,
                        const std::vector<std::string>& overrides = {});

/// Problems that name only a key, found when a scenario was assembled, with the place where the
/// file or an override gives that key; others as they are.
std::vector<base::Problem> locate(const std::vector<base::Problem>& problems,
                                  const std::filesystem::path& file,
                                  const std::vector<std::string>& overrides = {});

}  // namespace consim::scenarios
