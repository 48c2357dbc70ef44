// The learning rate as a function of the local step.
//
//   warm-up   η_t = from + (peak − from)·t/T_w     for t < T_w = warmup_epochs · steps_per_epoch
//   decay     η_t = peak · factor^(number of fractions f in decay_at with t ≥ f·T)
//
// T is the total number of steps, so a fraction is one of all training samples accessed; the first
// step with t ≥ f·T is plan.h's step_at(f). Both apply per step.
//
//   LearningRate rate{.peak = 1.6, .warmup_from = 0.1, .warmup_steps = 200, .decay_steps = {2000}};
//   rate.at(0) == 0.1;  rate.at(2000) == 0.16;
#pragma once

#include <cstdint>
#include <vector>

namespace consim::sim {

struct LearningRate {
  double peak = 0.1;
  double warmup_from = 0.1;
  double warmup_steps = 0;                     ///< T_w; need not be whole
  std::vector<std::int64_t> decay_steps = {};  ///< first steps with t ≥ f·T, ascending
  double decay_factor = 0.1;

  double at(std::int64_t step) const {
    const auto t = static_cast<double>(step);
    if (t < warmup_steps) return warmup_from + (peak - warmup_from) * t / warmup_steps;
    double rate = peak;
    for (const std::int64_t decay : decay_steps)
      if (step >= decay) rate *= decay_factor;
    return rate;
  }
};

}  // namespace consim::sim
