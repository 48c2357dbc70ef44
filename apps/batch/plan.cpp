#include "apps/batch/plan.h"

#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/save.h"

namespace consim::apps {
namespace {

Action action_for(PointStatus status, bool retry_failed) {
  switch (status) {
    case PointStatus::kComplete:
      return Action::kSkip;
    case PointStatus::kFailed:
      return retry_failed ? Action::kResume : Action::kKeep;
    case PointStatus::kDiverged:
      return retry_failed ? Action::kAgain : Action::kKeep;
    case PointStatus::kInterrupted:
    case PointStatus::kRunning:
      return Action::kResume;
    case PointStatus::kNew:
    case PointStatus::kBlocked:
      return Action::kStart;
  }
  return Action::kStart;
}

// All that makes its topologies.
std::string topologies_of(const scenarios::Scenario& scenario) {
  scenarios::Scenario part;
  part.topology = scenario.topology;
  part.phase = scenario.phase;
  part.algorithm = scenario.algorithm;
  return to_toml(part);
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
    added.action = action_for(added.state.status, options.retry_failed);
  }
  if (!problems.empty()) throw base::InputError(std::move(problems));
  return planned;
}

std::vector<std::string> topology_notes(const std::vector<BatchPoint>& points) {
  std::vector<std::string> notes;
  std::vector<base::Problem> problems;
  std::set<std::string> seen;
  for (const BatchPoint& point : points) {
    if (!point.runs() || !seen.insert(topologies_of(point.point.scenario)).second) continue;
    try {
      if (const auto note = scenarios::gossip_note(point.point.scenario))
        notes.push_back(point.point.name + ": " + *note);
    } catch (const base::InputError& error) {
      append(problems, error, point.point.name);
    }
  }
  if (!problems.empty()) throw base::InputError(std::move(problems));
  return notes;
}

}  // namespace consim::apps
