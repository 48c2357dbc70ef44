#include "sim/learning/critical_distance.h"

#include <algorithm>
#include <cmath>

namespace consim::sim {
namespace {

// A step without a value leaves the average as it is.
void average(double& mean, double value, double decay) {
  if (std::isnan(value)) return;
  mean = std::isnan(mean) ? value : decay * mean + (1 - decay) * value;
}

}  // namespace

void CriticalDistance::add(const GradientSpread& step, int nodes) {
  average(noise_, step.noise(), decay_);
  average(variance_, step.variance, decay_);
  average(mean_square_, step.mean_square - step.noise() / nodes, decay_);
  average(smoothness_, step.probe.secant, decay_);
}

double CriticalDistance::distance(const Setting& setting) const {
  const double rate = setting.learning_rate / (1 - setting.momentum);
  // What isn't a number stays so.
  const double gradient = mean_square_ < 0 ? 0 : mean_square_;
  return std::sqrt(rate * noise_ / (smoothness_ * setting.nodes) +
                   gradient / (8 * smoothness_ * smoothness_));
}

}  // namespace consim::sim
