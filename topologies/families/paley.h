// The Paley graph: nodes are joined if their difference is a square modulo the prime n.
//
// n ≡ 1 (mod 4), so that −1 is a square and the graph undirected. Degree (n − 1)/2, diameter 2. A
// has the eigenvalues (n − 1)/2 and (−1 ± √n)/2, (n − 1)/2 times each: as good as a random graph,
// without chance. Source: paley1933orthogonal, brouwer2012spectra.
//
//   Graph graph = make_graph(Paley{.nodes = 13});
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Paley {
  int nodes = 5;  ///< a prime, 1 mod 4
  bool operator==(const Paley&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Paley> read(OptionReader& options);
};

/// Requires a prime that is 1 mod 4. O(n²).
Graph make_graph(const Paley& paley);

/// Of D − A, all n, see known_eigenvalues.h. O(n).
std::vector<double> laplacian_eigenvalues(const Paley& paley);

}  // namespace consim::topologies
