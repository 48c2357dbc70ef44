// The one-peer hypercube: in round k every node exchanges with the one whose number differs in
// binary digit k mod d.
//
// n = 2^d, perfect matchings, weights ½: any d rounds in a row average exactly (recursive
// doubling). Source: ying2021exponential.
//
//   Graph first = round_graph(OnePeerHypercube{.dimension = 3}, 0);   // 0-1, 2-3, 4-5, 6-7
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct OnePeerHypercube {
  int dimension = 0;  ///< d
  bool operator==(const OnePeerHypercube&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<OnePeerHypercube> read(OptionReader& options);
};

/// Requires 0 <= dimension <= 24, round >= 0. O(n).
Graph round_graph(const OnePeerHypercube& graph, std::int64_t round);

}  // namespace consim::topologies
