// Which logical steps of a run are recorded and evaluated. Steps count from 0; a row's number is
// the steps done, step + 1.
//
// A fraction f of a run of T steps is over with the first step t >= f·T. The product counts as
// whole where it is within 1e-9 of a whole number, relatively: 0.55 · 100 isn't in doubles.
//
//   Plan plan{.steps = 400, .record_every = 10, .evaluate_every = 40};
//   plan.recorded(9);  plan.evaluated(39);  plan.evaluated(399);   // the last step is always both
//   plan.step_at(0.55);                                            // 220
#pragma once

#include <cmath>
#include <cstdint>

namespace consim::sim {

/// When nodes' own models are evaluated, beside the averaged one.
enum class LocalModels : std::uint8_t { kNever, kEnd, kAlways };

struct Plan {
  std::int64_t steps = 1;
  std::int64_t record_every = 1;
  std::int64_t evaluate_every = 0;  ///< 0: only at the end
  LocalModels local_models = LocalModels::kNever;

  std::int64_t step_at(double fraction) const {
    const double product = fraction * static_cast<double>(steps);
    const double whole = std::round(product);
    const bool is_whole = std::abs(product - whole) <= 1e-9 * whole;
    return static_cast<std::int64_t>(is_whole ? whole : std::ceil(product));
  }
  bool last(std::int64_t step) const { return step + 1 == steps; }
  bool recorded(std::int64_t step) const { return (step + 1) % record_every == 0 || last(step); }
  bool evaluated(std::int64_t step) const {
    return (evaluate_every > 0 && (step + 1) % evaluate_every == 0) || last(step);
  }
  bool evaluated_locally(std::int64_t step) const {
    if (local_models == LocalModels::kAlways) return evaluated(step);
    return local_models == LocalModels::kEnd && last(step);
  }
};

}  // namespace consim::sim
