// The static exponential graph: neighbours at distances 1, 2, 4, … around a circle of any n nodes.
//
// Undirected: i talks to i ± 2^j mod n for 0 <= j < ⌈log₂ n⌉ (the distances as a set: n = 4 has ±1
// and 2, three neighbours). Directed: i sends to i + 2^j mod n, τ = ⌈log₂ n⌉ messages out and in,
// weights 1/(τ + 1). Diameter about (log₂ n)/2 undirected, at most τ directed.
//
// Eigenvalues, k = 0, …, n − 1, S the set of distances, ω = e^{2πi/n}:
//   undirected  (1 + Σ_{s∈S} cos(2πks/n)) / (1 + |S|)
//   directed    (1 + Σ_{j<τ} ω^{k 2^j}) / (τ + 1), W normal; β = (τ − 1)/(τ + 1) for even n
//
// Source: ying2021exponential, assran2019stochastic.
//
//   Graph graph = make_graph(Exponential{.nodes = 32, .directed = true});
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Exponential {
  int nodes = 1;
  bool directed = false;
  bool operator==(const Exponential&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Exponential> read(OptionReader& options);
};

/// Requires nodes >= 1. O(n log n).
Graph make_graph(const Exponential& exponential);

/// Of D − A, all n, see known_eigenvalues.h. O(n log n).
std::vector<std::complex<double>> laplacian_eigenvalues(const Exponential& exponential);

}  // namespace consim::topologies
