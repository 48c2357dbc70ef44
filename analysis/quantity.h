// One number of a result file, by name: what a table or a plot shows.
//
//   [GROUP/]COLUMN[:HOW]
//
// GROUP is steps, evaluations, phases or nodes; without one, the first of evaluations, steps and
// phases that has the column, or a total of the run: steps_done, simulated_seconds, host_seconds,
// seed. HOW is last (the default), first, min, max, mean, sum, or the number of a row from 0
// (phases/mean_rounds:0). Rows that hold no number (NaN) are left out.
//
//   const Quantity accuracy = parse_quantity("test_accuracy");
//   std::optional<double> value = quantity_of(read_result("ring.h5"), accuracy);
//
// Errors: InputError for a name that no result has, with the nearest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/results/reader.h"

namespace consim::analysis {

enum class Reduction : std::uint8_t { kLast, kFirst, kMin, kMax, kMean, kSum, kRow };

struct Quantity {
  std::string group;  ///< empty: a total of the run
  std::string column;
  Reduction how = Reduction::kLast;
  std::size_t row = 0;  ///< of kRow
  bool operator==(const Quantity&) const = default;
};

Quantity parse_quantity(std::string_view text);

/// Nothing if no row holds a number. O(rows).
std::optional<double> quantity_of(const results::ResultFile& file, const Quantity& quantity);

}  // namespace consim::analysis
