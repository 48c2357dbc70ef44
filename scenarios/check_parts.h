// What data, topologies and cluster say against a scenario, told without running it.
//
//   for (const std::string& note : check_parts(scenario)) tell(note);      // consim validate
//
// References aren't read (reference_run.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// Throws InputError with all that assemble() refuses, damaged data files too. Notes: what keeps
/// gossip from reaching the average, and what isn't checked since data or LibTorch aren't there.
/// Reads the data and counts the work of a step, as a run does.
std::vector<std::string> check_parts(const Scenario& scenario);

/// Its gossip alone, without data. Throws InputError for topologies that can't be made and tests of
/// Θ that their W doesn't allow. Returns gossip_note().
std::optional<std::string> check_gossip(const Scenario& scenario);

/// Budgets of rounds. Without cluster.message_size the learner is made, and its data are read: that
/// they or LibTorch aren't there is an InputError without a key. Throws InputError for budgets too
/// small.
void check_budgets(const Scenario& scenario);

}  // namespace consim::scenarios
