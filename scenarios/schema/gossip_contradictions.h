// What algorithms and their controls contradict.
#pragma once

#include "scenarios/scenario.h"
#include "scenarios/schema/document.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// Of the scenario and its phases, by each other and by optimizer, topology and workload.
void find_gossip_contradictions(const Scenario& scenario, const Value& root, Report& report);

}  // namespace consim::scenarios
