// The runs that targets are fractions of: whether they are what a scenario asks for, and their
// Ξ_max.
//
//   const auto runs = read_references(scenario, "a.h5");
//   if (runs[0]) target = fraction * runs[0]->max_distance;
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

/// Throws InputError with the reference's key and a problem for each key that differs. `output` is
/// that of the run whose pilots are meant (pilot.h).
ReferenceRun read_reference(const Scenario& scenario, const ControlReference& reference,
                            const std::filesystem::path& output);

/// All of a scenario's, by phases, with all problems at once. Refused too is one that had another
/// target in an earlier phase than the reference of that phase gives now: it may have been made
/// anew since, by a program with other roundings. Without `output` the scenario isn't run yet:
/// pilots and arms of a sweep are still to be made, and left out.
std::vector<std::optional<ReferenceRun>> read_references(
    const Scenario& scenario, const std::optional<std::filesystem::path>& output);

/// Whether a reference that isn't a pilot or an arm can serve, or could if its run were complete:
/// throws InputError if it can't.
void require_fit(const Scenario& scenario, const ControlReference& reference);

}  // namespace consim::scenarios
