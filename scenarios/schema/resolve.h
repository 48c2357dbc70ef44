// What keys that aren't given follow from others: epochs or steps, a link or its figures, the last
// phase's end, the figures in profiles' files.
#pragma once

#include "scenarios/scenario.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// Files of profiles are replaced by what they say. Requires that they were found to be sound.
void resolve_profiles(ClusterConfig& cluster);

/// Of epochs and steps, and of the two ends of a phase, one given by an override replaces the other
/// given by the file. The last phase ends with the run.
void resolve_alternatives(Scenario& scenario, const Value& root);

}  // namespace consim::scenarios
