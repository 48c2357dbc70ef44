// From [[phase]] tables to logical steps and topologies.
//
//   parts.phases = assemble_phases(scenario, parts, "a.h5");   // 0.5 of 300: {0, …}, {150, …}
//
// A phase ends where a fraction of the run's steps is over (sim/learning/plan.h's step_at), with
// the first step of a decayed learning rate, or with an epoch.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/assemble.h"

namespace consim::scenarios {

/// One phase where the scenario has none. Requires plan and steps_per_epoch. Throws InputError for
/// a phase without a step, where the last one doesn't end with the run, and for references that
/// don't fit (reference_run.h), which are read if there is an `output`. Phases after the one that
/// the run ends with have no moves and rounds, and nothing of a reference.
std::vector<PhaseParts> assemble_phases(const Scenario& scenario, const Assembly& parts,
                                        const std::optional<std::filesystem::path>& output);

/// All of them, with what their descriptions alone say: algorithms, topologies, targets that are
/// given. Throws InputError for a matrix of weights that can't be read or doesn't fit.
std::vector<PhaseParts> described_phases(const Scenario& scenario);

/// Of the phases that are run: what their tests of Θ count on. Requires topology and targets.
/// Throws InputError for a W that doesn't allow them.
void find_smallest_moves(const Scenario& scenario, const Assembly& parts,
                         std::vector<PhaseParts>& phases);
/// Of the phases that are run: the rounds that their budgets allow. Requires topology, cluster and
/// message. Throws InputError for less than gossip_rounds.
void find_rounds(const Scenario& scenario, const Assembly& parts, std::vector<PhaseParts>& phases);

/// What a run that ends with an earlier phase doesn't come to is cut off: phases and steps.
void end_early(const Scenario& scenario, Assembly& parts);

/// What keeps gossip from reaching the average, by the key of the topology; nothing if nothing
/// does. Requires phases.
std::optional<std::string> gossip_note(const Assembly& parts);

/// Of all weights and targets of all phases: differs if a file that a topology or a target is read
/// from has changed. Rounds that never repeat count by their first, the others follow from the same
/// description. O(weights).
std::string gossip_fingerprint(const Assembly& parts);
/// Of the first phases alone.
std::string gossip_fingerprint(const Assembly& parts, std::size_t phases);

}  // namespace consim::scenarios
