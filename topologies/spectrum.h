// The spectrum of a mixing matrix: how fast gossip averages.
//
// J = 11ᵀ/n. For doubly stochastic W, β = ‖W − J‖₂: a round shrinks the consensus distance to β of
// what it was, or less (exactly β on its worst direction). Symmetric W: β = max_{k>=2} |λ_k|.
// spectral_gap = 1 − β; p = 1 − β² is the mixing parameter: ‖WX − X̄‖² <= (1 − p) ‖X − X̄‖².
// W that isn't doubly stochastic has no β, gap and p.
//
// Accuracy: for symmetric W eigenvalues come from L = I − W, assembled without cancellation (its
// diagonal is the sum of the other weights of a row), and a λ₂ that decides β is refined by the
// Rayleigh quotient in edge form, ½ Σ_ij w_ij (v_i − v_j)² / ‖v‖². The gap of a ring of 1500 nodes
// (6e-6) then has 12 right digits, where 1 − λ₂ has 10.
//
// Complexity: O(n³) time, 8 to 24 n² bytes; above the limits the fields stay empty and `note` says
// so. Guarantee: the same bits for any number of threads.
//
// Source: boyd2004fastest, kong2021consensus.
//
//   Spectrum ring = spectrum(mix(graph, MixingRule::kMetropolis));
//   ring.beta;   // 1 − (4/3) sin²(π/n)
#pragma once

#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "topologies/mixing.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

/// The largest numbers of nodes that get a dense answer.
struct DenseLimits {
  int symmetric = 8192;  ///< about 25 s and 1.1 GiB at the limit
  int general = 1024;    ///< not symmetric: about 5 s, as much again for the eigenvalues
};

/// Descending: real parts first, then imaginary parts. Symmetric W: all real.
struct Eigenvalues {
  bool real = true;
  std::vector<std::complex<double>> values;
  bool operator==(const Eigenvalues&) const = default;
};

struct Spectrum {
  std::optional<double> lambda2;   ///< second largest eigenvalue (algebraic); symmetric W, n >= 2
  std::optional<double> lambda_n;  ///< smallest eigenvalue; symmetric W
  std::optional<double> beta;      ///< doubly stochastic W; 0 for n = 1
  std::optional<double> spectral_gap;  ///< 1 − β
  std::optional<double> p;             ///< 1 − β²
  std::optional<std::string> method;   ///< "dense" if anything was computed
  std::optional<double>
      residual;  ///< ‖Wv − λv‖₂ of the unit eigenvector that decides β; symmetric W, n >= 2
  std::optional<Eigenvalues> eigenvalues;
  std::string note;  ///< why fields are empty, if size is the reason
};

struct SpectrumOptions {
  /// Not symmetric W: compute the eigenvalues too (symmetric W always has them).
  bool eigenvalues = false;
  DenseLimits limits = {};
};

/// Requires at least one node.
Spectrum spectrum(const MixingMatrix& w, const SpectrumOptions& options = {});
/// The same with the check at hand.
Spectrum spectrum(const MixingMatrix& w, const MixingCheck& check, const SpectrumOptions& options);

}  // namespace consim::topologies
