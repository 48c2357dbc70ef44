// What a spectrum means for gossip: rounds to agreement and the effective number of neighbours.
//
// rounds_to(f), the least k with ‖W_{k−1} ⋯ W_0 − J‖₂ <= f: after k rounds every state is within f
// of the average. rounds_to_agreement(f), the least k with ‖(I − J) W_{k−1} ⋯ W_0‖₂ <= f: after k
// rounds every disagreement is at most f of what it was. The same for doubly stochastic W; one that
// is only row-stochastic agrees on Σ π_i x_i instead, π its stationary distribution, πᵀW = πᵀ.
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
#include <span>
#include <vector>

#include "topologies/mixing.h"
#include "topologies/mixing_matrix.h"
#include "topologies/spectrum.h"

namespace consim::topologies {

/// ‖W^k − J‖₂ is taken as <= f if it is so within this relative error: a complete graph of 4 with β
/// = 1e-17 or a hypercube with β = 0.5 + 1e-16 gives the whole number that the exact β gives.
inline constexpr double kTieTolerance = 1e-9;

/// Gaps smaller than this are rounding: gossip isn't known to converge.
inline constexpr double kSmallestGap = 1e-15;

/// The number of rounds after which β^k <= fraction (symmetric or normal W). Nothing if β >= 1.
/// Requires 0 < fraction < 1, gap <= 1. O(1).
std::optional<std::int64_t> rounds_by_gap(double gap, double fraction);

/// The same for rounds W_0, …, W_{T−1} that repeat, each row-stochastic: least k with
/// ‖(I − J) W_{k−1} ⋯ W_0‖₂ <= fraction, counted from the period's boundary; a fixed W is a period
/// of one. (If they aren't doubly stochastic this norm may rise in between; then it is a k before
/// which it was above.) Nothing if 2^31 periods don't do. O(n³ (log k + T)).
std::optional<std::int64_t> rounds_by_products(std::span<const MixingMatrix> period,
                                               double fraction);

/// The same for a row-stochastic W that isn't doubly stochastic, whose powers tend to 1πᵀ and not
/// to J: nothing if they settle farther away, or after 2000 rounds. O(n³ k).
std::optional<std::int64_t> rounds_to_average(const MixingMatrix& w, double fraction);

/// n π of a row-stochastic W, πᵀW = πᵀ, Σ π_i = 1: how many times 1/n each node counts in what all
/// agree on. Requires a node whose start reaches all others (MixingCheck::rooted). 2/3 n³
/// operations.
std::vector<double> shares_of_agreement(const MixingMatrix& w);

/// ‖W_{T−1} ⋯ W_0 − J‖₂ of doubly stochastic matrices: what a period leaves of the disagreement, at
/// most. Dense up to 1024 nodes, O(n² nonzeros/n T + n³), else Lanczos.
double period_contraction(std::span<const MixingMatrix> period);

/// The same after 1, 2, …, `rounds` rounds. O(rounds n³).
std::vector<double> contraction_by_round(std::span<const MixingMatrix> period, int rounds);

/// W Wᵀ = Wᵀ W within kStochasticTolerance: then ‖W^k − J‖₂ = β^k although W isn't symmetric, as on
/// all circulant graphs. O(n³).
bool is_normal(const MixingMatrix& w);

/// A number with its standard error; 0 where it is exact.
struct Estimate {
  double value = 0;
  double standard_error = 0;
  bool operator==(const Estimate&) const = default;
};

/// n_W(γ) from the eigenvalues of a symmetric W. Requires 0 <= gamma < 1. Nothing if γ λ_k² >= 1
/// for some k: the noise grows without bound. O(n).
std::optional<double> effective_neighbours(const Eigenvalues& eigenvalues, double gamma);
/// The same of a normal W from all eigenvalues of I − W, |λ|² in place of λ². O(n).
std::optional<double> effective_neighbours(const KnownEigenvalues& known, double gamma);

/// n_W(γ) of a row-stochastic W by doubling C_{2m} = C_m + γ^m W^m C_m W^mᵀ. Nothing if that
/// grows without bound. O(n³ log(1/(1−γ))).
std::optional<double> effective_neighbours(const MixingMatrix& w, double gamma);

/// n_W(γ) of a large doubly stochastic W from random vectors, with its standard error: the mean of
/// diag(C) is the mean of zᵀCz/n over vectors z of random signs. The part along 1 is exact; the
/// rest is Gauss quadrature by Lanczos for symmetric W, else Σ_k γ^k ‖W^{k+1}ᵀ z‖². The same bits
/// each time. O((n + E) √(1/(1−γ))) a vector, not symmetric O((n + E)/(1−γ)). Source:
/// ubaru2017fast, hutchinson1989stochastic.
struct ProbeOptions {
  bool symmetric = true;
  int probes = 0;  ///< 0: 16 up to 100,000 nodes, 4 above, where each says more
  int threads = 2;
};
Estimate estimate_effective_neighbours(const MixingMatrix& w, double gamma,
                                       const ProbeOptions& options);

}  // namespace consim::topologies
