#include "scenarios/whole_run.h"

namespace consim::scenarios {
namespace {

CollectiveKind collective(const Scenario& scenario) {
  if (const auto* own = std::get_if<AllReduce>(&scenario.algorithm)) return own->collective;
  for (const Phase& phase : scenario.phase)
    if (phase.algorithm)
      if (const auto* own = std::get_if<AllReduce>(&*phase.algorithm)) return own->collective;
  return CollectiveKind::kRing;
}

}  // namespace

WholeRun whole_run(const Scenario& scenario) {
  WholeRun result;
  const auto add = [&](const OptimizerConfig& optimizer) {
    result.momentum |= optimizer.momentum != 0;
    result.nesterov |= optimizer.nesterov;
    result.weight_decay |= optimizer.weight_decay != 0;
  };
  if (scenario.phase.empty()) add(scenario.optimizer);
  for (const Phase& phase : scenario.phase) add(optimizer_of(phase, scenario.optimizer));
  result.collective = collective(scenario);
  return result;
}

}  // namespace consim::scenarios
