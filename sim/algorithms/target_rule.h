// What the consensus distance is to be, step by step.
//
//   fixed      distance
//   schedule   a function of the step: linear between points, constant before the first and after
//              the last
//   critical   fraction · Γ_t, the critical consensus distance (sim/learning/critical_distance.h)
//              as it is estimated from the phase's first step on; none before there is an estimate
//   adaptive   fraction · φ̄_t, a moving average of the local gradient norm from the phase's first
//              step s on: φ̄_s = φ_s, φ̄_t = decay · φ̄_{t−1} + (1 − decay) · φ_t
//
//   const TargetRule rule = AdaptiveTarget{.fraction = 0.5};
//   TargetState state;
//   double target = target_of(rule, state, {step, phase_start}, measured);
//
// Source: kong2021consensus. Complexity: O(points).
#pragma once

#include <cstdint>
#include <functional>
#include <variant>
#include <vector>

#include "sim/learning/critical_distance.h"
#include "sim/learning/measurement.h"

namespace consim::sim {

struct TargetDistance {
  double distance = 0;  ///< > 0
};

struct TargetSchedule {
  struct Point {
    std::uint32_t step = 0;
    double distance = 0;  ///< > 0
  };
  std::vector<Point> points;  ///< at least one, by ascending steps

  /// O(points).
  double at(std::uint32_t step) const;
};

struct AdaptiveTarget {
  double fraction = 0;  ///< > 0
  double decay = 0.9;   ///< in [0, 1)
};

struct CriticalTarget {
  double fraction = 1;  ///< > 0
  double decay = 0.9;   ///< in [0, 1), of the estimates' averages
  /// Learning rate and momentum of a step, and the number of nodes.
  std::function<CriticalDistance::Setting(std::uint32_t step)> setting;
};

using TargetRule = std::variant<TargetDistance, TargetSchedule, AdaptiveTarget, CriticalTarget>;

/// What a rule remembers of the steps of its phase.
struct TargetState {
  double gradient_norm = 0;  ///< φ̄
  CriticalDistance critical;
  template <class Archive>
  void persist(Archive& archive) {
    archive(gradient_norm, critical);
  }
};

struct StepInPhase {
  std::uint32_t step = 0;
  std::uint32_t start = 0;  ///< the phase's first
};

/// Called once for each step of a phase, in order; at its first the state begins anew. The target
/// is above 0: one of 0 is told as the least number there is, which is out of reach. NaN where
/// there is none.
double target_of(const TargetRule& rule, TargetState& state, StepInPhase at,
                 const Measurement& measured);

}  // namespace consim::sim
