// The phases of a run, each as one row: what was to be done in it, and what came of it.
//
//   for (const PhaseSummary& phase : phase_summaries(scenario, read_result("ring.h5")))
//     fmt::print("{}: {} on {}, {}\n", phase.row.phase, phase.row.algorithm, phase.topology,
//                phase.row.test_accuracy);
//
// What /phases doesn't have, in files of earlier programs or while a run goes on, is taken from the
// recorded rows as far as they tell it: maxima, rounds and ends are then those of the last recorded
// step of the phase.
//
// A target that is one number throughout its phase is told with it, and of a fraction of another
// run's greatest distance Ξ_max = target / fraction, to rounding. Such a target is read from the
// phase's recorded rows, so that of a phase without any only the run itself knows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/results/reader.h"

namespace consim::scenarios {

struct PhaseSummary {
  results::PhaseRow row;
  double epochs = 0;                  ///< that it has lasted
  std::string topology;               ///< "torus:rows=4,cols=8"
  std::string control;                ///< "target 2.5", "fraction_of_max 0.5 by theta"; empty: none
  std::optional<double> target = {};  ///< consensus distance, if it is one number
  std::optional<double> reference_distance = {};  ///< Ξ_max that it is a fraction of

  std::int64_t steps() const { return row.end - row.start; }
};

/// By the number of a phase; nothing where it isn't one number, or isn't known.
using PhaseTargets = std::vector<std::optional<double>>;

std::vector<PhaseSummary> phase_summaries(const Scenario& scenario,
                                          const std::vector<results::PhaseRow>& rows,
                                          double steps_per_epoch, const PhaseTargets& targets);
/// O(rows).
std::vector<PhaseSummary> phase_summaries(const Scenario& scenario,
                                          const results::ResultFile& file);

/// The greatest consensus distance of all of them; NaN without any.
double largest_distance(const std::vector<PhaseSummary>& phases);

}  // namespace consim::scenarios
