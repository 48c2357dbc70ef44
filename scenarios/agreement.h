// How the nodes of a phase agree: from its description to the algorithm's form.
//
//   sim::Agreement by = agreement(parts.phases[0], parts);
//
// Requires phases with their targets and budgets (assemble_phases), and the learning rate.
#pragma once

#include "scenarios/assemble.h"
#include "sim/algorithms/gossip_schedule.h"

namespace consim::scenarios {

sim::Agreement agreement(const PhaseParts& phase, const Assembly& parts);

/// What decisions and estimates in a phase need of the nodes' gradients.
sim::Gradients watched_gradients(const PhaseParts& phase, const RunConfig& run);
/// Of the moving averages of noise, smoothness and critical distance.
double decay_of_estimates(const PhaseParts& phase);

/// Rounds of a step in a phase of gossip, at most.
int most_rounds(const PhaseParts& phase);
/// Whether a phase averages exactly by an all-reduce: by its algorithm, or for a target of 0.
bool averages_exactly(const PhaseParts& phase);

}  // namespace consim::scenarios
