// How much of the mixing is carried out: x <- x + γ_t (W − I) x, which is mixing with I + γ_t (W −
// I).
//
//   constant   γ_t = value
//   decaying   γ_t = 1 before step E, then least + (1 − least) (η_t / η_E)^power, η the learning
//              rate
//
// A cap on the consensus distance can't keep it up, less mixing can. Source: DSGD-AC's rule is the
// decaying one with power = 3 and combine then adapt.
//
//   const MixingScale scale = DecayingScale{.least = 0.1, .from_step = 200, .rate = rate};
//   scale_at(scale, 300);
//
// Requires value, least in (0, 1], power >= 0, η_E > 0.
#pragma once

#include <cmath>
#include <cstdint>
#include <variant>

#include "sim/learning/schedule.h"

namespace consim::sim {

struct ConstantScale {
  double value = 1;
};

struct DecayingScale {
  double least = 0;
  std::uint32_t from_step = 0;
  double power = 3;
  LearningRate rate = {};
};

using MixingScale = std::variant<ConstantScale, DecayingScale>;

/// γ_t. O(1) and O(decays of the learning rate).
inline double scale_at(const MixingScale& scale, std::uint32_t step) {
  if (const auto* constant = std::get_if<ConstantScale>(&scale)) return constant->value;
  const auto& decaying = std::get<DecayingScale>(scale);
  if (step < decaying.from_step) return 1;
  const double ratio = decaying.rate.at(step) / decaying.rate.at(decaying.from_step);
  return decaying.least + (1 - decaying.least) * std::pow(ratio, decaying.power);
}

}  // namespace consim::sim
