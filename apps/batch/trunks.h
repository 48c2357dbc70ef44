// Which points of a batch begin at another one's checkpoint, since both are the same run up to a
// phase (scenarios/branching.h).
//
//   find_trunks(points);
//   points[3].trunk == 0, points[3].trunk_phase == 1, points[0].keep_phases == {1}
//
// A point's trunk is the one it agrees with for the most phases, among those that may run before
// it, references considered: so the points are the leaves of a prefix tree whose inner parts are
// trained once. Only points that will run from the beginning get one; a trunk runs as well and
// hasn't come to the phase, or has kept the checkpoint in an earlier batch of the same program.
//
// Complexity: one text of the scenario a point and phase; each checkpoint of a trunk that doesn't
// run from the beginning is read once.
#pragma once

#include <vector>

#include "apps/batch/plan.h"

namespace consim::apps {

void find_trunks(std::vector<BatchPoint>& points);

/// The checkpoint that a point begins from. Requires a trunk.
std::filesystem::path trunk_checkpoint(const std::vector<BatchPoint>& points, std::size_t point);

/// Checkpoints of trunks that run which no point can begin from: those of another program, those of
/// another scenario and what can't be read. Else points would count on them, not wait for new ones.
void remove_unfit_checkpoints(const std::vector<BatchPoint>& points);

/// All that points have kept for others, when none will begin from it any more.
void remove_kept_checkpoints(const std::vector<BatchPoint>& points);

}  // namespace consim::apps
