// consim: the command line.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <utility>
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

// What isn't given has a default, which "" would be taken for.
void require_words(const CLI::App& app) {
  std::vector<base::Problem> problems;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& word : option->results())
      if (word.empty())
        problems.push_back({.key = option->get_name(),
                            .what = "found \"\"",
                            .allowed = "expected: " + option->get_description()});
  if (!problems.empty()) throw base::InputError(std::move(problems));
}

int dispatch(const std::vector<Command>& commands) {
  for (const Command& command : commands)
    if (command.app->parsed()) {
      require_words(*command.app);
      return command.run();
    }
  return kDone;
}

void require_one_of(const std::vector<std::string>& names, const std::string& word,
                    const char* problem) {
  if (std::ranges::find(names, word) != names.end()) return;
  throw base::InputError({.key = word,
                          .what = problem,
                          .allowed = fmt::format("expected {}", fmt::join(names, ", ")),
                          .suggestion = base::nearest(word, names)});
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

// CLI11 alone would say that a subcommand is required.
void require_known(const CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
  if (word.starts_with('-'))
    require_one_of(option_names(program), word, "no such option");
  else
    require_one_of(names, word, "no such subcommand");
}

// CLI11 alone would list everything that it can't place, the last first.
void require_known_options(const CLI::App& program, std::span<char*> words) {
  const auto commands = program.get_subcommands();
  if (commands.empty()) return;
  for (const char* word : words) {
    const std::string option = std::string(word).substr(0, std::string_view(word).find('='));
    if (option.starts_with("--") && option.size() > 2)
      require_one_of(option_names(*commands[0]), option, "no such option");
  }
}

int run_program(int argc, char** argv) {
  CLI::App program(kDescription, "consim");
  program.footer(kFooter);
  program.set_version_flag("--version", std::string("consim ") + CONSIM_VERSION);
  program.require_subcommand(1);
  const std::vector<Command> commands = {run_command(program),    validate_command(program),
                                         batch_command(program),  topology_command(program),
                                         info_command(program),   table_command(program),
                                         repair_command(program), list_command(program)};
  try {
    if (argc > 1) require_known(program, argv[1]);
    program.parse(argc, argv);
  } catch (const CLI::ExtrasError& error) {
    require_known_options(program, std::span(argv, static_cast<std::size_t>(argc)).subspan(2));
    return program.exit(error) == 0 ? kDone : kWrongInput;
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? kDone : kWrongInput;
  }
  return dispatch(commands);
}

}  // namespace

void tell(const std::string& line) { std::fputs((line + '\n').c_str(), stderr); }

}  // namespace consim::apps

int main(int argc, char** argv) {
  using consim::apps::tell;
  // Where a file may not grow, writing to it fails instead of ending the program.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int code = consim::apps::run_program(argc, argv);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    tell(fmt::format("consim: the answer couldn't be written: {}", std::strerror(errno)));
    return consim::apps::kInternalError;
  } catch (const consim::base::InputError& error) {
    tell(error.what());
    return consim::apps::kWrongInput;
  } catch (const std::bad_alloc&) {
    tell("consim: not enough memory");
    return consim::apps::kInternalError;
  } catch (const std::exception& error) {
    tell(fmt::format("consim: internal error: {}", error.what()));
    return consim::apps::kInternalError;
  }
}
