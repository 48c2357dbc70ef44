// A sweep: a scenario and what varies in it, expanded to the points that `consim batch` runs
// (docs/batch.md).
//
//   base = "ring-32.toml"                       # relative to the sweep's file
//   [axes]                                      # a grid, the last axis fastest, the seed innermost
//   "algorithm.gossip_rounds" = [1, 4]
//   seed = [1, 2, 3]
//   [[arms]]                                    # optional: named variants, each with the grid
//   name = "controlled"
//   set = { "phase.0.algorithm.control" = { kind = "fraction_of_max", reference = "arm:free" } }
//   [arms.axes]                                 # of this arm alone, outside of the sweep's
//   "phase.0.algorithm.control.fraction" = [0.5, 0.25]
//
//   std::vector<SweepPoint> points = load_sweep("sweep.toml", "results");
//   points[0].name                              // "controlled,fraction=0.5,gossip_rounds=1,seed=1"
//
// Values replace what the scenario has under their key, first those of `set`, then an arm's, then
// the axes'. A key is dotted, with or without quotation marks; what is in braces is a value. Paths
// are relative to the base's folder. A reference "arm:NAME" is the result of that arm's point that
// has the same values on the axes that both have, and is the same up to the end of the phase but
// for its control (control_references.h).
//
// Guarantees: points are valid scenarios, in the file's order, each with a name and an output of
// its own; a point depends on others that it takes references from, and not, in the end, on itself.
// Where the name isn't set, a point is called as its file without the seed, so that runs that
// differ in their seed share it.
//
// Errors: one InputError with all problems, of the sweep's form first, then of all points'
// scenarios. One that several points share is told once, with the first of them if it isn't all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/errors.h"
#include "scenarios/scenario.h"

namespace consim::scenarios {

struct SweepPoint {
  std::string name;                     ///< of its files, without ".h5"
  Scenario scenario;                    ///< its output is `directory`/`name`.h5, absolute
  std::vector<std::size_t> needs = {};  ///< points whose complete results it reads
  /// File, line, column and key of its control_references().
  std::vector<base::Problem> places = {};
};

inline constexpr std::size_t kMostPoints = 10'000;

/// Complexity: one reading of a scenario a point, about 1 ms.
std::vector<SweepPoint> load_sweep(const std::filesystem::path& file,
                                   const std::filesystem::path& directory);

}  // namespace consim::scenarios
