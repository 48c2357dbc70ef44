#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "apps/command.h"
#include "apps/run_summary.h"
#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/control_references.h"
#include "scenarios/learner_config.h"
#include "scenarios/reference_run.h"
#include "scenarios/save.h"

namespace consim::apps {
namespace {

// Result files are looked at, those of pilots and of a sweep's arms are still to be made.
void check_references(const scenarios::Scenario& scenario, const std::string& file,
                      const std::vector<std::string>& overrides) {
  const std::vector<base::Problem> problems = scenarios::reference_problems(scenario);
  if (!problems.empty()) throw base::InputError(located_in_scenario(problems, file, overrides));
}

void tell_references(const scenarios::Scenario& scenario) {
  for (const scenarios::ControlReference& reference : scenarios::control_references(scenario)) {
    if (reference.is_pilot())
      tell(fmt::format("consim: the pilot of phase {} comes first: OUTPUT.pilot-{}.h5",
                       reference.phase, reference.phase));
    if (reference.is_arm())
      tell(fmt::format("consim: {}: \"{}\" is of a sweep, for consim batch", reference.key,
                       reference.path));
  }
}

// What keeps the scenario's gossip from reaching the average, and what can't be checked. Matrices
// of weights are read, and the data where the partition depends on them.
std::vector<std::string> notes_of(const scenarios::Scenario& scenario, const std::string& file,
                                  const std::vector<std::string>& overrides) {
  try {
    std::vector<std::string> notes;
    for (auto& note : {scenarios::gossip_note(scenario), scenarios::check_partition(scenario)})
      if (note) notes.push_back(*note);
    return notes;
  } catch (const base::InputError& error) {
    throw base::InputError(located_in_scenario(error.problems(), file, overrides));
  }
}

}  // namespace

Command validate_command(CLI::App& program) {
  struct Options {
    std::string scenario;
    std::vector<std::string> overrides;
    bool print = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* app =
      program.add_subcommand("validate", "Check a scenario file and report all problems");
  app->add_option("scenario", options->scenario, "scenario file (TOML), or a result file with one")
      ->required();
  app->add_option("--set", options->overrides, "override a key: --set topology.nodes=8")
      ->allow_extra_args(false)
      ->take_all();
  app->add_flag("--print", options->print, "print the scenario with every default filled in");
  app->footer(
      "Files of graphs, weights and references are read, and the data where a partition by_label "
      "or of "
      "shards depends\non them, if they are there; the output isn't looked at.\n\nExample:\n  "
      "consim "
      "validate "
      "scenarios/quickstart.toml --set topology.nodes=8 --print");
  const auto run = [options] {
    const scenarios::Scenario scenario = load_any(options->scenario, options->overrides);
    const std::vector<std::string> notes =
        notes_of(scenario, options->scenario, options->overrides);
    check_references(scenario, options->scenario, options->overrides);
    if (options->print)
      fmt::print("{}", scenarios::to_toml(scenario));
    else
      fmt::print("{}: valid\n", options->scenario);
    for (const std::string& note : notes) tell("consim: " + note);
    tell_references(scenario);
    return int{kDone};
  };
  return {app, run};
}

}  // namespace consim::apps
