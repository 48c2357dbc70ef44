// A ring of cliques: groups in which everybody talks to everybody, joined one to the next by an
// edge.
//
// Clique c is nodes c·size … c·size + size − 1; its second node is joined to the first of the next
// (for size 1 its only node). What clusters with fast links within and slow ones between look like.
// Source: watts1999small.
//
//   Graph graph = make_graph(RingOfCliques{.cliques = 4, .size = 8});
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct RingOfCliques {
  int cliques = 1;
  int size = 1;
  bool operator==(const RingOfCliques&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<RingOfCliques> read(OptionReader& options);
};

/// Requires cliques, size >= 1. O(cliques · size²).
Graph make_graph(const RingOfCliques& graph);

}  // namespace consim::topologies
