#include "scenarios/scenario_phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>

namespace consim::scenarios {
namespace {

bool has_own_algorithm(const Scenario& scenario, std::size_t phase) {
  return phase < scenario.phase.size() && scenario.phase[phase].algorithm;
}

}  // namespace

std::size_t phases_run(const Scenario& scenario) {
  const std::size_t all = std::max<std::size_t>(1, scenario.phase.size());
  const std::optional<std::int64_t>& end = scenario.run.end_after_phase;
  return end ? std::min(all, static_cast<std::size_t>(*end) + 1) : all;
}

const AlgorithmConfig& algorithm_of(const Scenario& scenario, std::size_t phase) {
  return has_own_algorithm(scenario, phase) ? *scenario.phase[phase].algorithm : scenario.algorithm;
}

std::string algorithm_key(const Scenario& scenario, std::size_t phase) {
  return has_own_algorithm(scenario, phase) ? fmt::format("phase.{}.algorithm", phase)
                                            : "algorithm";
}

const ControlConfig* control_of(const AlgorithmConfig& algorithm) {
  const auto* dsgd = std::get_if<Dsgd>(&algorithm);
  return dsgd == nullptr ? nullptr : &dsgd->control;
}

const ControlConfig* control_of(const Scenario& scenario, std::size_t phase) {
  return control_of(algorithm_of(scenario, phase));
}

bool is_uncontrolled(const Scenario& scenario, std::size_t phase) {
  const ControlConfig* control = control_of(scenario, phase);
  return control == nullptr || std::holds_alternative<NoControl>(*control);
}

bool has_budget(const Scenario& scenario) {
  for (std::size_t i = 0; i < phases_run(scenario); ++i)
    if (const ControlConfig* control = control_of(scenario, i);
        control != nullptr && std::holds_alternative<BudgetControl>(*control))
      return true;
  return false;
}

}  // namespace consim::scenarios
