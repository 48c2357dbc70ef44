// Makes the file of a killed run plainly readable.
//
// A run that dies leaves its file marked as being written, so that only SWMR readers open it.
// `repair` copies the file, clears the mark, cuts columns of unequal length to the shortest, sets
// the status `running` to `interrupted`, reads the copy once to see that it is whole, and renames
// it over the original: at every moment one complete file is there.
//
//   RepairReport report = repair("results/ring-32.h5");
//   fmt::print("{}\n", to_string(report));
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/results/rows.h"

namespace consim::results {

struct RepairReport {
  std::filesystem::path path = {};
  bool changed = false;       ///< false: the file was in order
  bool cleared_mark = false;  ///< it was marked as being written
  Status before = Status::kRunning, after = Status::kRunning;
  std::int64_t cut_columns = 0;  ///< columns that were longer than the shortest of their group
  std::int64_t steps = 0, evaluations = 0;  ///< rows that the file has now
};

/// Throws InputError where a run is still writing the file, where it is no result file, or where
/// the folder can't be written to. A file in order is left untouched.
RepairReport repair(const std::filesystem::path& path);

/// One sentence: what was done.
std::string to_string(const RepairReport& report);

}  // namespace consim::results
