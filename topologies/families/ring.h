// The ring: node i talks to i − 1 and i + 1 (mod n).
//
// n = 1 has no edge, n = 2 one edge, n >= 3 n edges of degree 2. Diameter ⌊n/2⌋; bipartite for even
// n. Metropolis weights for n >= 3 are 1/3; eigenvalues 1/3 + (2/3) cos(2πk/n), spectral gap
// (4/3) sin²(π/n). Source: lian2017can, kong2021consensus.
//
//   Graph graph = make_graph(Ring{.nodes = 32});
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Ring {
  int nodes = 1;
  bool operator==(const Ring&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Ring> read(OptionReader& options);
};

/// Requires nodes >= 1. O(n).
Graph make_graph(const Ring& ring);

}  // namespace consim::topologies
