// Mixing matrices that are the same for every node: i takes weight w from i − a for each shift a.
//
//   MixingMatrix w = circulant_weights(8, {{1, 0.25}, {7, 0.25}});   // own weight 1/2
#pragma once

#include <vector>

#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct ShiftWeight {
  int shift = 0;  ///< within 1 … n − 1: i sends to i + shift mod n
  double weight = 0;
};

/// The own weight makes the rows sum to 1; weights of one shift given twice add up. O(n · shifts).
MixingMatrix circulant_weights(int nodes, std::vector<ShiftWeight> weights);

}  // namespace consim::topologies
