// One number of a result file, by name: what a table or a plot shows.
//
//   [GROUP/]COLUMN["["WHICH"]"][:HOW]
//
// GROUP is steps, evaluations, phases, nodes, layers or node_evaluations; without one, the first of
// evaluations, steps and phases that has the column, or a total of the run: steps_done,
// simulated_seconds, host_seconds, seed. HOW is last (the default), first, min, max, mean, sum, or
// the number of a row from 0 (phases/mean_rounds:0). Rows that hold no number (NaN) are left out.
//
// Columns of layers and node_evaluations have several numbers in a row, and WHICH says what is
// taken of them: a layer's name (layers/consensus_distance[fc.weight]), the number of a layer or a
// node from 0 (node_evaluations/distance[3]), or min, max, mean or sum of all that are numbers
// (distance[max]:mean is the mean over the evaluations of the distance of the node farthest off).
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
#include <vector>

#include "sim/results/reader.h"

namespace consim::analysis {

enum class Reduction : std::uint8_t { kLast, kFirst, kMin, kMax, kMean, kSum, kRow };

struct Quantity {
  std::string group;  ///< empty: a total of the run
  std::string column;
  Reduction how = Reduction::kLast;
  std::size_t row = 0;     ///< of kRow
  std::string which = {};  ///< in a row of several numbers; empty: rows of one
  bool operator==(const Quantity&) const = default;
};

Quantity parse_quantity(std::string_view text);

/// What WHICH may name in this file: the layers' names, or the nodes' numbers. Empty where the file
/// has none, and for columns with one number in a row.
std::vector<std::string> parts_of_rows(const results::ResultFile& file, const Quantity& quantity);
/// Whether WHICH, where there is one, takes something of this file's rows.
bool has_part(const results::ResultFile& file, const Quantity& quantity);

/// How many rows the file has of the quantity's table; 0 for a total of the run.
std::size_t rows_of(const results::ResultFile& file, const Quantity& quantity);

/// Nothing if no row holds a number, or has the part. O(rows · numbers in a row).
std::optional<double> quantity_of(const results::ResultFile& file, const Quantity& quantity);

}  // namespace consim::analysis
