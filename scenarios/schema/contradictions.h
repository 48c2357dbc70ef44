// What a scenario's keys say together: defaults that depend on other keys, and contradictions.
#pragma once

#include "scenarios/scenario.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// Fills in what depends on which keys are given: a torus's nodes, epochs or steps, link or its
/// figures. Of epochs and steps an override's stands against the file's.
void resolve(Scenario& scenario, const Value& root);

/// Reports contradictions between keys that are right by themselves, at the key that has to change.
void find_contradictions(const Scenario& scenario, const Value& root, Report& report);

}  // namespace consim::scenarios
