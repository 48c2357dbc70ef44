#include "topologies/contraction.h"

#include <Eigen/Core>
#include <Eigen/LU>
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
constexpr double kRounding = 1e-17;  // what is less, beside 1, adds nothing
constexpr double kSettled = 1e-14;   // powers that change by less stay where they are

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

// I − J.
Eigen::MatrixXd centring(int n) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Identity(n, n);
  result.array() -= 1.0 / n;
  return result;
}

// W_{T−1} ⋯ W_0 (I − J), which is W_{T−1} ⋯ W_0 − J if rows sum to 1.
Eigen::MatrixXd deviation(std::span<const MixingMatrix> period) {
  Eigen::MatrixXd result = centring(period.front().nodes());
  for (const MixingMatrix& w : period) result = apply(w, result);
  return result;
}

// (I − J) A.
Eigen::MatrixXd centred(Eigen::MatrixXd a) {
  const Eigen::RowVectorXd means = a.colwise().mean();
  a.rowwise() -= means;
  return a;
}

// Of Σ_k s_k / (1 − γ s_k) over the squares s of the moduli of all eigenvalues.
std::optional<double> neighbours_of(std::span<const double> squares, double gamma) {
  CompensatedSum sum;
  for (const double square : squares) {
    if (!(gamma * square < 1)) return std::nullopt;
    sum.add(square / (1 - gamma * square));
  }
  return static_cast<double>(squares.size()) / ((1 - gamma) * sum.value());
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
  Eigen::MatrixXd reached = centring(period.front().nodes());
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
  // (I − J) W (I − J) V = (I − J) WV for row-stochastic matrices: whole periods by doubling and
  // bisection, then single rounds.
  Eigen::MatrixXd reached = centring(n);
  std::vector<Eigen::MatrixXd> powers;  // of the period, 1, 2, 4, …
  std::int64_t periods = 0;
  for (Eigen::MatrixXd power = centred(deviation(period)); largest_singular_value(power) > limit;
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
    reached = centred(apply(w, reached));
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

std::vector<double> shares_of_agreement(const MixingMatrix& w) {
  const Eigen::Index n = w.nodes();
  // (I − Wᵀ) x = 0, whose rows sum to 0, and Σ x_i = n in place of the last of them.
  Eigen::MatrixXd equations = Eigen::MatrixXd::Identity(n, n) - to_dense(w).transpose();
  equations.row(n - 1).setOnes();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
  right(n - 1) = static_cast<double>(n);
  const Eigen::VectorXd shares = equations.partialPivLu().solve(right);
  return {shares.begin(), shares.end()};
}

std::optional<double> effective_neighbours(const Eigenvalues& eigenvalues, double gamma) {
  check_gamma(gamma);
  CONSIM_ASSERT(eigenvalues.real && !eigenvalues.values.empty(), eigenvalues.values.size());
  std::vector<double> squares;
  for (const std::complex<double>& value : eigenvalues.values)
    squares.push_back(value.real() * value.real());
  return neighbours_of(squares, gamma);
}

std::optional<double> effective_neighbours(const KnownEigenvalues& known, double gamma) {
  check_gamma(gamma);
  CONSIM_ASSERT(!known.empty());
  std::vector<double> squares;
  for (const std::complex<double>& mu : known) squares.push_back(std::norm(1.0 - mu));
  return neighbours_of(squares, gamma);
}

std::optional<double> effective_neighbours(const MixingMatrix& w, double gamma) {
  check_gamma(gamma);
  CONSIM_ASSERT(w.nodes() > 0, w.nodes());
  Eigen::MatrixXd power = to_dense(w);
  Eigen::MatrixXd c = product(power, power.transpose());
  double factor = gamma;
  for (std::size_t doubling = 0; doubling < kMaxDoublings; ++doubling) {
    const Eigen::MatrixXd more = factor * product(product(power, c), power.transpose());
    c += more;
    const double sum = c.diagonal().mean();
    if (!std::isfinite(sum)) return std::nullopt;
    if (more.diagonal().mean() <= kRounding * sum) return 1 / ((1 - gamma) * sum);
    power = product(power, power);
    factor *= factor;
  }
  return std::nullopt;
}

}  // namespace consim::topologies
