#include "topologies/contraction.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "topologies/compensated_sum.h"
#include "topologies/dense.h"

namespace consim::topologies {
namespace {

constexpr int kMaxDoublings = 30;

void check_fraction(double fraction) { CONSIM_ASSERT(0 < fraction && fraction < 1, fraction); }
void check_gamma(double gamma) { CONSIM_ASSERT(0 <= gamma && gamma < 1, gamma); }

}  // namespace

std::optional<std::int64_t> rounds_by_gap(double gap, double fraction) {
  check_fraction(fraction);
  CONSIM_ASSERT(0 <= gap && gap <= 1, gap);
  if (gap < kSmallestGap) return std::nullopt;
  if (gap == 1) return 1;
  const double exact = (std::log(fraction) + std::log1p(kTieTolerance)) / std::log1p(-gap);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(exact)));
}

std::optional<std::int64_t> rounds_by_powers(const MixingMatrix& w, double fraction) {
  check_fraction(fraction);
  if (w.nodes() <= 1) return 0;
  const double limit = fraction * (1 + kTieTolerance);
  // (W − J)^k = W^k − J for doubly stochastic W, and its norm never grows with k.
  std::vector<Eigen::MatrixXd> powers = {to_dense(w)};
  powers[0].array() -= 1.0 / w.nodes();
  if (largest_singular_value(powers[0]) <= limit) return 1;
  for (;;) {
    Eigen::MatrixXd square = product(powers.back(), powers.back());
    if (largest_singular_value(square) <= limit) break;
    if (powers.size() > kMaxDoublings) return std::nullopt;
    powers.push_back(std::move(square));
  }
  Eigen::MatrixXd reached = powers.back();
  std::int64_t rounds = std::int64_t{1} << (powers.size() - 1);
  for (std::size_t i = powers.size() - 1; i-- > 0;) {
    Eigen::MatrixXd further = product(reached, powers[i]);
    if (largest_singular_value(further) <= limit) continue;
    reached = std::move(further);
    rounds += std::int64_t{1} << i;
  }
  return rounds + 1;
}

bool is_normal(const MixingMatrix& w) {
  const Eigen::MatrixXd dense = to_dense(w);
  const Eigen::MatrixXd transposed = dense.transpose();
  const Eigen::MatrixXd difference = product(dense, transposed) - product(transposed, dense);
  return difference.size() == 0 || difference.cwiseAbs().maxCoeff() <= kStochasticTolerance;
}

double effective_neighbours(const Eigenvalues& eigenvalues, double gamma) {
  check_gamma(gamma);
  CONSIM_ASSERT(eigenvalues.real && !eigenvalues.values.empty(), eigenvalues.values.size());
  CompensatedSum sum;
  for (const std::complex<double>& value : eigenvalues.values) {
    const double square = value.real() * value.real();
    sum.add(square / (1 - gamma * square));
  }
  return static_cast<double>(eigenvalues.values.size()) / ((1 - gamma) * sum.value());
}

double effective_neighbours(const MixingMatrix& w, double gamma) {
  check_gamma(gamma);
  CONSIM_ASSERT(w.nodes() > 0, w.nodes());
  Eigen::MatrixXd power = to_dense(w);
  Eigen::MatrixXd c = product(power, power.transpose());
  for (double factor = gamma; factor > 1e-18; factor *= factor) {
    c += factor * product(product(power, c), power.transpose());
    power = product(power, power);
  }
  return 1 / ((1 - gamma) * c.diagonal().mean());
}

}  // namespace consim::topologies
