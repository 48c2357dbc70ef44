#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <thread>

#include "apps/batch/folder_lock.h"
#include "apps/batch/plan.h"
#include "apps/batch/run_batch.h"
#include "apps/batch/trunks.h"
#include "apps/command.h"
#include "apps/json.h"
#include "apps/progress.h"
#include "apps/write_file.h"
#include "base/errors.h"
#include "base/text_file.h"
#include "scenarios/all_problems.h"
#include "scenarios/file_kind.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"
#include "scenarios/save.h"

namespace consim::apps {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Points = std::vector<BatchPoint>;

struct Options {
  std::string sweep;
  std::string folder;
  int jobs = 0;  ///< 0: by the cores
  bool retry_failed = false;
  bool dry_run = false;
  bool json = false;
};

std::ptrdiff_t count(const Points& points, PointStatus status) {
  return std::ranges::count_if(points,
                               [status](const BatchPoint& p) { return p.state.status == status; });
}

Json to_json(const BatchPoint& point, const Points& points) {
  Json object;
  object["name"] = point.point.name;
  object["result"] = point.file.string();
  object["status"] = to_string(point.state.status);
  object["reason"] = point.state.reason;
  object["action"] = to_string(point.action);
  object["steps_done"] = point.state.totals.steps_done;
  object["simulated_seconds"] = number(point.state.totals.simulated_seconds);
  object["host_seconds"] = number(point.state.totals.host_seconds);
  object["wall_seconds"] = number(point.wall_seconds);
  object["trunk"] = point.trunk ? Json(points[*point.trunk].point.name) : Json(nullptr);
  object["trunk_phase"] = point.trunk ? Json(point.trunk_phase) : Json(nullptr);
  object["saved_seconds"] = number(point.saved_seconds);
  return object;
}

Json to_json(const Points& points) {
  Json object;
  object["complete"] = count(points, PointStatus::kComplete);
  object["not_complete"] = std::ssize(points) - count(points, PointStatus::kComplete);
  Json list = Json::array();
  for (const BatchPoint& point : points) list.push_back(to_json(point, points));
  object["points"] = list;
  return object;
}

Json to_json(const Points& points, const BatchReport& report) {
  Json object = to_json(points);
  object["jobs"] = report.jobs;
  object["wall_seconds"] = number(report.wall_seconds);
  object["run_seconds"] = number(report.child_seconds);
  object["saved_seconds"] = number(report.saved_seconds);
  object["overhead"] = report.child_seconds > 0 ? number(report.overhead()) : Json(nullptr);
  object["signal"] = report.signal;
  return object;
}

void print_plan(const Points& points) {
  for (const BatchPoint& point : points) {
    std::string line = fmt::format("{:<11} {:<10} {}", to_string(point.state.status),
                                   to_string(point.action), point.file.string());
    for (const std::size_t need : point.point.needs)
      line += fmt::format("  after {}", points[need].point.name);
    if (point.trunk)
      line +=
          fmt::format("  from phase {} of {}", point.trunk_phase, points[*point.trunk].point.name);
    if (!point.state.reason.empty()) line += ": " + point.state.reason;
    fmt::print("{}\n", line);
  }
  const auto runs = std::ranges::count_if(points, &BatchPoint::runs);
  fmt::print("{} {}, {} to run\n", points.size(), points.size() == 1 ? "point" : "points", runs);
}

void print_summary(const Points& points, const BatchReport& report) {
  std::string counts;
  for (const PointStatus status :
       {PointStatus::kComplete, PointStatus::kDiverged, PointStatus::kFailed, PointStatus::kBlocked,
        PointStatus::kInterrupted, PointStatus::kNew})
    if (const auto n = count(points, status); n > 0)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", n, to_string(status));
  fmt::print("points             {}: {}\n", points.size(), counts);
  fmt::print("wall time          {:.1f} s ({})\n", report.wall_seconds,
             clock_text(report.wall_seconds));
  if (report.child_seconds > 0)
    fmt::print("runs               {:.1f} s in {} {}, overhead {:.1f} %\n", report.child_seconds,
               report.jobs, report.jobs == 1 ? "job" : "jobs", 100 * report.overhead());
  if (report.saved_seconds > 0)
    fmt::print("saved              {:.1f} s of training that points have in common\n",
               report.saved_seconds);
  for (const BatchPoint& point : points)
    if (point.state.status != PointStatus::kComplete && !point.state.reason.empty())
      fmt::print("{:<18} {}: {}\n", to_string(point.state.status), point.point.name,
                 point.state.reason);
}

// The scenario beside the result is what the run reads, and what anybody can run again.
void write_scenarios(const Points& points) {
  for (const BatchPoint& point : points) {
    if (!point.runs()) continue;
    fs::path path = point.file;
    path.replace_extension(".toml");
    const std::string text = to_toml(point.point.scenario);
    if (!fs::exists(path) || base::read_text_file(path, scenarios::kMaxScenarioBytes) != text)
      write_file(path.string(), text, true);
  }
}

int exit_code(const Points& points, const BatchReport& report) {
  if (report.signal != 0) return 128 + report.signal;
  return count(points, PointStatus::kComplete) == std::ssize(points) ? kDone : kEndedEarly;
}

// A scenario would be told as a sweep with all keys wrong.
std::vector<scenarios::SweepPoint> load(const Options& options) {
  try {
    return scenarios::load_sweep(options.sweep, options.folder);
  } catch (const base::InputError&) {
    if (scenarios::file_kind(options.sweep) != scenarios::FileKind::kScenario) throw;
    throw base::InputError(
        {.file = options.sweep,
         .what = "is a scenario, not a sweep",
         .allowed =
             fmt::format("expected a file with base; consim run {} runs it", options.sweep)});
  }
}

// Somebody may remove a result while others are made.
void fail_lost(Points& points) {
  for (BatchPoint& point : points)
    if (point.state.status == PointStatus::kComplete && !fs::exists(point.file))
      point.state = {.status = PointStatus::kFailed,
                     .reason = "its result has been removed; the same command makes it anew"};
}

// Results that a table of the folder counts too.
void note_others(const Points& points, const std::string& folder) {
  if (!fs::is_directory(folder)) return;
  std::set<fs::path> own;
  for (const BatchPoint& point : points) own.insert(point.file.filename());
  std::set<fs::path> others;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (const fs::path& file = entry.path(); file.extension() == ".h5" &&
                                             !scenarios::is_pilot_path(file) &&
                                             !own.contains(file.filename()))
      others.insert(file.filename());
  if (!others.empty())
    tell(fmt::format("consim: {} {} in {} of no point of this sweep, such as {}", others.size(),
                     others.size() == 1 ? "result is" : "results are", folder,
                     others.begin()->string()));
}

// All that is wrong beside the scenarios themselves.
void look_ahead(const Points& points, const std::string& folder) {
  std::vector<std::string> notes;
  scenarios::AllProblems problems;
  problems.of([&] { check_readings(points); });
  problems.of([&] { notes = check_gossip(points); });
  problems.throw_if_any();
  for (std::string& note : missing_data(points)) notes.push_back(std::move(note));
  note_others(points, folder);
  for (const std::string& note : notes) tell("consim: " + note);
}

int dry_run(const Options& options) {
  Points points = plan_batch(load(options), {.retry_failed = options.retry_failed, .dry = true});
  find_trunks(points);
  look_ahead(points, options.folder);
  if (options.json)
    fmt::print("{}\n", to_json(points).dump(2));
  else
    print_plan(points);
  return kDone;
}

int run(const Options& options) {
  if (options.dry_run) return dry_run(options);
  const Clock::time_point begin = Clock::now();
  std::vector<scenarios::SweepPoint> sweep = load(options);
  const FolderLock lock = FolderLock::acquire(options.folder);
  Points points = plan_batch(std::move(sweep), {.retry_failed = options.retry_failed});
  find_trunks(points);
  look_ahead(points, options.folder);
  write_scenarios(points);
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const auto runs = static_cast<int>(std::ranges::count_if(points, &BatchPoint::runs));
  BatchReport report = run_batch(
      points, {.jobs = std::clamp(options.jobs > 0 ? options.jobs : cores, 1, std::max(1, runs)),
               .cores = cores,
               .runs_lock = lock.runs()});
  fail_lost(points);
  report.wall_seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (options.json)
    fmt::print("{}\n", to_json(points, report).dump(2));
  else
    print_summary(points, report);
  if (report.signal != 0) tell("consim: the same command goes on");
  return exit_code(points, report);
}

}  // namespace

Command batch_command(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand(
      "batch", "Run all points of a sweep: a scenario and lists of values for its keys");
  app->add_option("sweep", options->sweep, "sweep file (TOML)")->required();
  app->add_option("--output-dir", options->folder, "folder of the results, one file a point")
      ->required();
  app->add_option("--jobs", options->jobs,
                  "runs at a time, which share the cores; default: as many as cores")
      ->check(CLI::Range(1, 1024));
  app->add_flag("--retry-failed", options->retry_failed,
                "run points again that failed or diverged");
  app->add_flag("--dry-run", options->dry_run, "print the points and what would be done");
  app->add_flag("--json", options->json, "one JSON object on stdout");
  app->footer(
      "Complete points are skipped and interrupted ones go on, so the same command after any\n"
      "interruption ends with the same files.\n\nExample (scenarios/sweeps/rounds.toml):\n"
      "  base = \"../quadratic-ring.toml\"\n"
      "  [axes]\n"
      "  \"algorithm.gossip_rounds\" = [1, 4]\n"
      "  seed = [1, 2, 3]\n\n"
      "  consim batch scenarios/sweeps/rounds.toml --output-dir results/rounds");
  return {app, [options] { return run(*options); }};
}

}  // namespace consim::apps
