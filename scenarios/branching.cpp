#include "scenarios/branching.h"

#include <fmt/format.h>

#include "base/check.h"
#include "scenarios/save.h"
#include "scenarios/watched_gradients.h"

namespace consim::scenarios {
std::string prefix_text(const Scenario& scenario, std::size_t phases) {
  CONSIM_ASSERT(0 < phases && phases < scenario.phase.size(), phases, scenario.phase.size());
  Scenario part = scenario;
  part.name = "prefix";
  part.output = {};
  part.phase.resize(phases);
  return fmt::format("{}# gradients: {}\n", to_toml(part),
                     static_cast<int>(watched_gradients(scenario)));
}

}  // namespace consim::scenarios
