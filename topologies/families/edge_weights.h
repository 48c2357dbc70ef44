// Mixing matrices from weights of edges.
//
//   MixingMatrix w = symmetric_weights(3, {{0, 1, 0.5}});   // node 2 keeps what it has
//   MixingMatrix v = directed_weights(3, {{0, 1, 0.5}});    // so does node 0: only v_01 = 0.5
#pragma once

#include <span>
#include <vector>

#include "base/node.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct EdgeWeight {
  base::NodeId i = 0;
  base::NodeId j = 0;
  double weight = 0;
};

/// w_ij = w_ji as given, own weights 1 − Σ. Requires each pair at most once, i != j. O(n + E log
/// degree).
MixingMatrix symmetric_weights(int nodes, std::span<const EdgeWeight> edges);
/// w_ij as given, what node i takes of node j; the same otherwise.
MixingMatrix directed_weights(int nodes, std::span<const EdgeWeight> edges);

}  // namespace consim::topologies
