// The Kautz graph: nodes are words of L symbols out of k + 1 in which neighbours differ; a word
// sends to those that it becomes when a symbol is pushed in at the end.
//
// n = k^L + k^(L−1) nodes, k messages each, diameter L: among the most nodes that k and L allow.
// Numbered as Imase and Itoh do: node i sends to (−k i − s) mod n, s = 1 … k. Source:
// kautz1968bounds, imase1981design.
//
//   Graph graph = make_graph(Kautz{.degree = 2, .length = 3});   // 12 nodes
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Kautz {
  int degree = 2;  ///< k
  int length = 1;  ///< L
  bool operator==(const Kautz&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Kautz> read(OptionReader& options);
};

/// Requires degree >= 1, length >= 1. O(n k).
Graph make_graph(const Kautz& graph);

}  // namespace consim::topologies
