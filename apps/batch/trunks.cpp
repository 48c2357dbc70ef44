#include "apps/batch/trunks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "base/errors.h"
#include "scenarios/branch_checkpoint.h"
#include "scenarios/branching.h"
#include "scenarios/resumable.h"
#include "scenarios/scenario_phases.h"
#include "sim/record/checkpoint_file.h"

namespace consim::apps {
namespace {

// Points after those that they need, else as they are.
std::vector<std::size_t> in_order(const std::vector<BatchPoint>& points) {
  std::vector<std::size_t> order;
  std::vector<bool> placed(points.size(), false);
  const auto place = [&](const auto& self, std::size_t i) -> void {
    if (placed[i]) return;
    placed[i] = true;
    for (const std::size_t need : points[i].point.needs) self(self, need);
    order.push_back(i);
  };
  for (std::size_t i = 0; i < points.size(); ++i) place(place, i);
  return order;
}

// One that resumes in its pilot too: the pilot may have been stopped before its first checkpoint.
bool begins_anew(const BatchPoint& point) {
  const bool in_pilot = point.action == Action::kResume && !std::filesystem::exists(point.file);
  return point.action == Action::kStart || in_pilot ||
         (point.action == Action::kAgain && point.state.status != PointStatus::kDiverged);
}

// Of a run that goes on: its first phase that no node has begun, if it can go on.
std::optional<std::size_t> next_phase(const BatchPoint& point) {
  try {
    const auto found = record::read_checkpoint(record::checkpoint_path(point.file));
    if (!found || record::find_section(*found, "program") != scenarios::program())
      return std::nullopt;
    return scenarios::next_phase(*found);
  } catch (const base::InputError&) {
    return std::nullopt;
  }
}

// Whether a run that begins so can go on from the file.
bool fits(const std::filesystem::path& file, const std::string& prefix) {
  try {
    const std::optional<record::Checkpoint> found = record::read_checkpoint(file);
    return found && record::find_section(*found, "program") == scenarios::program() &&
           record::find_section(*found, "prefix") == prefix;
  } catch (const base::InputError&) {
    return false;
  }
}

}  // namespace

std::filesystem::path trunk_checkpoint(const std::vector<BatchPoint>& points, std::size_t point) {
  return scenarios::branch_path(points[*points[point].trunk].file, points[point].trunk_phase);
}

void remove_unfit_checkpoints(const std::vector<BatchPoint>& points) {
  for (const BatchPoint& trunk : points) {
    if (!trunk.runs()) continue;
    for (const std::size_t phase : trunk.keep_phases) {
      const std::filesystem::path file = scenarios::branch_path(trunk.file, phase);
      std::error_code ignored;  // a run that begins from it will tell
      if (!fits(file, prefix_text(trunk.point.scenario, phase)))
        std::filesystem::remove(file, ignored);
    }
  }
}

void remove_kept_checkpoints(const std::vector<BatchPoint>& points) {
  for (const BatchPoint& point : points)
    for (std::size_t phase = 1; phase < point.point.scenario.phase.size(); ++phase) {
      std::error_code ignored;  // a file too many does no harm
      std::filesystem::remove(scenarios::branch_path(point.file, phase), ignored);
    }
}

void find_trunks(std::vector<BatchPoint>& points) {
  std::map<std::string, std::size_t> first;
  std::map<std::size_t, std::optional<std::size_t>> resumed;  // points' first phases to come
  const auto will_keep = [&](std::size_t i, std::size_t phase) {
    if (points[i].action != Action::kResume) return points[i].runs();
    const auto [known, added] = resumed.try_emplace(i);
    if (added) known->second = next_phase(points[i]);
    return known->second && *known->second <= phase;
  };
  for (const std::size_t i : in_order(points)) {
    BatchPoint& point = points[i];
    const scenarios::Scenario& scenario = point.point.scenario;
    for (std::size_t phase = phases_run(scenario); phase-- > 1;) {
      const auto [known, added] = first.try_emplace(prefix_text(scenario, phase), i);
      if (added || point.trunk || !begins_anew(point)) continue;
      BatchPoint& trunk = points[known->second];
      std::vector<std::size_t>& kept = trunk.keep_phases;
      if (std::ranges::find(kept, phase) == kept.end()) {
        if (!will_keep(known->second, phase) &&
            !fits(scenarios::branch_path(trunk.file, phase), known->first)) {
          known->second = i;
          continue;
        }
        kept.push_back(phase);
      }
      point.trunk = known->second;
      point.trunk_phase = phase;
    }
  }
}

}  // namespace consim::apps
