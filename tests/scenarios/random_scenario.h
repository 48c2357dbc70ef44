// Scenarios without contradictions, drawn by RapidCheck.
#pragma once

#include "scenarios/scenario.h"

namespace consim::scenarios {

/// Call it inside a property.
Scenario random_scenario();

}  // namespace consim::scenarios
