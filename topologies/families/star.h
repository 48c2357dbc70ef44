// The star: node 0 talks to every other node, nobody else to each other.
//
// n − 1 edges, diameter 2 (n >= 3), degree n − 1 at the centre: few edges, but the centre's link
// carries them all. Metropolis eigenvalues 1, 1 − 1/n (n − 2 times) and 0; gap 1/n for n >= 3.
// Source: boyd2004fastest.
//
//   Graph graph = make_graph(Star{.nodes = 8});
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Star {
  int nodes = 1;
  bool operator==(const Star&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Star> read(OptionReader& options);
};

/// Requires nodes >= 1. O(n).
Graph make_graph(const Star& star);

/// Of D − A, all n, see known_eigenvalues.h. O(n).
std::vector<double> laplacian_eigenvalues(const Star& star);

}  // namespace consim::topologies
