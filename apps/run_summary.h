// What a run was, for people and for scripts; and the scenario that `consim run` is given.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/json.h"
#include "base/errors.h"
#include "scenarios/execute.h"
#include "scenarios/scenario.h"

namespace consim::apps {

/// A pilot that a run reads a target from.
struct PilotFile {
  std::size_t phase = 0;
  std::string result;
  bool reused = false;  ///< it had been there
};

struct Outcome {
  scenarios::RunSummary summary;
  std::optional<std::size_t> pilot = {};  ///< whose summary it is, since it ended early; its phase
  std::vector<PilotFile> pilots = {};
};

std::string describe(const scenarios::RunSummary& summary);
Json to_json(const scenarios::RunSummary& summary);
Json to_json(const Outcome& outcome);

/// By its first bytes, whatever its name is; and what is called `.h5`, even if it isn't there.
bool is_result_file(const std::string& file);

/// The scenario of a TOML file, or the one stored in a result file. Throws InputError for
/// a sweep with the command that takes it.
scenarios::Scenario load_any(const std::string& file, const std::vector<std::string>& overrides);

/// Problems that name only a key of the scenario, with the place of that key.
std::vector<base::Problem> located_in_scenario(const std::vector<base::Problem>& problems,
                                               const std::string& file,
                                               const std::vector<std::string>& overrides);

/// The same to be run: a result's scenario needs an explicit output.
scenarios::Scenario load_runnable(const std::string& file,
                                  const std::vector<std::string>& overrides,
                                  const std::string& output);

}  // namespace consim::apps
