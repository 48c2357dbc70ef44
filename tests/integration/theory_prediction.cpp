#include "tests/integration/theory_prediction.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "tests/integration/theory_recursion.h"

namespace consim::tests {
namespace {

using Eigen::MatrixXd;

bool close(double a, double b) { return std::abs(a - b) <= 1e-9 * (std::abs(b) + 1e-6); }

bool is_settled(const Mode& start, const Mode& pull, const ModeSetting& setting) {
  return close(start.variance(), stationary_variance(setting)) && close(start.mean(), 0) &&
         close(pull.mean(), stationary_mean(setting, 1));
}

}  // namespace

models::Quadratic make_learner(const NoisySetting& setting, int nodes) {
  const auto d = static_cast<std::size_t>(setting.dimension);
  std::vector<double> h(d, setting.curvatures[0]);
  std::fill(h.begin() + static_cast<std::ptrdiff_t>(d / 2), h.end(), setting.curvatures[1]);
  return models::Quadratic({.seed = setting.seed,
                            .nodes = nodes,
                            .dimension = setting.dimension,
                            .curvature = h,
                            .noise = setting.noise,
                            .heterogeneity = setting.heterogeneity,
                            .initial = 0.5});
}

Prediction::Prediction(const NoisySetting& setting, const models::Quadratic& learner,
                       const topologies::MixingMatrix& w)
    : n_(w.nodes()) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(dense(w));
  vectors_ = solver.eigenvectors();
  start_ = vectors_.transpose() * initial_points(learner);
  minimum_ = vectors_.transpose() * minima(learner);
  for (int k = 0; k < n_; ++k)
    for (const double curvature : setting.curvatures) {
      const ModeSetting mode{.lambda = std::pow(solver.eigenvalues()(k), setting.rounds),
                             .rate = setting.rate,
                             .curvature = curvature,
                             .noise = setting.noise,
                             .order = setting.order,
                             .sgd = setting.sgd};
      parts_.push_back({mode, Mode(mode, 1, 0), Mode(mode, 0, 1)});
    }
}

int Prediction::steps_to_settle() const {
  int steps = 0;
  for (Part part : parts_) {
    if (part.setting.curvature == 0 && part.setting.lambda > 1 - 1e-9) continue;  // a random walk
    int needed = 0;
    while (!is_settled(part.start, part.pull, part.setting)) {
      part.start.advance();
      part.pull.advance();
      CONSIM_ASSERT(++needed < 5000, part.setting.lambda, part.setting.curvature);
    }
    steps = std::max(steps, needed);
  }
  return steps;
}

void Prediction::advance() {
  for (Part& part : parts_) {
    part.start.advance();
    part.pull.advance();
  }
}

Prediction::Normal Prediction::now(int k, std::int64_t j) const {
  const Part& p = part(k, j);
  return {p.start.mean() * start_(k, j) + p.pull.mean() * minimum_(k, j), p.start.variance()};
}

Prediction::Normal Prediction::settled(int k, std::int64_t j) const {
  const ModeSetting& setting = part(k, j).setting;
  return {stationary_mean(setting, minimum_(k, j)), stationary_variance(setting)};
}

template <class NormalOf>
Prediction::Normal Prediction::squared_distance(const NormalOf& normal_of) const {
  Normal sum;
  for (int k = 0; k + 1 < n_; ++k)  // eigenvalues ascend, so the average is the last
    for (std::int64_t j = 0; j < start_.cols(); ++j) {
      const auto [mean, variance] = normal_of(k, j);
      sum.mean += (variance + mean * mean) / n_;
      sum.variance += (2 * variance * variance + 4 * variance * mean * mean) / (n_ * n_);
    }
  return sum;
}

double Prediction::score_of_distance(double distance) const {
  const Normal square = squared_distance([&](int k, std::int64_t j) { return now(k, j); });
  return (distance * distance - square.mean) / std::sqrt(square.variance);
}

double Prediction::stationary_score_of_distance(double distance) const {
  const Normal square = squared_distance([&](int k, std::int64_t j) { return settled(k, j); });
  return (distance * distance - square.mean) / std::sqrt(square.variance);
}

double Prediction::relative_error() const {
  const Normal square = squared_distance([&](int k, std::int64_t j) { return now(k, j); });
  return 0.5 * std::sqrt(square.variance) / square.mean;
}

std::vector<double> Prediction::scores_of_modes(const MatrixXd& x) const {
  const MatrixXd y = vectors_.transpose() * x;
  const auto d = static_cast<double>(y.cols());
  std::vector<double> scores;
  for (int k = 0; k < n_; ++k) {
    double sum = 0;
    for (std::int64_t j = 0; j < y.cols(); ++j) {
      const auto [mean, variance] = now(k, j);
      // A mode that one exchange removes has nothing but rounding left.
      sum += variance < 1e-24 ? 1 + (std::abs(y(k, j)) < 1e-12 ? 0 : INFINITY)
                              : (y(k, j) - mean) * (y(k, j) - mean) / variance;
    }
    scores.push_back((sum - d) / std::sqrt(2 * d));
  }
  return scores;
}

}  // namespace consim::tests
