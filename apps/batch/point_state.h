// What is there of a point: nothing, a part of its run, or its end.
//
//   PointState state = stored_state("results/ring,seed=1.h5", point.scenario);
//   state.status == PointStatus::kComplete
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/save.h"
#include "scenarios/scenario.h"
#include "sim/results/reader.h"

namespace consim::apps {

enum class PointStatus : std::uint8_t {
  kNew,          ///< no result
  kInterrupted,  ///< stopped or killed: its run can go on
  kRunning,
  kComplete,
  kDiverged,
  kFailed,   ///< its run ended early, or wouldn't begin
  kBlocked,  ///< what it reads from another point won't be there
};

std::string_view to_string(PointStatus status);

struct PointState {
  PointStatus status = PointStatus::kNew;
  std::string reason = {};  ///< why it isn't complete
  results::Totals totals = {};
  std::vector<scenarios::Difference> differences = {};  ///< the result is another scenario's
};

/// Of a result file as it is on disk. Where there is none, or one that was interrupted, that of a
/// pilot (scenarios/pilot.h) that diverged or failed, and of one that was interrupted where there
/// is none. Throws InputError for a file that isn't a result.
PointState stored_state(const std::filesystem::path& file, const scenarios::Scenario& scenario);

/// So that they are run again: a run with a pilot that has diverged ends with it.
void remove_diverged_pilots(const std::filesystem::path& file, const scenarios::Scenario& scenario);

}  // namespace consim::apps
