#include "apps/batch/point_state.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/errors.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"
#include "sim/results/schema.h"

namespace consim::apps {
namespace {

namespace fs = std::filesystem;

PointStatus status_of(const results::ResultSummary& summary) {
  switch (summary.status) {
    case results::Status::kRunning:
      return summary.writer_alive ? PointStatus::kRunning : PointStatus::kInterrupted;
    case results::Status::kComplete:
      return PointStatus::kComplete;
    case results::Status::kInterrupted:
      return PointStatus::kInterrupted;
    case results::Status::kDiverged:
      return PointStatus::kDiverged;
    case results::Status::kFailed:
      return PointStatus::kFailed;
  }
  return PointStatus::kFailed;
}

std::vector<scenarios::Difference> differences_of(const fs::path& file, const std::string& stored,
                                                  const scenarios::Scenario& scenario) {
  if (stored == to_toml(scenario)) return {};
  return differences(scenarios::parse_scenario(stored, {.file = file.string()}), scenario);
}

// What a pilot of this scenario has come to, if it is there. Of one that can't be read, or is
// another's, the run tells.
std::optional<results::ResultSummary> end_of(const scenarios::Pilot& pilot) {
  if (!fs::exists(pilot.output)) return std::nullopt;
  try {
    const results::ResultFile found = results::read_description(pilot.output);
    if (!differences_of(pilot.output, found.scenario, pilot.scenario).empty()) return std::nullopt;
    return found.summary;
  } catch (const base::InputError&) {
    return std::nullopt;
  }
}

// Without a pilot's target the run itself never begins.
PointState state_by_pilots(const fs::path& file, const scenarios::Scenario& scenario) {
  for (const scenarios::Pilot& pilot : scenarios::pilots(scenario, file)) {
    const std::optional<results::ResultSummary> end = end_of(pilot);
    if (!end) continue;
    const PointStatus status = status_of(*end);
    if (status == PointStatus::kInterrupted) return {.status = status};
    if (status != PointStatus::kDiverged && status != PointStatus::kFailed) continue;
    return {.status = status,
            .reason = fmt::format("the pilot of phase {} {}: {}", pilot.phase, to_string(status),
                                  end->reason)};
  }
  return {};
}

}  // namespace

std::string_view to_string(PointStatus status) {
  constexpr std::array<std::string_view, 7> kNames = {
      "new", "interrupted", "running", "complete", "diverged", "failed", "blocked"};
  return kNames.at(static_cast<std::size_t>(status));
}

PointState stored_state(const fs::path& file, const scenarios::Scenario& scenario) {
  if (!fs::exists(file)) return state_by_pilots(file, scenario);
  const results::ResultFile found = results::read_description(file);
  PointState own = {status_of(found.summary), found.summary.reason, found.summary.totals,
                    differences_of(file, found.scenario, scenario)};
  if (own.status != PointStatus::kInterrupted) return own;
  // Its pilot may have been made anew since.
  PointState by_pilots = state_by_pilots(file, scenario);
  if (by_pilots.status == PointStatus::kNew || by_pilots.status == PointStatus::kInterrupted)
    return own;
  by_pilots.differences = own.differences;
  return by_pilots;
}

void remove_diverged_pilots(const fs::path& file, const scenarios::Scenario& scenario) {
  for (const scenarios::Pilot& pilot : scenarios::pilots(scenario, file)) {
    const std::optional<results::ResultSummary> end = end_of(pilot);
    std::error_code ignored;  // the run will tell of it
    if (end && end->status == results::Status::kDiverged) fs::remove(pilot.output, ignored);
  }
}

}  // namespace consim::apps
