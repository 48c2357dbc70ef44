// The Erdős–Rényi graph G(n, p): each pair of nodes is joined with probability p, independently.
//
// About p n (n − 1)/2 edges; connected with high probability for p > ln(n)/n. A function of the
// seed alone (up to the last bit of the C library's logarithm). Source: gilbert1959random,
// batagelj2005efficient.
//
//   Graph graph = make_graph(ErdosRenyi{.nodes = 1000, .probability = 0.01, .seed = 7});
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct ErdosRenyi {
  int nodes = 1;
  double probability = 0;  ///< p
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const ErdosRenyi&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<ErdosRenyi> read(OptionReader& options);
};

/// Requires nodes >= 1, 0 <= probability <= 1. O(n + E).
Graph make_graph(const ErdosRenyi& graph);

}  // namespace consim::topologies
