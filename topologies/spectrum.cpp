#include "topologies/spectrum.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "topologies/compensated_sum.h"
#include "topologies/dense.h"

namespace consim::topologies {
namespace {

// L = I − W for rows that sum to 1: the diagonal is Σ_{j≠i} w_ij, which loses no digits.
Eigen::MatrixXd laplacian(const MixingMatrix& w) {
  Eigen::MatrixXd l = Eigen::MatrixXd::Zero(w.nodes(), w.nodes());
  for (int i = 0; i < w.nodes(); ++i) {
    CompensatedSum others;
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.column == i) continue;
      l(i, entry.column) = -entry.weight;
      others.add(entry.weight);
    }
    l(i, i) = others.value();
  }
  return l;
}

// vᵀLv / vᵀv in edge form.
double rayleigh_quotient(const MixingMatrix& w, const Eigen::VectorXd& v) {
  CompensatedSum sum;
  for (int i = 0; i < w.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i)) {
      const double difference = v(i) - v(entry.column);
      sum.add(0.5 * entry.weight * difference * difference);
    }
  return sum.value() / v.squaredNorm();
}

// Two computations of one eigenvalue agree to this; else the eigensolver's stands.
constexpr double kRefinement = 1e-11;

struct Deciding {
  double mu = 0;  // eigenvalue of L
  double residual = 0;
};

Deciding refine(const MixingMatrix& w, const Eigen::MatrixXd& l, double mu) {
  const Eigen::VectorXd v = symmetric_eigenvector(l, mu, true);
  const double refined = rayleigh_quotient(w, v);
  if (std::abs(refined - mu) <= kRefinement) mu = refined;
  return {mu, (l * v - mu * v).norm()};
}

void set_gap(Spectrum& result, double gap) {
  result.spectral_gap = gap;
  result.beta = 1 - gap;
  result.p = gap * (2 - gap);
}

Spectrum symmetric_spectrum(const MixingMatrix& w, bool connected) {
  const int n = w.nodes();
  const Eigen::MatrixXd l = laplacian(w);
  Eigen::VectorXd mu = symmetric_eigenvalues(l);
  mu(0) = 0;
  Spectrum result;
  result.method = "dense";
  if (n == 1) {
    set_gap(result, 1);
  } else {
    if (!connected) mu(1) = 0;
    const bool second_decides = 1 - mu(1) >= mu(n - 1) - 1;
    const Deciding deciding = refine(w, l, second_decides ? mu(1) : mu(n - 1));
    result.residual = deciding.residual;
    if (connected && second_decides) {
      mu(1) = deciding.mu;
      for (int k = 2; k < n && mu(k) < mu(1); ++k)
        mu(k) = mu(1);  // a multiple eigenvalue: stay ascending
    }
    // 1 − β where β = |1 − μ|: from μ itself while λ₂ is positive, from 2 − μ where λ_n decides.
    const double gap =
        second_decides && mu(1) <= 1 ? mu(1) : 1 - std::abs(1 - mu(second_decides ? 1 : n - 1));
    set_gap(result, std::clamp(gap, 0.0, 1.0));
    result.lambda2 = 1 - mu(1);
  }
  result.lambda_n = 1 - mu(n - 1);
  Eigenvalues& eigenvalues = result.eigenvalues.emplace();
  for (const double x : mu) eigenvalues.values.emplace_back(1 - x);
  return result;
}

Eigenvalues sorted_eigenvalues(const MixingMatrix& w) {
  Eigenvalues result{false, {}};
  const Eigen::VectorXcd values = general_eigenvalues(to_dense(w));
  result.values.assign(values.begin(), values.end());
  std::ranges::sort(result.values, [](std::complex<double> a, std::complex<double> b) {
    return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
  });
  return result;
}

Spectrum general_spectrum(const MixingMatrix& w, const MixingCheck& check, bool eigenvalues) {
  Spectrum result;
  if (check.doubly_stochastic()) {
    result.method = "dense";
    Eigen::MatrixXd deviation = to_dense(w);
    deviation.array() -= 1.0 / w.nodes();
    set_gap(result, std::clamp(1 - largest_singular_value(std::move(deviation)), 0.0, 1.0));
  }
  if (eigenvalues) {
    result.method = "dense";
    result.eigenvalues = sorted_eigenvalues(w);
  }
  return result;
}

}  // namespace

Spectrum spectrum(const MixingMatrix& w, const SpectrumOptions& options) {
  return spectrum(w, check_mixing(w), options);
}

Spectrum spectrum(const MixingMatrix& w, const MixingCheck& check, const SpectrumOptions& options) {
  CONSIM_ASSERT(w.nodes() >= 1, w.nodes());
  const bool symmetric = check.symmetric() && check.row_stochastic();
  const int limit = symmetric ? options.limits.symmetric : options.limits.general;
  if (w.nodes() > limit) {
    Spectrum result;
    result.note = fmt::format(
        "no spectrum: {} nodes are more than the {} that dense {} eigenvalues are computed for",
        w.nodes(), limit, symmetric ? "symmetric" : "general");
    return result;
  }
  return symmetric ? symmetric_spectrum(w, check.connected)
                   : general_spectrum(w, check, options.eigenvalues);
}

}  // namespace consim::topologies
