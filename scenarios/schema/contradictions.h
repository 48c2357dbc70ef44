// Keys that are right by themselves but not together.
#pragma once

#include "scenarios/scenario.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// Reports contradictions at the key that has to change, and what is wrong in profile files.
void find_contradictions(const Scenario& scenario, const Value& root, Report& report);

}  // namespace consim::scenarios
