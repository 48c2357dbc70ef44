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

/// Throws InputError with all that assemble() refuses, by the scenario's keys. Notes: what keeps
/// gossip from reaching the average, and what isn't checked since data or LibTorch aren't there.
/// Reads the data and counts the work of a step, as a run does.
std::vector<std::string> check_parts(const Scenario& scenario);

/// Its gossip alone: topologies and tests of Θ, without data. Returns gossip_note().
std::optional<std::string> check_gossip(const Scenario& scenario);

/// Budgets of rounds. Reads data where the size of a message depends on a model that they are for;
/// that they or LibTorch aren't there is an InputError without a key.
void check_budgets(const Scenario& scenario);

}  // namespace consim::scenarios
