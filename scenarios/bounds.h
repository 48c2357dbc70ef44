// Numbers that are allowed by themselves, but would lead a run out of what its integers hold: times
// beyond base::kLongestModelled, and 2^63 bytes sent in all.
//
// Each throws InputError with the key that says the number.
#pragma once

#include <string>

#include "scenarios/assemble.h"

namespace consim::scenarios {

/// `what` takes at most 1000 h, so that no sum of times leaves the clock unnoticed.
void require_short(double seconds, const std::string& key, const std::string& what);

/// A message, or an all-reduce if there are any, is short. Requires cluster and message.
void check_durations(const Scenario& scenario, const Assembly& parts);

/// Fewer than 2^63 bytes are sent in all, by the mean number of messages a round; of rounds that
/// never repeat the first stands for all. Requires cluster, message, plan and phases.
void check_traffic(const Scenario& scenario, const Assembly& parts);

}  // namespace consim::scenarios
