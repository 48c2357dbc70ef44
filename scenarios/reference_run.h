// The runs that targets are fractions of: whether they are what a scenario asks for, and their
// Ξ_max.
//
//   for (const ControlReference& reference : control_references(scenario))
//     target = fraction * read_reference(scenario, reference, "a.h5").max_distance;
//
// Refused is a run that isn't there, isn't complete, has another seed, differs up to the end of the
// phase in anything that counts (control_references.h), ended before it, has learned nothing, or
// is controlled in this phase in a way that had an effect: whose rounds of a step aren't
// `gossip_rounds` throughout.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "base/errors.h"
#include "scenarios/control_references.h"

namespace consim::scenarios {

struct ReferenceRun {
  std::filesystem::path file;
  double max_distance = 0;  ///< Ξ_max
  /// Of each phase before, if a step of it is recorded: the first one's, NaN if it had none.
  std::vector<std::optional<double>> targets = {};
};

/// Throws InputError with the reference's key and a problem for each key that differs.
/// `output` is that of the run whose pilots are meant (pilot.h).
ReferenceRun read_reference(const Scenario& scenario, const ControlReference& reference,
                            const std::filesystem::path& output);

/// The same of a scenario that isn't run yet: files are looked at; pilots and arms of a sweep are
/// still to be made.
void check_reference(const Scenario& scenario, const ControlReference& reference);
/// That an earlier phase of the reference had this target. What it depends on may have been made
/// anew since, by a program with other roundings.
void require_target(const ControlReference& reference, const ReferenceRun& run, std::size_t phase,
                    double target);
/// All of a scenario's, with all problems at once.
void check_references(const Scenario& scenario);

}  // namespace consim::scenarios
