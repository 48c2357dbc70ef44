// The Davis Southern Women graph: 18 women (nodes 0 to 17) and the 14 events (18 to 31) they
// attended, 89 edges, bipartite.
//
// The women in the order of the book's table, then the events by date. The reference study trains
// on it. Source: davis1941deep, kong2021consensus.
//
//   Graph graph = make_graph(DavisWomen{});
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct DavisWomen {
  bool operator==(const DavisWomen&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<DavisWomen> read(OptionReader& options);
};

/// 32 nodes, 89 edges.
Graph make_graph(const DavisWomen& graph);

}  // namespace consim::topologies
