// What is known of all nodes' parameters at an instant: the operand of a control decision.
//
//   G = X_c X_cᵀ,  X_c = X − 1x̄ᵀ      (n × n, in double: the Gram matrix of the centred rows)
//
// All consensus distances follow from it: Ξ² = tr G / n, and for any P whose rows sum to 1 that of
// P X is tr((I − J) P G Pᵀ (I − J)) / n. So a decision needs one pass over the state, however many
// rounds it looks ahead.
//
//   Measurement now = swarm.measure_all(step, versions);
//   now.gram[i * now.nodes + j];
#pragma once

#include <cstddef>
#include <vector>

#include "sim/learning/critical_distance.h"

namespace consim::sim {

struct Measurement {
  std::size_t nodes = 0;
  std::vector<double> gram;  ///< n², row by row; symmetric
  double mean_norm = 0;      ///< ‖x̄‖₂
  /// φ = sqrt((1/n) Σ ‖g_i‖²) of the gradients that this step's local updates were made with; NaN
  /// if they aren't all there, or aren't measured (Swarm::Config::gradients).
  double local_gradient_norm = 0;
  /// Of this step's gradients, where they are all there and measured (Swarm::Config::gradients).
  GradientSpread gradients = {};
  double rounding = 0;  ///< of the parameters' numbers: 2⁻²⁴ or 2⁻⁵³
};

}  // namespace consim::sim
