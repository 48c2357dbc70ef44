// The complete binary tree of any number of nodes: node i has the children 2i + 1 and 2i + 2.
//
// Diameter about 2 log₂ n with three neighbours at most; all traffic between the halves passes the
// root, so the gap of metropolis weights is about 1/(4n). Source: boyd2004fastest.
//
//   Graph graph = make_graph(BinaryTree{.nodes = 10});
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct BinaryTree {
  int nodes = 1;
  bool operator==(const BinaryTree&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<BinaryTree> read(OptionReader& options);
};

/// Requires nodes >= 1. O(n).
Graph make_graph(const BinaryTree& tree);

}  // namespace consim::topologies
