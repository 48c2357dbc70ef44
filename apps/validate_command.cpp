#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "apps/command.h"
#include "apps/run_summary.h"
#include "base/errors.h"
#include "scenarios/all_problems.h"
#include "scenarios/check_parts.h"
#include "scenarios/control_references.h"
#include "scenarios/reference_run.h"
#include "scenarios/save.h"

namespace consim::apps {
namespace {

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

// With the notes of what can't be checked.
std::vector<std::string> check(const scenarios::Scenario& scenario) {
  std::vector<std::string> notes;
  scenarios::AllProblems problems;
  problems.of([&] { notes = scenarios::check_parts(scenario); });
  problems.of([&] { scenarios::read_references(scenario, std::nullopt); });
  problems.throw_if_any();
  return notes;
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
      "What a run reads before it begins is read: graphs, weights, references and, if they are\n"
      "there, the data. The output isn't looked at.\n\n"
      "Example:\n  consim validate scenarios/quickstart.toml --set topology.nodes=8 --print");
  const auto run = [options] {
    const scenarios::Scenario scenario = load_any(options->scenario, options->overrides);
    std::vector<std::string> notes;
    try {
      notes = check(scenario);
    } catch (const base::InputError& error) {
      throw base::InputError(
          located_in_scenario(error.problems(), options->scenario, options->overrides));
    }
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
