#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>
#include <thread>

#include "apps/command.h"
#include "apps/progress.h"
#include "apps/run_summary.h"
#include "scenarios/execute.h"
#include "scenarios/load.h"

namespace consim::apps {
namespace {

// A signal handler reaches nothing but globals: the run under way, and which signal came when.
std::atomic<scenarios::Run*> g_run = nullptr;
std::atomic<int> g_signal = 0;
std::atomic<std::time_t> g_signal_time = 0;

// A signal that comes again after a second ends the program at once. Before that it is the same
// request: timeout(1) and others send it to the process and then to its group.
void stop_on_signal(int signal) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (g_signal != 0 && now.tv_sec > g_signal_time + 1) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    return;
  }
  if (g_signal == 0) g_signal_time = now.tv_sec;
  g_signal = signal;
  if (scenarios::Run* run = g_run.load()) run->request_stop();
}

void catch_signals() {
  std::signal(SIGINT, stop_on_signal);
  std::signal(SIGTERM, stop_on_signal);
}

// While it lives, signals stop the run; one that came before, while data were read, stops it at its
// first event.
class StoppedBySignals {
 public:
  explicit StoppedBySignals(scenarios::Run& run) {
    g_run = &run;
    if (g_signal != 0) run.request_stop();
  }
  ~StoppedBySignals() { g_run = nullptr; }
  StoppedBySignals(const StoppedBySignals&) = delete;
  StoppedBySignals& operator=(const StoppedBySignals&) = delete;
};

struct Options {
  std::string scenario;
  std::vector<std::string> overrides;
  std::string output;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  bool resume = false;
  bool overwrite = false;
  bool json = false;
  bool quiet = false;
};

void declare(CLI::App& app, Options& options) {
  app.add_option("scenario", options.scenario,
                 "scenario file (TOML), or a result file, whose scenario is run again")
      ->required();
  app.add_option("--set", options.overrides, "override a key: --set topology.nodes=8")
      ->expected(1)
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
  app.footer("Example:\n  consim run scenarios/quickstart.toml --set run.epochs=2 -o quick.h5");
}

void tell(const Options& options, const std::string& text) {
  if (!options.quiet) fmt::print(stderr, "consim: {}\n", text);
}

scenarios::RunSummary execute(const scenarios::Scenario& scenario,
                              const scenarios::RunOptions& run_options, const Options& options) {
  catch_signals();
  scenarios::Run run(scenario, run_options);
  if (run.parts().note) tell(options, *run.parts().note);
  if (options.resume && !run.has_checkpoint())
    tell(options, "no checkpoint to resume from: a run that isn't complete starts over");
  Progress progress(run.parts().plan.steps, !options.quiet && !options.json);
  const StoppedBySignals stopped(run);
  return run.execute(&progress);
}

int run(const Options& options) {
  const scenarios::Scenario scenario =
      load_runnable(options.scenario, options.overrides, options.output);
  scenarios::RunOptions run_options{.output = scenarios::output_path(scenario, options.output),
                                    .threads = options.threads,
                                    .resume = options.resume,
                                    .overwrite = options.overwrite};
  const scenarios::RunSummary summary = execute(scenario, run_options, options);
  if (options.json)
    fmt::print("{}\n", to_json(summary).dump(2));
  else if (!options.quiet)
    fmt::print("{}", describe(summary));
  if (summary.status == results::Status::kInterrupted) return 128 + g_signal;
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
