// The Base-(k+1) graph: at most k messages a node and round, and after a period everybody has the
// exact average, for every number of nodes.
//
// Symmetric, doubly stochastic rounds of cliques and stars; period at most 2 log_{k+1}(n) + 2. With
// b = k + 1:
//   hyper(V)   |V| = Π q_m, q_m <= b: round m averages the nodes that differ only in mixed-radix
//              digit m
//   simple(V)  hyper if |V| has no prime factor above b. Else |V| = Σ_l a_l b^{p_l}; V is cut into
//              V_l of a_l blocks of b^{p_l}. First hyper within every V_l; then round j mixes V_j
//              with all later groups, each node of which takes one node of every block of V_j,
//              while the groups before spread within their blocks what they got
//   base       n = p r, p the part without prime factors above b: simple(r) in p groups at once,
//              then hyper(p) across the groups; or simple(n) if that is shorter
// Native weights. Source: takezawa2023beyond.
//
//   std::vector<MixingMatrix> rounds = native_rounds(BaseGraph{.nodes = 5, .degree = 1});   // five
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct BaseGraph {
  int nodes = 1;
  int degree = 1;  ///< k
  bool operator==(const BaseGraph&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<BaseGraph> read(OptionReader& options);
};

/// The rounds of a period. Requires nodes >= 1, degree >= 1. O(n k period).
std::vector<MixingMatrix> native_rounds(const BaseGraph& graph);

}  // namespace consim::topologies
