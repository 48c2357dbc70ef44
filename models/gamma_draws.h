// Gamma and Dirichlet draws from counter-based streams, as logarithms.
//
// A draw G of the gamma distribution with shape a (density x^(a−1) e^(−x)/Γ(a)) has mean a and
// variance a. For a ≥ 1: d = a − 1/3, c = 1/√(9d), a standard normal z and a uniform u, until v =
// (1 + cz)³ > 0 and log u < z²/2 + d − dv + d log v; then G = dv. For a < 1: log G = log G' + (log
// u)/a, where G' has the shape a + 1. The logarithm stays finite where G underflows, so proportions
// of any α can be compared. Source: marsaglia2000simple.
//
// A Dirichlet draw with parameter α·1 over C classes is q_y = G_y/Σ G, the G_y of shape α: each
// mean is 1/C, each variance (1/C)(1 − 1/C)/(αC + 1). α → ∞: all equal; α → 0: one class alone.
//
//   base::RandomStream stream(seed, base::Purpose::kPartition, {node + 1});
//   std::vector<double> log_gamma(10);
//   fill_log_gamma(stream, 0.1, log_gamma);   // q_y = exp(log_gamma[y]) / Σ exp(log_gamma)
//
// Requires: shape > 0, finite. Guarantees: a function of the stream's place alone; the values are
// finite for shapes above 1e-300. Complexity: about 100 ns a draw; a proposal is refused with
// probability below 0.05.
#pragma once

#include <span>

#include "base/random.h"

namespace consim::models {

/// The logarithm of one draw.
double log_gamma_draw(base::RandomStream& stream, double shape);

void fill_log_gamma(base::RandomStream& stream, double shape, std::span<double> values);

}  // namespace consim::models
