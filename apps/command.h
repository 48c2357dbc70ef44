// What a subcommand of the program is: its options, declared on a CLI11 app, and what runs when it
// is chosen.
//
// A command prints its answer to stdout and returns the exit code; wrong input is thrown as
// InputError, which the program prints to stderr, one problem a line, and answers with 2.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace consim::apps {

/// Exit codes of the contract.
enum ExitCode : int { kDone = 0, kInternalError = 1, kWrongInput = 2, kEndedEarly = 3 };

/// The app that parses a command's options and the function that runs it share them (shared_ptr).
struct Command {
  CLI::App* app = nullptr;
  std::function<int()> run;
};

/// Writes a line to stderr; that nobody can read it is no error.
void tell(const std::string& line);

Command run_command(CLI::App& program);
Command validate_command(CLI::App& program);
Command batch_command(CLI::App& program);
Command topology_command(CLI::App& program);
Command info_command(CLI::App& program);
Command table_command(CLI::App& program);
Command repair_command(CLI::App& program);
Command list_command(CLI::App& program);

}  // namespace consim::apps
