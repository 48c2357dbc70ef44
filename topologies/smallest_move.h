// The least that a round with W moves nodes that don't agree:
//
//   σ = min ‖(I − W) x‖ over unit x orthogonal to 1
//
// so that ‖(I − W) X‖ >= σ ‖X − 1x̄ᵀ‖ for any X: what nodes see of their own moves bounds their
// distance from the average. 1 − λ₂ for symmetric W; else the smallest singular value of I − W on
// the complement of 1. 0 where W joins only parts of the nodes.
//
//   std::optional<double> sigma = smallest_move(w);
//   if (sigma && theta <= *sigma * target) …
//
// Requires rows that sum to 1. Nothing for one node, where λ₂ doesn't converge, and where W isn't
// symmetric and has more than DenseLimits::general nodes. Complexity: of λ₂
// (topologies/spectrum.h), else O(n³). Source: kong2021consensus.
#pragma once

#include <optional>

#include "topologies/mixing_matrix.h"

namespace consim::topologies {

std::optional<double> smallest_move(const MixingMatrix& w);

}  // namespace consim::topologies
