#include "sim/algorithms/target_rule.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "base/check.h"

namespace consim::sim {
namespace {

struct TargetOf {
  TargetState& state;
  StepInPhase at;
  const Measurement& measured;

  double operator()(const TargetDistance& fixed) const { return fixed.distance; }
  double operator()(const TargetSchedule& schedule) const { return schedule.at(at.step); }
  double operator()(const AdaptiveTarget& adaptive) const {
    const double norm = measured.local_gradient_norm;
    state.gradient_norm = at.step == at.start
                              ? norm
                              : adaptive.decay * state.gradient_norm + (1 - adaptive.decay) * norm;
    return adaptive.fraction * state.gradient_norm;
  }
  double operator()(const CriticalTarget& critical) const {
    if (at.step == at.start) state.critical = CriticalDistance(critical.decay);
    const CriticalDistance::Setting setting = critical.setting(at.step);
    state.critical.add(measured.gradients, setting.nodes);
    return critical.fraction * state.critical.distance(setting);
  }
};

}  // namespace

double TargetSchedule::at(std::uint32_t step) const {
  CONSIM_ASSERT(!points.empty());
  const auto after = std::ranges::upper_bound(points, step, {}, &Point::step);
  if (after == points.begin()) return points.front().distance;
  const Point& before = *std::prev(after);
  if (after == points.end()) return before.distance;
  const double part =
      static_cast<double>(step - before.step) / static_cast<double>(after->step - before.step);
  return before.distance + part * (after->distance - before.distance);
}

double target_of(const TargetRule& rule, TargetState& state, StepInPhase at,
                 const Measurement& measured) {
  return std::max(std::visit(TargetOf{state, at, measured}, rule),
                  std::numeric_limits<double>::min());
}

}  // namespace consim::sim
