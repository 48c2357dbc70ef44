// The de Bruijn graph: nodes are words of L symbols out of k; a word sends to those that it becomes
// when a symbol is pushed in at the end.
//
// n = k^L; node i sends to (k i + s) mod n, s = 0 … k − 1. Native weights: 1/k for each of these
// arrows, the loops of words like 000 among them and no other own weight. W is doubly stochastic, β
// = 1 (L >= 2), and yet W^L = J exactly: powers of a matrix that isn't normal don't follow β.
// Source: debruijn1946combinatorial, delorme1998spectrum.
//
//   MixingMatrix w = native_weights(DeBruijn{.symbols = 2, .length = 3}, 0);   // W³ = J
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct DeBruijn {
  int symbols = 2;  ///< k
  int length = 1;   ///< L
  bool operator==(const DeBruijn&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<DeBruijn> read(OptionReader& options);
};

/// Without the loops. Requires symbols >= 2, length >= 1. O(n k).
Graph make_graph(const DeBruijn& graph);
/// The same W in each round.
MixingMatrix native_weights(const DeBruijn& graph, std::int64_t round);

}  // namespace consim::topologies
