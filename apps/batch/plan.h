// What a batch finds in its folder, and what it is going to do about each point.
//
//   std::vector<BatchPoint> points = plan_batch(load_sweep(file, folder), {.retry_failed = false});
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/batch/point_state.h"
#include "scenarios/sweep.h"

namespace consim::apps {

enum class Action : std::uint8_t {
  kSkip,    ///< it is complete
  kKeep,    ///< it failed or diverged and stays so, or is blocked
  kStart,   ///< from the beginning
  kResume,  ///< from its checkpoint
  kAgain,   ///< from the beginning, over what is there
};

std::string_view to_string(Action action);

struct BatchPoint {
  scenarios::SweepPoint point;
  std::filesystem::path file;  ///< its result
  PointState state;
  Action action = Action::kStart;
  std::optional<std::size_t> trunk = {};      ///< the point whose checkpoint it begins from
  std::size_t trunk_phase = 0;                ///< which was kept before this phase
  std::vector<std::size_t> keep_phases = {};  ///< before which it keeps checkpoints for others
  double wall_seconds = 0;                    ///< of its run in this batch
  double saved_seconds = 0;                   ///< that its trunk had taken

  bool runs() const { return action != Action::kSkip && action != Action::kKeep; }
};

struct PlanOptions {
  bool retry_failed = false;
  bool dry = false;  ///< a result that somebody is writing is no error
};

/// Reads the state of each point; those that read what won't be there are blocked. Throws one
/// InputError with the keys in which results are of other scenarios, files that aren't results,
/// and results that somebody else is writing.
std::vector<BatchPoint> plan_batch(std::vector<scenarios::SweepPoint> points,
                                   const PlanOptions& options);

/// The point won't run, since what it reads of the other one won't be there.
void block(BatchPoint& point, const BatchPoint& needed);

/// Results of earlier runs that points read, and pilots that an earlier batch has left. Throws
/// InputError for those that are damaged or of something else, with the first point that reads it.
/// A run that isn't complete is told when the point comes to it.
void check_readings(const std::vector<BatchPoint>& points);

/// Data that runs won't find, each with the first point that needs them; other points may not.
std::vector<std::string> missing_data(const std::vector<BatchPoint>& points);

/// The gossip of points that run, each kind once. Throws InputError for topologies that can't be
/// made and for what they and the cluster don't allow (check_parts.h), with the first point.
/// Returns what keeps gossip from the average, a line for each.
std::vector<std::string> check_gossip(const std::vector<BatchPoint>& points);

}  // namespace consim::apps
