// The Margulis–Gabber–Galil expander on the m × m torus: constant degree, constant gap.
//
// Node (x, y), number x·m + y, is joined to (x + 2y, y), (x + 2y + 1, y), (x, y + 2x) and
// (x, y + 2x + 1), all mod m, and they to it: degree 8 as a multigraph, whose λ₂ is at most 5√2 for
// every m. Here loops are left out and double edges merged, so degrees are up to 8. Source:
// gabber1981explicit, hoory2006expander.
//
//   Graph graph = make_graph(Margulis{.side = 10});   // 100 nodes
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Margulis {
  int side = 1;  ///< m
  bool operator==(const Margulis&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Margulis> read(OptionReader& options);
};

/// Requires side >= 1. O(m²).
Graph make_graph(const Margulis& graph);

}  // namespace consim::topologies
