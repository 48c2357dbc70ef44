// A mixing matrix from a CSV file.
//
// Either n lines of n numbers, w_ij in line i, apart by commas, semicolons or blanks (as in the
// first line); or a header `row,column,weight` and a line for each weight that isn't 0, nodes
// numbered from 0. Blanks around numbers, empty lines at the end and CRLF are allowed. Weights may
// be negative; sums are checked elsewhere (check_mixing).
//
//   MixingMatrix w = read_mixing_matrix("w.csv", 32);
//
// Throws InputError with file, line and column: a file that can't be read or is larger than
// kMostMixingBytes, what isn't a finite number, lines of other lengths, node numbers out of range,
// a pair given twice. O(size).
#pragma once

#include <string>
#include <string_view>

#include "topologies/mixing_matrix.h"

namespace consim::topologies {

inline constexpr std::size_t kMostMixingBytes = std::size_t{1} << 28;

/// Requires nodes >= 1.
MixingMatrix read_mixing_matrix(const std::string& path, int nodes);
/// The same of a text, `name` in place of the file's.
MixingMatrix parse_mixing_matrix(std::string_view text, const std::string& name, int nodes);

}  // namespace consim::topologies
