// All eigenvalues at once, by LAPACK.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <complex>
#include <span>

#include "topologies/compensated_sum.h"
#include "topologies/dense.h"
#include "topologies/graph_structure.h"
#include "topologies/spectrum_methods.h"

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

constexpr double kRounding = 1e-14;
// Two computations of one eigenvalue agree to this; else the eigensolver's stands.
constexpr double kRefinement = 1e-11;

struct Deciding {
  double mu = 0;  // eigenvalue of L
  double residual = 0;
  Eigen::VectorXd vector;
};

Deciding refine(const MixingMatrix& w, const Eigen::MatrixXd& l, double mu) {
  Eigen::VectorXd v = symmetric_eigenvector(l, mu, true);
  const double refined = rayleigh_quotient(w, v);
  if (std::abs(refined - mu) <= kRefinement) mu = refined;
  const double residual = (l * v - mu * v).norm();
  return {mu, residual, std::move(v)};
}

// The zeros of the components' constant vectors, exactly: the run of so many ascending values that
// is nearest to 0 (not the first where weights are negative). Returns where it begins.
Eigen::Index set_zeros(Eigen::VectorXd& mu, int components) {
  Eigen::Index best = 0;
  const auto distance = [&](Eigen::Index k) {
    return std::max(std::abs(mu(k)), std::abs(mu(k + components - 1)));
  };
  for (Eigen::Index k = 1; k + components <= mu.size(); ++k)
    if (distance(k) < distance(best)) best = k;
  mu.segment(best, components).setZero();
  return best;
}

constexpr double kDefective = 1e-10;

// The largest |λ| but for the λ = 1 of the constant vector.
double second_modulus(std::span<const std::complex<double>> values) {
  const auto one = std::ranges::min_element(
      values, {}, [](std::complex<double> x) { return std::abs(x - 1.0); });
  double largest = 0;
  for (auto value = values.begin(); value != values.end(); ++value)
    if (value != one) largest = std::max(largest, std::abs(*value));
  return largest;
}

}  // namespace

Spectrum dense_spectrum(const MixingMatrix& w, const MixingCheck& check,
                        const SpectrumOptions& options) {
  const int n = w.nodes();
  const Eigen::MatrixXd l = laplacian(w);
  Eigen::VectorXd mu = symmetric_eigenvalues(l);
  const Eigen::Index zero = set_zeros(mu, check.connected ? 1 : component_count(graph_of(w)));
  Spectrum result;
  result.method = SpectrumMethod::kDense;
  result.normal = true;
  if (n == 1) {
    set_gap(result, 1);
    result.lambda_n = 1;
  } else {
    const Eigen::Index second = zero == 0 ? 1 : 0;  // of the complement of 1
    const Eigen::Index last = zero == n - 1 ? n - 2 : n - 1;
    const bool second_decides = 1 - mu(second) >= mu(last) - 1;
    const Deciding deciding = refine(w, l, second_decides ? mu(second) : mu(last));
    result.residual = deciding.residual;
    if (check.connected && second_decides) {
      mu(second) = deciding.mu;
      for (Eigen::Index k = second + 1; k < n && k != zero && mu(k) < mu(second); ++k)
        mu(k) = mu(second);  // a multiple eigenvalue: stay ascending
    }
    set_ends(result, mu(second), mu(last));
    if (options.fiedler && check.connected) {
      const Eigen::VectorXd v =
          second_decides ? deciding.vector : symmetric_eigenvector(l, mu(second), true);
      result.fiedler.assign(v.begin(), v.end());
    }
  }
  Eigenvalues& eigenvalues = result.eigenvalues.emplace();
  for (const double x : mu) eigenvalues.values.emplace_back(1 - x);
  return result;
}

Spectrum dense_general_spectrum(const MixingMatrix& w, const MixingCheck& check, bool eigenvalues) {
  Spectrum result;
  if (check.doubly_stochastic()) {
    result.method = SpectrumMethod::kDense;
    Eigen::MatrixXd deviation = to_dense(w);
    deviation.array() -= 1.0 / w.nodes();
    const double gap = 1 - largest_singular_value(std::move(deviation));
    set_gap(result, std::abs(gap) < kRounding ? 0 : gap);
  }
  const bool sums_to_one = check.row_stochastic() || check.column_stochastic();
  if (!eigenvalues && !(sums_to_one && !result.beta)) return result;
  result.method = SpectrumMethod::kDense;
  const GeneralEigenvalues found = general_eigenvalues(to_dense(w));
  Eigenvalues& all = result.eigenvalues.emplace(Eigenvalues{false, {}});
  all.values.assign(found.values.begin(), found.values.end());
  if (sums_to_one) result.slem = second_modulus(all.values);
  sort_descending(all);
  if (found.error > kDefective)
    result.note = fmt::format(
        "eigenvalues to about {:.0e}: W is nearly defective, so that rounding moves them",
        found.error);
  return result;
}

}  // namespace consim::topologies
