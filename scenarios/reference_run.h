// The runs that targets are fractions of: whether they are what a scenario asks for, and their
// Ξ_max.
//
//   for (const ControlReference& reference : control_references(scenario))
//     parts.target = fraction * read_reference(scenario, reference, "a.h5");
//
// Refused is a run that isn't there, isn't complete, has another seed, differs up to the end of the
// phase in anything that counts (control_references.h), ended before it, has learned nothing, or
// is controlled in this phase in a way that had an effect: whose rounds of a step aren't
// `gossip_rounds` throughout.
#pragma once

#include <filesystem>
#include <vector>

#include "base/errors.h"
#include "scenarios/control_references.h"

namespace consim::scenarios {

/// Ξ_max. Throws InputError with the reference's key and a problem for each key that differs.
/// `output` is that of the run whose pilots are meant (pilot.h).
double read_reference(const Scenario& scenario, const ControlReference& reference,
                      const std::filesystem::path& output);

/// The same of a scenario that isn't run yet: files are looked at; pilots and arms of a sweep are
/// still to be made.
void check_reference(const Scenario& scenario, const ControlReference& reference);
/// All of a scenario's, with all problems at once.
void check_references(const Scenario& scenario);

}  // namespace consim::scenarios
