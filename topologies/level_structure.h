// How far apart the nodes of W's pattern are: breadth-first levels from a node at the rim.
//
//   LevelStructure levels = level_structure(w);
//   levels.of[i];       // hops from the rim; -1 if i can't be reached
//   levels.widest;      // nodes of the fullest level: small means lattice-like, n/3 an expander
//
// The node at the rim is the farthest from the farthest from node 0 (gibbs1976algorithm). Requires
// a symmetric pattern. O(n + nonzeros).
#pragma once

#include <cstdint>
#include <vector>

#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct LevelStructure {
  std::vector<std::int32_t> of;
  std::int64_t widest = 0;
};

LevelStructure level_structure(const MixingMatrix& w);

}  // namespace consim::topologies
