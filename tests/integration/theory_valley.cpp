#include "tests/integration/theory_valley.h"

#include <cmath>

namespace consim::tests {
namespace {

double relative(double a, double b, double scale) {
  return std::abs(a - b) / (std::abs(b) + scale);
}

}  // namespace

models::Quadratic valley(int n) {
  return models::Quadratic({.seed = 4,
                            .nodes = n,
                            .dimension = 5,
                            .curvature = {0.0, 0.3, 1.0, 1.7, -0.2},
                            .heterogeneity = 0.7,
                            .initial = 1.0});
}

sim::LearningRate rate() {
  return {
      .peak = 0.2, .warmup_from = 0.05, .warmup_steps = 4, .decay_steps = {8}, .decay_factor = 0.5};
}

sim::Cluster unequal_times(int n) {
  sim::Cluster cluster{.nodes = n, .seed = 5, .step_time = {}, .jitter = sim::LogNormal{0.5}};
  for (int i = 0; i < n; ++i)
    cluster.step_time.push_back(base::Duration{1000 + 5000 * (i % 3) / 2});
  cluster.link = {
      .latency = base::Duration{700}, .bandwidth = {1e9}, .sharing = sim::Sharing::kNic};
  return cluster;
}

double deviation(const TrainingRun& run, const RecursionRun& expected) {
  double worst = run.steps.size() == expected.steps.size() ? 0 : INFINITY;
  for (std::size_t t = 0; t < run.steps.size(); ++t) {
    const sim::StepMeasurement &a = run.steps[t], &b = expected.steps[t];
    const double floor = 1e-3 * b.parameter_norm;  // below this a distance is a rest of rounding
    for (const double error :
         {relative(a.train_loss, b.train_loss, 0.01),
          relative(a.consensus_distance, b.consensus_distance, floor),
          relative(a.consensus_distance_before_mixing, b.consensus_distance_before_mixing, floor),
          relative(a.gradient_norm, b.gradient_norm, 0.01),
          relative(a.local_gradient_norm, b.local_gradient_norm, 0),
          relative(a.update_norm, b.update_norm, b.parameter_norm),
          relative(a.parameter_norm, b.parameter_norm, 0), relative(a.theta, b.theta, floor)})
      worst = std::isnan(error) ? INFINITY : std::max(worst, error);
  }
  for (int i = 0; i < expected.x.rows(); ++i)
    for (int j = 0; j < expected.x.cols(); ++j)
      worst =
          std::max(worst, relative(run.x[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)],
                                   expected.x(i, j), 1));
  return worst;
}

}  // namespace consim::tests
