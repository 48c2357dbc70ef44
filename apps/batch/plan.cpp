#include "apps/batch/plan.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/errors.h"
#include "scenarios/all_problems.h"
#include "scenarios/assemble.h"
#include "scenarios/check_parts.h"
#include "scenarios/control_references.h"
#include "scenarios/learner_config.h"
#include "scenarios/pilot_runs.h"
#include "scenarios/point_problems.h"
#include "scenarios/reference_run.h"
#include "scenarios/save.h"
#include "scenarios/scenario_phases.h"
#include "sim/record/checkpoint_file.h"
#include "sim/results/reader.h"

namespace consim::apps {
namespace {

namespace fs = std::filesystem;

Action action_for(const BatchPoint& point, bool retry_failed) {
  // Without a result of its own it is its pilot that was interrupted, and goes on.
  const bool goes_on = !fs::exists(point.file) || fs::exists(record::checkpoint_path(point.file));
  const Action resume = goes_on ? Action::kResume : Action::kAgain;
  switch (point.state.status) {
    case PointStatus::kComplete:
      return Action::kSkip;
    case PointStatus::kFailed:
      return retry_failed ? resume : Action::kKeep;
    case PointStatus::kDiverged:
      return retry_failed ? Action::kAgain : Action::kKeep;
    case PointStatus::kInterrupted:
      return resume;
    case PointStatus::kRunning:
      return Action::kResume;
    case PointStatus::kNew:
    case PointStatus::kBlocked:
      return Action::kStart;
  }
  return Action::kStart;
}

// One for each key and pair of values, however many results differ in it; of a key with many pairs
// one for all.
void append_differences(std::vector<base::Problem>& problems,
                        const std::vector<BatchPoint>& points) {
  constexpr std::size_t kMostPairs = 3;
  std::map<std::string, std::map<scenarios::Difference, std::vector<const BatchPoint*>>> by_key;
  for (const BatchPoint& point : points)
    for (const scenarios::Difference& one : point.state.differences)
      by_key[one.key][one].push_back(&point);
  for (const auto& [key, pairs] : by_key) {
    std::size_t all = 0;
    for (const auto& [difference, those] : pairs) all += those.size();
    const bool several = pairs.size() > kMostPairs;
    for (const auto& [difference, those] : pairs) {
      const BatchPoint& first = *those.front();
      const std::size_t results = several ? all : those.size();
      const std::string where = results == 1 ? first.file.filename().string()
                                             : fmt::format("{} results{} {}", results,
                                                           several ? ", such as" : ", the first",
                                                           first.file.filename().string());
      problems.push_back({.file = first.file.parent_path().string(),
                          .key = key,
                          .what = fmt::format("is {} in {}, but {} in the sweep", difference.first,
                                              where, difference.second),
                          .allowed = "move the results away, or choose another --output-dir"});
      if (several) break;
    }
  }
}

// Points that need one that stays as it is and isn't complete, and so on.
void block_hopeless(std::vector<BatchPoint>& points) {
  for (bool changed = true; changed;) {
    changed = false;
    for (BatchPoint& point : points)
      for (const std::size_t need : point.point.needs) {
        if (!point.runs() || points[need].action != Action::kKeep) continue;
        block(point, points[need]);
        point.action = Action::kKeep;
        changed = true;
      }
  }
}

// All that its nodes' agreement depends on.
std::string gossip_of(const scenarios::Scenario& scenario) {
  scenarios::Scenario part;
  part.topology = scenario.topology;
  part.phase = scenario.phase;
  part.algorithm = scenario.algorithm;
  part.run.end_after_phase = scenario.run.end_after_phase;
  if (has_budget(scenario)) {
    part.cluster = scenario.cluster;
    part.workload = scenario.workload;
  }
  return to_toml(part);
}

// At the place where the sweep asks for it.
void look_at_references(const scenarios::SweepPoint& point, const std::set<fs::path>& made,
                        scenarios::PointProblems& problems) {
  const std::vector<scenarios::ControlReference> references = control_references(point.scenario);
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (made.contains(references[i].path)) continue;
    try {
      require_fit(point.scenario, references[i]);
    } catch (const base::InputError& error) {
      for (base::Problem problem : error.problems()) {
        problem.file = point.places[i].file;
        problem.line = point.places[i].line;
        problem.column = point.places[i].column;
        problems.add(point.name, problem);
      }
    }
  }
}

// What is left of an earlier batch's; what another batch is at work on is its own.
void look_at_pilots(const BatchPoint& point, scenarios::PointProblems& problems) {
  for (scenarios::PilotRun& pilot : pilot_runs(point.point.scenario, {.output = point.file})) {
    const fs::path& file = pilot.options.output;
    try {
      if (!fs::exists(file) || results::read_summary(file).writer_alive) continue;
      if (!is_complete(pilot, point.point.scenario)) start_over_if_stale(pilot);
    } catch (const base::InputError& error) {
      if (fs::exists(file)) problems.add(point.point.name, error);
    }
  }
}

std::vector<base::Problem> problems_of_gossip(const scenarios::Scenario& scenario,
                                              std::optional<std::string>& note) {
  scenarios::AllProblems found, budgets;
  found.of([&] { note = scenarios::check_gossip(scenario); });
  budgets.of([&] { scenarios::check_budgets(scenario); });
  // Data or LibTorch that aren't there are told by the run.
  for (const base::Problem& problem : budgets.all())
    if (!problem.key.empty()) found.add(problem);
  return found.all();
}

void append(std::vector<base::Problem>& problems, const base::InputError& error,
            const std::string& point) {
  for (base::Problem problem : error.problems()) {
    if (problem.file.empty()) problem.file = point;
    problems.push_back(std::move(problem));
  }
}

}  // namespace

std::string_view to_string(Action action) {
  constexpr std::array<std::string_view, 5> kNames = {"skip", "keep", "start", "resume",
                                                      "start over"};
  return kNames.at(static_cast<std::size_t>(action));
}

std::vector<BatchPoint> plan_batch(std::vector<scenarios::SweepPoint> points,
                                   const PlanOptions& options) {
  std::vector<BatchPoint> planned;
  std::vector<base::Problem> problems;
  for (scenarios::SweepPoint& point : points) {
    BatchPoint& added = planned.emplace_back();
    added.file = *point.scenario.output.path;
    added.point = std::move(point);
    try {
      added.state = stored_state(added.file, added.point.scenario);
    } catch (const base::InputError& error) {
      append(problems, error, added.point.name);
    }
    if (added.state.status == PointStatus::kRunning && !options.dry)
      problems.push_back({.file = added.file.string(), .what = "another run is writing it"});
    added.action = action_for(added, options.retry_failed);
  }
  append_differences(problems, planned);
  if (!problems.empty()) throw base::InputError(std::move(problems));
  block_hopeless(planned);
  return planned;
}

void block(BatchPoint& point, const BatchPoint& needed) {
  point.state.status = PointStatus::kBlocked;
  point.state.reason = fmt::format("{} is {}", needed.point.name, to_string(needed.state.status));
}

void check_readings(const std::vector<BatchPoint>& points) {
  std::set<fs::path> made;
  for (const BatchPoint& point : points) made.insert(point.file);
  scenarios::PointProblems problems("");
  for (const BatchPoint& point : points) {
    if (!point.runs()) continue;
    look_at_references(point.point, made, problems);
    look_at_pilots(point, problems);
  }
  problems.throw_if_any(points.size());
}

std::vector<std::string> missing_data(const std::vector<BatchPoint>& points) {
  std::vector<std::string> notes;
  std::set<std::string> seen;
  for (const BatchPoint& point : points) {
    const scenarios::Scenario& scenario = point.point.scenario;
    const std::string data =
        value_of(scenario, "workload.dataset") + value_of(scenario, "workload.data_dir");
    if (!point.runs() || !needs_learner(scenario) || !seen.insert(data).second) continue;
    if (const auto why = unreadable_data(scenario))
      notes.push_back(fmt::format("{}: the data can't be read: {}", point.point.name, *why));
  }
  return notes;
}

std::vector<std::string> check_gossip(const std::vector<BatchPoint>& points) {
  std::vector<std::string> notes;
  scenarios::PointProblems problems("");
  std::map<std::string, std::vector<base::Problem>> of_kind;
  for (const BatchPoint& point : points) {
    if (!point.runs()) continue;
    const scenarios::Scenario& scenario = point.point.scenario;
    const auto [kind, added] = of_kind.try_emplace(gossip_of(scenario));
    if (added) {
      std::optional<std::string> note;
      kind->second = problems_of_gossip(scenario, note);
      if (note) notes.push_back(point.point.name + ": " + *note);
    }
    for (const base::Problem& problem : kind->second) problems.add(point.point.name, problem);
  }
  problems.throw_if_any(points.size());
  return notes;
}

}  // namespace consim::apps
