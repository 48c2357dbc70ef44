// The complete graph: everybody talks to everybody, one round averages exactly.
//
// n(n − 1)/2 edges, diameter 1 (n >= 2). All weights 1/n; eigenvalues 1 and 0. Gossip on it is what
// an all-reduce computes, at the price of n − 1 messages a node. Source: kong2021consensus.
//
//   Graph graph = make_graph(Complete{.nodes = 8});
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Complete {
  int nodes = 1;
  bool operator==(const Complete&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong (n (n − 1) > kMaxArcs: n > 11585); the reader then
  /// has the problem.
  static std::optional<Complete> read(OptionReader& options);
};

/// Requires nodes >= 1. O(n²).
Graph make_graph(const Complete& complete);

/// Of D − A, all n, see known_eigenvalues.h. O(n).
std::vector<double> laplacian_eigenvalues(const Complete& complete);

}  // namespace consim::topologies
