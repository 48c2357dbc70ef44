// The layers of a parameter row (blocks of its layout), cut where summation pieces end.
//
// A segment lies in one layer and in one piece, so whoever works on whole pieces can sum up by
// segment, and a layer's sum, its segments' in order, doesn't depend on how columns are shared out
// between threads. With one layer, segments are pieces.
//
//   LayerSegments segments(layout);                  // layers of 1000 and 100 columns
//   std::vector<double> squares(segments.size());    // 0-1000 | 1000-1024, 1024-1100
//   for (std::size_t s : segments.of_piece(0)) …     // 0, 1
//   std::vector<double> by_layer = segments.by_layer(squares);
//
// Requires: the blocks follow one another from 0 to `dimension`, none of them empty; or there are
// none, and then no segments. Complexity: layers + dimension / kPiece segments.
#pragma once

#include <cstddef>
#include <ranges>
#include <vector>

#include "sim/learning/executor.h"
#include "sim/learning/learner.h"

namespace consim::sim {

class LayerSegments {
 public:
  explicit LayerSegments(const ParameterLayout& layout);

  std::size_t size() const { return segments_.size(); }
  /// The numbers of the segments of a piece, which cover it.
  auto of_piece(std::int64_t piece) const {
    const auto place = static_cast<std::size_t>(piece);
    return std::views::iota(first_of_piece_[place], first_of_piece_[place + 1]);
  }
  ColumnRange columns(std::size_t segment) const { return segments_[segment].columns; }
  /// Sums of one number a segment, by layer.
  std::vector<double> by_layer(const std::vector<double>& by_segment) const;

 private:
  struct Segment {
    ColumnRange columns;
    std::size_t layer = 0;
  };
  std::size_t layers_;
  std::vector<Segment> segments_;
  std::vector<std::size_t> first_of_piece_;  ///< and one past the last piece's
};

}  // namespace consim::sim
