// Which logical steps of a run are recorded and evaluated. Steps count from 0; a row's number is
// the steps done, step + 1.
//
//   Plan plan{.steps = 400, .record_every = 10, .evaluate_every = 40};
//   plan.recorded(9);  plan.evaluated(39);  plan.evaluated(399);   // the last step is always both
#pragma once

#include <cstdint>

namespace consim::sim {

struct Plan {
  std::int64_t steps = 1;
  std::int64_t record_every = 1;
  std::int64_t evaluate_every = 0;  ///< 0: only at the end

  bool last(std::int64_t step) const { return step + 1 == steps; }
  bool recorded(std::int64_t step) const { return (step + 1) % record_every == 0 || last(step); }
  bool evaluated(std::int64_t step) const {
    return (evaluate_every > 0 && (step + 1) % evaluate_every == 0) || last(step);
  }
};

}  // namespace consim::sim
