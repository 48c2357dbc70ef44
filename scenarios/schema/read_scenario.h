// From a document, with all that was put into it, to a scenario.
#pragma once

#include "scenarios/load.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// Throws what `report` has, and what is found here, as one InputError.
Scenario read_scenario(const Value& root, const Origin& origin, Report& report);

}  // namespace consim::scenarios
