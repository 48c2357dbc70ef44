// D-SGD on quadratics, mode by mode: what one eigenvector of W and one coordinate do.
//
// y = a component of X on an orthonormal eigenvector of symmetric W with eigenvalue λ (of all
// rounds of a step together), b that of the minima; gradient h (y − b) + ξ, ξ ~ N(0, s²). Then (y,
// u) is a linear recursion with Gaussian noise, whose mean and covariance `Mode` follows exactly,
// and the closed forms are its fixed point.
//
//   ModeSetting setting{.lambda = 0.8, .rate = 0.1, .curvature = 1, .noise = 1};
//   Mode mode(setting, y0, b);   mode.advance();   mode.mean();   mode.variance();
//   stationary_variance(setting);   stationary_mean(setting, b);
#pragma once

#include <Eigen/Dense>

#include "sim/algorithms/dsgd.h"
#include "sim/learning/sgd.h"

namespace consim::tests {

struct ModeSetting {
  double lambda = 0;
  double rate = 0;       ///< η
  double curvature = 0;  ///< h
  double noise = 0;      ///< s
  sim::Order order = sim::Order::kAdaptThenCombine;
  sim::Sgd sgd = {};
};

class Mode {
 public:
  Mode(const ModeSetting& setting, double start, double minimum);

  /// One training step.
  void advance();
  double mean() const { return mean_(0); }
  double variance() const { return covariance_(0, 0); }

 private:
  Eigen::Matrix2d step_;      // of (y, u)
  Eigen::Vector2d by_slope_;  // what a gradient of 1 adds
  double push_;               // of the minimum: −h·b
  double noise_;
  Eigen::Vector2d mean_;
  Eigen::Matrix2d covariance_ = Eigen::Matrix2d::Zero();
};

double stationary_variance(const ModeSetting& setting);
double stationary_mean(const ModeSetting& setting, double minimum);

}  // namespace consim::tests
