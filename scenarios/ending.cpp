#include "scenarios/ending.h"

#include <fmt/format.h>

namespace consim::scenarios {

std::string unreachable_reason(const sim::Engine& engine) {
  const sim::Decision& decision = engine.last_decision();
  const std::int64_t step = std::int64_t{engine.last_decided_step()} + 1;
  if (!decision.resolved)
    return fmt::format(
        "target_unreachable: the target of step {} is {:.6g}, which the parameters' numbers "
        "don't resolve",
        step, decision.target);
  return fmt::format(
      "target_unreachable: the consensus distance of step {} would be {:.6g} after all rounds "
      "that are allowed, and its target is {:.6g}",
      step, decision.distance, decision.target);
}

}  // namespace consim::scenarios
