// The path (line, chain): node i talks to i − 1 and i + 1, the ends to one.
//
// n − 1 edges, diameter n − 1, bipartite; four times slower to average than the ring. Metropolis
// eigenvalues for n >= 3: 1/3 + (2/3) cos(πk/n), gap (4/3) sin²(π/(2n)). Source: boyd2004fastest.
//
//   Graph graph = make_graph(Path{.nodes = 8});
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Path {
  int nodes = 1;
  bool operator==(const Path&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Path> read(OptionReader& options);
};

/// Requires nodes >= 1. O(n).
Graph make_graph(const Path& path);

/// Of D − A, all n, see known_eigenvalues.h. O(n).
std::vector<double> laplacian_eigenvalues(const Path& path);

}  // namespace consim::topologies
