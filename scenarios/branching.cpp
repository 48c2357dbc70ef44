#include "scenarios/branching.h"

#include <fmt/format.h>

#include "base/check.h"
#include "scenarios/save.h"
#include "scenarios/scenario_phases.h"
#include "scenarios/whole_run.h"

namespace consim::scenarios {
std::string prefix_text(const Scenario& scenario, std::size_t phases) {
  CONSIM_ASSERT(0 < phases && phases < phases_run(scenario), phases, phases_run(scenario));
  Scenario part = scenario;
  part.name = "prefix";
  part.output = {};
  part.phase.resize(phases);
  part.run.end_after_phase.reset();
  const WholeRun run = whole_run(scenario);
  return fmt::format("{}# momentum {} nesterov {} weight decay {} collective {}\n", to_toml(part),
                     run.momentum, run.nesterov, run.weight_decay,
                     static_cast<int>(run.collective));
}

}  // namespace consim::scenarios
