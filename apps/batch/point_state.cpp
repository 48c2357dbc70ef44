#include "apps/batch/point_state.h"

#include <array>

#include "scenarios/load.h"

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

}  // namespace

std::string_view to_string(PointStatus status) {
  constexpr std::array<std::string_view, 7> kNames = {
      "new", "interrupted", "running", "complete", "diverged", "failed", "blocked"};
  return kNames.at(static_cast<std::size_t>(status));
}

PointState stored_state(const fs::path& file, const scenarios::Scenario& scenario) {
  if (!fs::exists(file)) return {};
  const results::ResultFile found = results::read_description(file);
  return {status_of(found.summary), found.summary.reason, found.summary.totals,
          differences_of(file, found.scenario, scenario)};
}

}  // namespace consim::apps
