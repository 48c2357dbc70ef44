// EquiDyn: one random shift a round, for all nodes.
//
// Directed (OD-EquiDyn): W = (1 − η) I + η A_a, A_a = ((n − 1)/n) P_a + I/n, η = ½, the shift a
// drawn uniformly from 1 … n − 1. Undirected (OU-EquiDyn): from a random start s on, node i is
// paired with i + a if both are still free; partners take η (n − 1)/n of each other, who is left
// over keeps what it has. A round is a function of the seed and its number. Native weights. For the
// directed one E WᵀW is the same in all directions off the average: 1 − p = c² + s² − 2cs/(n − 1),
// c = 1 − η + η/n, s = η (n − 1)/n. Source: song2022communication.
//
//   MixingMatrix tenth = native_weights(EquiDyn{.nodes = 100, .seed = 7}, 10);
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct EquiDyn {
  int nodes = 1;
  bool directed = true;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const EquiDyn&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<EquiDyn> read(OptionReader& options);
};

/// Requires nodes >= 1, 0 <= round < 2^32. O(n).
MixingMatrix native_weights(const EquiDyn& graph, std::int64_t round);

}  // namespace consim::topologies
