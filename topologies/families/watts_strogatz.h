// The Watts–Strogatz small world: a ring of k nearest neighbours, each edge of which is rewired
// with probability p.
//
// Edge {i, i + s}, s = 1 … k/2, becomes {i, j} with j uniform among the nodes that i isn't joined
// to yet; it stays where it is if i is joined to all. n k/2 edges. A function of the seed alone.
// Source: watts1998collective.
//
//   Graph graph = make_graph(WattsStrogatz{.nodes = 1000, .neighbours = 6, .rewire = 0.1});
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct WattsStrogatz {
  int nodes = 1;
  int neighbours = 2;  ///< k, even
  double rewire = 0;   ///< p
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const WattsStrogatz&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<WattsStrogatz> read(OptionReader& options);
};

/// Requires nodes > neighbours >= 2, an even number of these, 0 <= rewire <= 1. O(n k + R k) for R
/// rewired edges.
Graph make_graph(const WattsStrogatz& graph);

}  // namespace consim::topologies
