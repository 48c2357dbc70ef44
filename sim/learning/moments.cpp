#include "sim/learning/moments.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace consim::sim {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double norm(const std::vector<double>& values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

double distance_between(const std::vector<double>& a, const std::vector<double>& b) {
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(squares);
}

}  // namespace

double StageMoments::distance() const {
  if (folded == 0) return kNone;
  return std::sqrt(sum(squares) / static_cast<double>(folded));
}

GradientSpread gradient_spread(const StepMoments& moments) {
  if (!moments.probed) return {};
  const auto n = static_cast<double>(moments.gradient.folded);
  const double length = norm(moments.gradient.mean);
  return {sum(moments.gradient.squares) / (n - 1), length * length, moments.probe};
}

StepMeasurement measure(const StepMoments& moments, const std::vector<double>& previous_mean) {
  const auto n = static_cast<double>(moments.loss.size());
  const bool has_gradients = moments.recorded && moments.gradient.folded > 0;
  const bool has_mixed = moments.recorded && moments.before_mixing.folded > 0;
  StepMeasurement result;
  result.train_loss = sum(moments.loss) / n;
  result.consensus_distance = moments.after.distance();
  result.consensus_distance_before_mixing = moments.before_mixing.distance();
  result.consensus_distance_after_mixing =
      moments.after_mixing.folded > 0 ? moments.after_mixing.distance() : result.consensus_distance;
  result.parameter_norm = norm(moments.after.mean);
  result.update_norm = distance_between(moments.after.mean, previous_mean);
  result.gradient_norm = has_gradients ? norm(moments.gradient.mean) : kNone;
  result.local_gradient_norm = has_gradients ? std::sqrt(sum(moments.gradient_square) / n) : kNone;
  result.theta = has_mixed ? std::sqrt(sum(moments.displacement) / n) : kNone;
  result.gradients = gradient_spread(moments);
  return result;
}

namespace {

// √ of the sums of equally many parts a node; NaN where there are none.
std::vector<double> norms_by_node(const std::vector<double>& squares, std::size_t nodes) {
  std::vector<double> norms(nodes, kNone);
  const auto parts = static_cast<std::ptrdiff_t>(squares.size() / nodes);
  auto part = squares.begin();
  for (double& norm : norms) {
    if (parts > 0) norm = std::sqrt(std::accumulate(part, part + parts, 0.0));
    part += parts;
  }
  return norms;
}

}  // namespace

Spread measure_spread(const StepMoments& moments, const LayerSegments& segments) {
  const std::size_t nodes = moments.loss.size();
  const bool has_mixed = moments.before_mixing.folded > 0;
  Spread result;
  result.layer_distance = segments.by_layer(moments.after.by_segment);
  for (double& value : result.layer_distance)
    value = std::sqrt(value / static_cast<double>(moments.after.folded));
  result.theta = norms_by_node(has_mixed ? moments.displacement : std::vector<double>(), nodes);
  result.distance = norms_by_node(moments.deviation, nodes);
  result.local_test_accuracy.assign(nodes, kNone);
  for (std::size_t i = 0; i < moments.local_test.size(); ++i)
    result.local_test_accuracy[i] =
        moments.local_test[i].correct / static_cast<double>(moments.local_test[i].samples);
  return result;
}

}  // namespace consim::sim
