// Why a run can't begin from what another one has kept.
//
//   if (!find_branch("a.h5", scenario, parts))
//     throw base::InputError(branch_problems("a.h5", scenario, parts));
//   // a.h5.phase-1.checkpoint: seed: is 1 there, but 2 here; before phase 1 both must be the same
#pragma once

#include <filesystem>
#include <vector>

#include "base/errors.h"
#include "scenarios/assemble.h"

namespace consim::scenarios {

/// Of the first phase before which `from` has kept a checkpoint, as that one asks for the least: a
/// problem for each key that differs, or the one thing that doesn't fit. Requires that
/// `find_branch` has found none. Throws InputError for a checkpoint that can't be read.
std::vector<base::Problem> branch_problems(const std::filesystem::path& from,
                                           const Scenario& scenario, const Assembly& parts);

}  // namespace consim::scenarios
