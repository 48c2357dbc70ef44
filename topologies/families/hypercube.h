// The hypercube of n = 2^d nodes: two nodes talk if their numbers differ in one binary digit.
//
// Degree and diameter d, bipartite. Eigenvalues 1 − 2j/(d + 1) with multiplicity C(d, j);
// β = (d − 1)/(d + 1). Source: brouwer2012spectra.
//
//   Graph graph = make_graph(Hypercube{.dimension = 5});   // 32 nodes
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Hypercube {
  int dimension = 0;
  bool operator==(const Hypercube&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong (nodes must be a power of two); the reader then has
  /// the problem.
  static std::optional<Hypercube> read(OptionReader& options);
};

/// Requires 0 <= dimension <= 24. O(n log n).
Graph make_graph(const Hypercube& hypercube);

/// Of D − A, all n, see known_eigenvalues.h. O(n).
std::vector<double> laplacian_eigenvalues(const Hypercube& hypercube);

}  // namespace consim::topologies
