#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include "apps/batch/parent_link.h"
#include "apps/command.h"
#include "apps/progress.h"
#include "apps/run_summary.h"
#include "apps/stop_request.h"
#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/ending.h"
#include "scenarios/execute.h"
#include "scenarios/load.h"
#include "scenarios/pilot_runs.h"
#include "sim/results/schema.h"

namespace consim::apps {
namespace {

// A signal handler reaches nothing but globals.
std::atomic<bool> g_stop = false;
std::atomic<int> g_signal = 0;
std::atomic<std::int64_t> g_signal_time = 0;

// A second request ends the program at once. A signal that comes while data are read stops the run
// at its first event.
void stop_on_signal(int signal) {
  const std::int64_t now = monotonic_nanoseconds();
  if (g_signal != 0 && is_second_request(g_signal_time, now)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    return;
  }
  if (g_signal == 0) g_signal_time = now;
  g_signal = signal;
  g_stop = true;
}

void catch_signals() {
  std::signal(SIGINT, stop_on_signal);
  std::signal(SIGTERM, stop_on_signal);
  std::signal(SIGHUP, stop_on_signal);
}

struct Options {
  std::string scenario;
  std::vector<std::string> overrides;
  std::string output;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  bool resume = false;
  bool overwrite = false;
  bool json = false;
  bool quiet = false;
  std::vector<std::size_t> keep_phases;
  std::string branch_from;
  int batch_parent = 0;  ///< the process that runs a batch; 0: none
};

void declare(CLI::App& app, Options& options) {
  app.add_option("scenario", options.scenario,
                 "scenario file (TOML), or a result file, whose scenario is run again")
      ->required();
  app.add_option("--set", options.overrides, "override a key: --set topology.nodes=8")
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("-o,--output", options.output, "result file (HDF5)");
  app.add_option("--threads", options.threads, "threads that train; results don't depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_flag("--resume", options.resume, "go on from the checkpoint of an interrupted run");
  app.add_flag("--overwrite", options.overwrite, "replace an existing result file")
      ->excludes("--resume");
  app.add_flag("--json", options.json, "print the summary as one JSON object");
  app.add_flag("--quiet", options.quiet, "no progress and no summary");
  app.add_option("--keep-phase", options.keep_phases,
                 "keep a checkpoint before this phase (1, 2, ...) for --branch-from")
      ->check(CLI::Range(1, 1000))
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--branch-from", options.branch_from,
                 "result file of a run that is the same up to a phase and has kept a checkpoint "
                 "before it: begin there");
  app.add_option("--batch-parent", options.batch_parent)->group("");
  app.footer(
      "A target that is a fraction of Xi_max with reference = \"pilot\" is measured first, by "
      "runs\n"
      "with that phase's control off, up to its end: OUTPUT.pilot-K.h5 of phase K. Those that are\n"
      "there are reused, or go on.\n\n"
      "Example:\n  consim run scenarios/quickstart.toml --set run.epochs=2 -o quick.h5");
}

void note(const Options& options, const std::string& text) {
  if (!options.quiet) tell("consim: " + text);
}

// Data that are found elsewhere may be other data.
void note_data(const Options& options, const scenarios::Assembly& parts) {
  const char* wanted = std::getenv("CONSIM_DATA");
  if (wanted == nullptr || !parts.data_dir || parts.data_dir->starts_with(wanted)) return;
  note(options, fmt::format("the data are read from {}, not from $CONSIM_DATA", *parts.data_dir));
}

// A scenario is read before the run begins, but it would be lost.
void require_other_file(const std::string& scenario, const std::filesystem::path& output) {
  std::error_code ignored;
  if (!std::filesystem::equivalent(scenario, output, ignored) || is_result_file(scenario)) return;
  throw base::InputError({.file = output.string(),
                          .what = "is the scenario itself",
                          .allowed = "expected another file for the result"});
}

scenarios::RunSummary execute_one(const scenarios::Scenario& scenario,
                                  const scenarios::RunOptions& run_options, const Options& options,
                                  double& trunk_seconds) {
  scenarios::Run run(scenario, run_options);
  if (run.parts().note) note(options, *run.parts().note);
  note_data(options, run.parts());
  const bool is_pilot = !run_options.pilots_of.empty();
  if (options.resume && !is_pilot && run.resumes_from_nothing())
    note(options, "no checkpoint to resume from: the run starts over");
  const std::int64_t steps = run.parts().plan.steps;
  if (options.batch_parent != 0) {
    ProgressLines lines(steps, trunk_seconds);
    scenarios::RunSummary summary = run.execute(&lines);
    // What a pilot of this process has trained isn't saved, and a trunk once for all of them.
    if (summary.branched_seconds && summary.branched_from == options.branch_from) {
      trunk_seconds = std::max(trunk_seconds, *summary.branched_seconds);
      lines.tell_branched(trunk_seconds);
    }
    return summary;
  }
  Progress progress(steps, !options.quiet);
  return run.execute(&progress);
}

// A run that had ended, whose pilots may be gone.
Outcome ended_before(scenarios::RunSummary summary,
                     const std::vector<scenarios::PilotRun>& pilots) {
  Outcome outcome{.summary = std::move(summary)};
  for (const scenarios::PilotRun& pilot : pilots)
    if (std::filesystem::exists(pilot.options.output))
      outcome.pilots.push_back({pilot.phase, pilot.options.output.string(), true});
  remove_kept_checkpoints(pilots);
  return outcome;
}

// The pilots that the scenario asks for, then the run; or the first pilot that ends early.
Outcome execute(const scenarios::Scenario& scenario, scenarios::RunOptions run_options,
                const Options& options) {
  std::vector<scenarios::PilotRun> pilots = scenarios::pilot_runs(scenario, run_options);
  Outcome outcome;
  if (!pilots.empty())
    if (auto ended = look_ahead(scenario, run_options)) return ended_before(*ended, pilots);
  double trunk_seconds = 0;  // of training that a batch's trunk has done for all of them
  std::vector<std::optional<std::string>> stale;
  for (scenarios::PilotRun& pilot : pilots) {
    const bool complete = is_complete(pilot, scenario);
    outcome.pilots.push_back({pilot.phase, pilot.options.output.string(), complete});
    stale.push_back(complete ? std::nullopt : start_over_if_stale(pilot));
  }
  for (std::size_t i = 0; i < pilots.size(); ++i) {
    const scenarios::PilotRun& pilot = pilots[i];
    const PilotFile& file = outcome.pilots[i];
    note(options, fmt::format("the pilot of phase {} {}: {}", pilot.phase,
                              file.reused ? "is there" : "comes first", file.result));
    if (file.reused) continue;
    if (stale[i]) note(options, fmt::format("it starts over: {}", *stale[i]));
    outcome.summary = execute_one(pilot.scenario, pilot.options, options, trunk_seconds);
    if (outcome.summary.status == results::Status::kComplete) continue;
    outcome.pilot = pilot.phase;
    return outcome;
  }
  begin_from_pilots(run_options, pilots);
  outcome.summary = execute_one(scenario, run_options, options, trunk_seconds);
  if (scenarios::has_ended(outcome.summary.status)) remove_kept_checkpoints(pilots);
  return outcome;
}

// A run that ended early says so in its own file, and there is none where its pilot did.
void tell_end_of_pilot(const Outcome& outcome) {
  tell(fmt::format("consim: the pilot of phase {} is {}: {}", *outcome.pilot,
                   results::to_string(outcome.summary.status), outcome.summary.reason));
}

// Pilots go on in any case; of a run that has begun no part may be replaced.
const char* advice_to_go_on(const Outcome& outcome, const Options& options) {
  if (outcome.pilot) return "the same command goes on";
  return options.overwrite ? "the same command with --resume in place of --overwrite goes on"
                           : "the same command with --resume goes on";
}

int run(Options options) {
  catch_signals();
  if (options.batch_parent != 0) follow_parent(options.batch_parent);
  if (options.resume && options.output.empty() && is_result_file(options.scenario))
    options.output = options.scenario;
  const scenarios::Scenario scenario =
      load_runnable(options.scenario, options.overrides, options.output);
  scenarios::RunOptions run_options{.output = scenarios::output_path(scenario, options.output),
                                    .threads = options.threads,
                                    .resume = options.resume,
                                    .overwrite = options.overwrite,
                                    .stop = &g_stop,
                                    .keep_phases = options.keep_phases,
                                    .branch_from = options.branch_from};
  require_other_file(options.scenario, run_options.output);
  Outcome outcome;
  try {
    outcome = execute(scenario, run_options, options);
  } catch (const base::InputError& error) {
    throw base::InputError(
        located_in_scenario(error.problems(), options.scenario, options.overrides));
  }
  const scenarios::RunSummary& summary = outcome.summary;
  if (options.json)
    fmt::print("{}\n", to_json(outcome).dump(2));
  else if (!options.quiet)
    fmt::print("{}", describe(summary));
  if (outcome.pilot && summary.status != results::Status::kInterrupted) tell_end_of_pilot(outcome);
  if (summary.status == results::Status::kInterrupted) {
    note(options, advice_to_go_on(outcome, options));
    return 128 + g_signal;
  }
  return summary.status == results::Status::kComplete ? kDone : kEndedEarly;
}

}  // namespace

Command run_command(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("run", "Run a scenario and write its result file");
  declare(*app, *options);
  return {app, [options] { return run(*options); }};
}

}  // namespace consim::apps
