// What a spectrum means for gossip: rounds to agreement and the effective number of neighbours.
//
// rounds_to(f), the least k with ‖W^k − J‖₂ <= f: after k rounds every disagreement is at most f of
// what it was.
//
// n_W(γ) = (1/(1−γ)) / ((1/n) Σ_k λ_k²/(1 − γ λ_k²)) for symmetric W: the number of nodes whose
// independent noise a node averages when it forgets by γ a round; 1 for W = I, n for W = J. For
// other W from the C that solves C = γ W C Wᵀ + W Wᵀ, with the mean of its diagonal in place of the
// mean over k. Source: vogels2022beyond.
//
//   rounds_by_gap(*spectrum(w).spectral_gap, 0.01);
//   effective_neighbours(*spectrum(w).eigenvalues, 0.9);
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/mixing.h"
#include "topologies/mixing_matrix.h"
#include "topologies/spectrum.h"

namespace consim::topologies {

/// ‖W^k − J‖₂ is taken as <= f if it is so within this relative error: a complete graph of 4 with β
/// = 1e-17 or a hypercube with β = 0.5 + 1e-16 gives the whole number that the exact β gives.
inline constexpr double kTieTolerance = 1e-9;

/// Gaps smaller than this are rounding: gossip isn't known to converge.
inline constexpr double kSmallestGap = 1e-13;

/// The number of rounds after which β^k <= fraction (symmetric or normal W). Nothing if β = 1.
/// Requires 0 < fraction < 1, 0 <= gap <= 1. O(1).
std::optional<std::int64_t> rounds_by_gap(double gap, double fraction);

/// The same by powers of W, for doubly stochastic W: least k with ‖W^k − J‖₂ <= fraction, by
/// doubling and bisection. Nothing if 2^31 rounds don't do. O(n³ log k).
std::optional<std::int64_t> rounds_by_powers(const MixingMatrix& w, double fraction);

/// W Wᵀ = Wᵀ W within kStochasticTolerance: then ‖W^k − J‖₂ = β^k although W isn't symmetric, as on
/// all circulant graphs. O(n³).
bool is_normal(const MixingMatrix& w);

/// n_W(γ) from the eigenvalues of a symmetric W. Requires 0 <= gamma < 1. O(n).
double effective_neighbours(const Eigenvalues& eigenvalues, double gamma);

/// n_W(γ) of any W by doubling C_{2m} = C_m + γ^m W^m C_m W^mᵀ. O(n³ log(1/(1−γ))).
double effective_neighbours(const MixingMatrix& w, double gamma);

}  // namespace consim::topologies
