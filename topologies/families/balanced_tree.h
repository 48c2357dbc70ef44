// The balanced tree: a root, every node but the leaves has r children, all leaves at one depth h.
//
// (r^(h+1) − 1)/(r − 1) nodes, numbered level by level; diameter 2h. Agreement has to pass the
// root: for r >= 2 the gap falls like 1/n. Source: rojo2005spectra.
//
//   Graph graph = make_graph(BalancedTree{.branching = 2, .height = 4});   // 31 nodes
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct BalancedTree {
  int branching = 2;  ///< r
  int height = 0;     ///< h
  bool operator==(const BalancedTree&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<BalancedTree> read(OptionReader& options);
};

/// Requires branching >= 1, height >= 0, at most kMaxNodes nodes. O(n).
Graph make_graph(const BalancedTree& tree);

}  // namespace consim::topologies
