#include "topologies/contraction.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "topologies/compensated_sum.h"
#include "topologies/dense.h"
#include "topologies/lanczos.h"

namespace consim::topologies {
namespace {

constexpr std::size_t kMaxDoublings = 30;
constexpr int kMostDense = 1024;  // nodes
constexpr std::int64_t kMostSingleRounds = 2000;
constexpr double kSettled = 1e-14;  // powers that change by less stay where they are

void check_fraction(double fraction) { CONSIM_ASSERT(0 < fraction && fraction < 1, fraction); }
void check_gamma(double gamma) { CONSIM_ASSERT(0 <= gamma && gamma < 1, gamma); }

// W A.
Eigen::MatrixXd apply(const MixingMatrix& w, const Eigen::MatrixXd& a) {
  Eigen::MatrixXd result(a.rows(), a.cols());
  for (Eigen::Index column = 0; column < a.cols(); ++column) {
    const auto size = static_cast<std::size_t>(a.rows());
    w.multiply({a.col(column).data(), size}, {result.col(column).data(), size});
  }
  return result;
}

// W_{T−1} ⋯ W_0 − J.
Eigen::MatrixXd deviation(std::span<const MixingMatrix> period) {
  const int n = period.front().nodes();
  Eigen::MatrixXd result = Eigen::MatrixXd::Identity(n, n);
  result.array() -= 1.0 / n;
  for (const MixingMatrix& w : period) result = apply(w, result);
  return result;
}

}  // namespace

std::optional<std::int64_t> rounds_by_gap(double gap, double fraction) {
  check_fraction(fraction);
  CONSIM_ASSERT(gap <= 1, gap);
  if (!(gap >= kSmallestGap)) return std::nullopt;
  if (gap == 1) return 1;
  const double exact = (std::log(fraction) + std::log1p(kTieTolerance)) / std::log1p(-gap);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(exact)));
}

double period_contraction(std::span<const MixingMatrix> period) {
  CONSIM_ASSERT(!period.empty());
  if (period.front().nodes() <= kMostDense) return largest_singular_value(deviation(period));
  std::vector<const MixingMatrix*> rounds;
  for (const MixingMatrix& w : period) rounds.push_back(&w);
  ContractionOperator square(std::move(rounds));
  BlockLoop loop(square.size(), 1);
  Lanczos lanczos(square, loop, random_start(square.size()));
  const LanczosEnds found = extreme_eigenvalues(lanczos, {.low = false, .most_iterations = 2000});
  return std::sqrt(std::max(0.0, found.high.value));
}

std::vector<double> contraction_by_round(std::span<const MixingMatrix> period, int rounds) {
  CONSIM_ASSERT(!period.empty() && rounds >= 0, rounds);
  const int n = period.front().nodes();
  Eigen::MatrixXd reached = Eigen::MatrixXd::Identity(n, n);
  reached.array() -= 1.0 / n;
  std::vector<double> left;
  for (int k = 0; k < rounds; ++k) {
    reached = apply(period[static_cast<std::size_t>(k) % period.size()], reached);
    left.push_back(largest_singular_value(reached));
  }
  return left;
}

std::optional<std::int64_t> rounds_by_products(std::span<const MixingMatrix> period,
                                               double fraction) {
  check_fraction(fraction);
  CONSIM_ASSERT(!period.empty());
  const int n = period.front().nodes();
  if (n <= 1) return 0;
  const double limit = fraction * (1 + kTieTolerance);
  // (W − J)(V − J) = WV − J for doubly stochastic matrices, and its norm never grows: whole periods
  // by doubling and bisection, then single rounds.
  Eigen::MatrixXd reached = Eigen::MatrixXd::Identity(n, n);
  reached.array() -= 1.0 / n;
  std::vector<Eigen::MatrixXd> powers;  // of the period, 1, 2, 4, …
  std::int64_t periods = 0;
  for (Eigen::MatrixXd power = deviation(period); largest_singular_value(power) > limit;
       power = product(power, power)) {
    if (powers.size() > kMaxDoublings) return std::nullopt;
    powers.push_back(power);
  }
  for (std::size_t i = powers.size(); i-- > 0;) {
    Eigen::MatrixXd further = product(powers[i], reached);
    if (largest_singular_value(further) <= limit) continue;
    reached = std::move(further);
    periods += std::int64_t{1} << i;
  }
  std::int64_t rounds = periods * std::ssize(period);
  for (const MixingMatrix& w : period) {
    reached = apply(w, reached);
    ++rounds;
    if (largest_singular_value(reached) <= limit) return rounds;
  }
  return rounds;  // the period's product was within the limit up to rounding
}

std::optional<std::int64_t> rounds_to_average(const MixingMatrix& w, double fraction) {
  check_fraction(fraction);
  const double limit = fraction * (1 + kTieTolerance);
  const Eigen::MatrixXd average = Eigen::MatrixXd::Constant(w.nodes(), w.nodes(), 1.0 / w.nodes());
  Eigen::MatrixXd power = to_dense(w);
  for (std::int64_t k = 1; k <= kMostSingleRounds; ++k) {
    if (largest_singular_value(power - average) <= limit) return k;
    Eigen::MatrixXd next = apply(w, power);
    if ((next - power).cwiseAbs().maxCoeff() < kSettled) return std::nullopt;
    power = std::move(next);
  }
  return std::nullopt;
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

double effective_neighbours(const KnownEigenvalues& known, double gamma) {
  check_gamma(gamma);
  CONSIM_ASSERT(!known.empty());
  CompensatedSum sum;
  for (const std::complex<double>& mu : known) {
    const double square = std::norm(1.0 - mu);
    sum.add(square / (1 - gamma * square));
  }
  return static_cast<double>(known.size()) / ((1 - gamma) * sum.value());
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
