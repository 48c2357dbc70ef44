// The spectrum of a mixing matrix: how fast gossip averages.
//
// J = 11ᵀ/n. For doubly stochastic W, β = ‖W − J‖₂: a round shrinks the consensus distance to β of
// what it was, or less (exactly β on its worst direction). Symmetric W: β = max_{k>=2} |λ_k|.
// spectral_gap = 1 − β; p = 1 − β² is the mixing parameter: ‖WX − X̄‖² <= (1 − p) ‖X − X̄‖².
// W that isn't doubly stochastic has no β, gap and p. Negative weights may make β > 1: gap and p
// are negative then, and gossip moves the nodes apart.
//
// Methods:
//   closed_form   the family's formula for the eigenvalues of I − W, any n
//   dense         all eigenvalues by LAPACK; small n, or all of them asked for
//   shift_invert  Lanczos on the inverse of I − W by sparse Cholesky factors, symmetric W, both
//                 ends; lattices, trees, rings
//   lanczos       plain Lanczos on I − W, both ends; symmetric W. Not symmetric: the largest
//                 singular value of W − J
// kAuto takes the first that applies: closed form, dense up to 2000 nodes (1024 if W isn't
// symmetric), shift-invert where the factors are cheap, else Lanczos.
//
// Accuracy: for symmetric W all methods work on L = I − W, applied as differences of neighbours, so
// that a small gap keeps its digits: dense and closed form about 1e-12 of it, shift-invert and
// Lanczos the tolerance (1e-8 of the gap; above 200,000 nodes 1e-4, unless told otherwise). What
// didn't converge in the iterations allowed is given with its residual, and `converged` is false.
//
// Complexity: dense O(n³) time, 8 to 24 n² bytes; Lanczos O(n + E) an iteration, about 1/√gap of
// them, at most as many as cost about a minute. Guarantee: the same bits for any number of threads.
//
// Source: boyd2004fastest, kong2021consensus, lanczos1950iteration, ericsson1980spectral.
//
//   Spectrum ring = spectrum(mix(graph, MixingRule::kMetropolis));
//   ring.beta;   // 1 − (4/3) sin²(π/n)
#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topologies/mixing.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

/// The largest numbers of nodes that get a dense answer.
struct DenseLimits {
  int symmetric = 8192;  ///< about 25 s and 1.1 GiB at the limit
  int general = 1024;    ///< not symmetric: about 5 s, as much again for the eigenvalues
  int automatic = 2000;  ///< symmetric, unless all eigenvalues are asked for
};

enum class SpectrumMethod : std::uint8_t { kAuto, kClosedForm, kDense, kShiftInvert, kLanczos };

/// "auto", "closed_form", "dense", "shift_invert", "lanczos".
std::string_view to_string(SpectrumMethod method);
std::optional<SpectrumMethod> parse_spectrum_method(std::string_view name);

/// Eigenvalues of L = I − W by formula, in any order; W is normal.
using KnownEigenvalues = std::vector<std::complex<double>>;

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
  /// Second largest modulus of the eigenvalues; β of normal W, else where all eigenvalues are
  /// computed. W whose rows or columns sum to 1.
  std::optional<double> slem;
  std::optional<SpectrumMethod> method = {};  ///< what computed it, if anything was
  /// ‖Wv − λv‖₂ of the unit eigenvector that decides β, n >= 2; of singular vectors ‖WᵀWv − β²v‖₂.
  std::optional<double> residual = {};
  std::optional<std::int64_t> iterations = {};  ///< of Lanczos
  bool converged = true;
  bool normal = false;  ///< W Wᵀ = Wᵀ W is known: ‖W^k − J‖₂ = β^k
  std::optional<Eigenvalues> eigenvalues = {};
  std::vector<double> fiedler =
      {};                 ///< unit eigenvector of λ₂, its first entry that isn't ≈ 0 positive
  std::string note = {};  ///< why fields are empty or not exact
};

struct SpectrumOptions {
  SpectrumMethod method = SpectrumMethod::kAuto;
  /// All of them, where dense or known. (Dense symmetric W always has them, and of W that isn't
  /// doubly stochastic they are computed for slem.)
  bool eigenvalues = false;
  bool fiedler = false;  ///< symmetric, connected W
  DenseLimits limits = {};
  std::optional<double> tolerance = {};  ///< of the gap, relative; iterative methods
  std::optional<int> most_iterations = {};
  int threads = 2;
  const KnownEigenvalues* known = nullptr;  ///< must live as long as the call
};

/// Requires at least one node, 0 < tolerance < 1, most_iterations >= 1, threads >= 1. Throws
/// InputError (key "method") for a method that doesn't apply.
Spectrum spectrum(const MixingMatrix& w, const SpectrumOptions& options = {});
/// The same with the check at hand.
Spectrum spectrum(const MixingMatrix& w, const MixingCheck& check, const SpectrumOptions& options);

}  // namespace consim::topologies
