// The ring: node i talks to the k nearest nodes around a circle, i ± 1, …, i ± k/2 (mod n).
//
// k = 2 is the cycle: n = 1 has no edge, n = 2 one edge, n >= 3 n edges of degree 2. If k >= n − 1
// everybody talks to everybody. Diameter ⌈⌊n/2⌋ / (k/2)⌉; for k = 2 bipartite if n is even. The
// cycle's metropolis weights for n >= 3 are 1/3; eigenvalues 1/3 + (2/3) cos(2πk/n), spectral gap
// (4/3) sin²(π/n). Source: lian2017can, kong2021consensus.
//
//   Graph graph = make_graph(Ring{.nodes = 32});
//   Graph wider = make_graph(Ring{.nodes = 32, .neighbours = 4});
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Ring {
  int nodes = 1;
  int neighbours = 2;  ///< k, even
  bool operator==(const Ring&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Ring> read(OptionReader& options);
};

/// Requires nodes >= 1 and an even neighbours >= 2. O(n k).
Graph make_graph(const Ring& ring);

/// Of D − A, all n, see known_eigenvalues.h. O(n k).
std::vector<std::complex<double>> laplacian_eigenvalues(const Ring& ring);

}  // namespace consim::topologies
