// consim: the command line.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "apps/command.h"
#include "base/errors.h"

namespace consim::apps {
namespace {

constexpr const char* kDescription =
    "Simulates decentralized deep learning: real training steps under simulated cluster time.";
constexpr const char* kFooter =
    "Example:\n"
    "  consim run scenarios/quickstart.toml -o quickstart.h5\n"
    "  consim topology ring:n=32\n\n"
    "Exit codes: 0 done; 1 internal error; 2 wrong usage, scenario or input file; 3 the run ended\n"
    "early for a reason that the result file records; 128 + signal after a clean stop on a signal.";

int dispatch(const std::vector<Command>& commands) {
  for (const Command& command : commands)
    if (command.app->parsed()) return command.run();
  return kDone;
}

int run_program(int argc, char** argv) {
  CLI::App program(kDescription, "consim");
  program.footer(kFooter);
  program.set_version_flag("--version", std::string("consim ") + CONSIM_VERSION);
  program.require_subcommand(1);
  const std::vector<Command> commands = {run_command(program),      validate_command(program),
                                         topology_command(program), info_command(program),
                                         repair_command(program),   list_command(program)};
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? kDone : kWrongInput;
  }
  return dispatch(commands);
}

}  // namespace
}  // namespace consim::apps

int main(int argc, char** argv) {
  try {
    return consim::apps::run_program(argc, argv);
  } catch (const consim::base::InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return consim::apps::kWrongInput;
  } catch (const std::exception& error) {
    fmt::print(stderr, "consim: internal error: {}\n", error.what());
    return consim::apps::kInternalError;
  }
}
