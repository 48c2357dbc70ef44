#include "scenarios/branching.h"

#include "base/check.h"
#include "scenarios/save.h"

namespace consim::scenarios {
std::string prefix_text(const Scenario& scenario, std::size_t phases) {
  CONSIM_ASSERT(0 < phases && phases < scenario.phase.size(), phases, scenario.phase.size());
  Scenario part = scenario;
  part.name = "prefix";
  part.output = {};
  part.phase.resize(phases);
  return to_toml(part);
}

}  // namespace consim::scenarios
