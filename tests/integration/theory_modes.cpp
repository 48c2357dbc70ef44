#include "tests/integration/theory_modes.h"

namespace consim::tests {
namespace {

bool adapts_first(const ModeSetting& setting) {
  return setting.order == sim::Order::kAdaptThenCombine;
}

double plain_variance(const ModeSetting& s) {
  const double l = s.lambda, e = s.rate, h = s.curvature;
  const double scale = e * e * s.noise * s.noise;
  if (adapts_first(s)) return l * l * scale / (1 - l * l * (1 - e * h) * (1 - e * h));
  return scale / (1 - (l - e * h) * (l - e * h));
}

double heavy_ball_variance(const ModeSetting& s) {
  const double l = s.lambda, e = s.rate, h = s.curvature, mu = s.sgd.momentum;
  const double scale = e * e * s.noise * s.noise * (1 + l * mu) / (1 - l * mu);
  const double root = adapts_first(s) ? l * (1 - e * h) + mu : l + mu - e * h;
  return (adapts_first(s) ? l * l : 1) * scale / ((1 + l * mu) * (1 + l * mu) - root * root);
}

double nesterov_variance(const ModeSetting& s) {
  const double l = s.lambda, e = s.rate, h = s.curvature, mu = s.sgd.momentum;
  const double w = adapts_first(s) ? l : 1;  // adapting first, W acts on the update as well
  const double f1 = l + mu - w * e * (1 + mu) * h;
  const double f2 = -l * mu + w * e * mu * h;
  const double c0 = -w * e * (1 + mu), c1 = w * e * mu;
  return s.noise * s.noise * ((1 - f2) * (c0 * c0 + c1 * c1) + 2 * f1 * c0 * c1) /
         ((1 + f2) * ((1 - f2) * (1 - f2) - f1 * f1));
}

}  // namespace

// u' = μu + g, D = (p + q)·g + qμ·u with p = 1, q = μ for Nesterov and p = 0, q = 1 else;
// y' = λ(y − ηD) or λy − ηD.
Mode::Mode(const ModeSetting& setting, double start, double minimum)
    : push_(-setting.curvature * minimum), noise_(setting.noise), mean_(start, 0) {
  const double mu = setting.sgd.momentum;
  const double of_g = setting.sgd.nesterov ? 1 + mu : 1;
  const double of_u = setting.sgd.nesterov ? mu * mu : mu;
  const double reach = -setting.rate * (adapts_first(setting) ? setting.lambda : 1);
  by_slope_ << reach * of_g, 1;
  step_ << setting.lambda, reach * of_u, 0, mu;
  step_.col(0) += setting.curvature * by_slope_;
}

void Mode::advance() {
  mean_ = step_ * mean_ + push_ * by_slope_;
  covariance_ =
      step_ * covariance_ * step_.transpose() + noise_ * noise_ * by_slope_ * by_slope_.transpose();
}

double stationary_variance(const ModeSetting& setting) {
  if (setting.sgd.momentum == 0) return plain_variance(setting);
  return setting.sgd.nesterov ? nesterov_variance(setting) : heavy_ball_variance(setting);
}

double stationary_mean(const ModeSetting& setting, double minimum) {
  const double step = setting.rate * setting.curvature / (1 - setting.sgd.momentum);
  const double l = setting.lambda;
  if (adapts_first(setting)) return l * step * minimum / (1 - l * (1 - step));
  return step * minimum / (1 - l + step);
}

}  // namespace consim::tests
