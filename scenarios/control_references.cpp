#include "scenarios/control_references.h"

#include <fmt/format.h>

#include <utility>

#include "scenarios/scenario_phases.h"

namespace consim::scenarios {
namespace {

std::string reference_path(const FractionOfMaxControl& control, const Scenario& scenario) {
  constexpr std::string_view kSeed = "{seed}";
  std::string path = control.reference;
  if (const std::size_t at = path.find(kSeed); at != std::string::npos)
    path.replace(at, kSeed.size(), fmt::format("{}", scenario.seed));
  return path;
}

void switch_off_control(AlgorithmConfig& algorithm) {
  if (auto* dsgd = std::get_if<Dsgd>(&algorithm)) dsgd->control = NoControl{};
}

// The settings that training doesn't depend on are the defaults.
RunConfig trained_by(const RunConfig& run) {
  RunConfig result;
  result.epochs = run.epochs;
  result.steps = run.steps;
  result.timing_only = run.timing_only;
  return result;
}

// What a run is up to the end of a phase that it has.
Scenario part_up_to(std::size_t phase, Scenario scenario) {
  scenario.name = "part";
  scenario.run = trained_by(scenario.run);
  if (scenario.phase.empty()) {
    switch_off_control(scenario.algorithm);
    return scenario;
  }
  scenario.phase.resize(phase + 1);
  for (Phase& one : scenario.phase)
    if (!one.algorithm) one.algorithm = scenario.algorithm;
  scenario.algorithm = {};
  switch_off_control(*scenario.phase[phase].algorithm);
  return scenario;
}

}  // namespace

std::vector<ControlReference> control_references(const Scenario& scenario) {
  std::vector<ControlReference> found;
  for (std::size_t i = 0; i < phases_run(scenario); ++i) {
    const ControlConfig* control = control_of(scenario, i);
    const auto* part = control == nullptr ? nullptr : std::get_if<FractionOfMaxControl>(control);
    if (part == nullptr || part->fraction == 0) continue;
    found.push_back(
        {i, algorithm_key(scenario, i) + ".control.reference", reference_path(*part, scenario)});
  }
  return found;
}

std::vector<Difference> differences_up_to(std::size_t phase, const Scenario& reference,
                                          const Scenario& scenario) {
  const auto number = [](const Scenario& one) {
    return one.phase.empty() ? "none" : fmt::format("{}", one.phase.size());
  };
  if (reference.phase.empty() != scenario.phase.empty() ||
      (!scenario.phase.empty() && reference.phase.size() <= phase))
    return {{"number of phases", number(reference), number(scenario)}};
  return differences(part_up_to(phase, reference), part_up_to(phase, scenario));
}

std::vector<std::string> misfits(std::size_t phase, const Scenario& reference,
                                 const Scenario& scenario) {
  constexpr std::size_t kTold = 8;
  const std::vector<Difference> unlike = differences_up_to(phase, reference, scenario);
  std::vector<std::string> found;
  for (const Difference& one : unlike) {
    if (found.size() == kTold && unlike.size() > kTold + 1) {
      found.push_back(fmt::format("{} more of its keys differ", unlike.size() - kTold));
      break;
    }
    found.push_back(fmt::format("its {} is {}, not {}", one.key, one.first, one.second));
  }
  if (found.empty() && phases_run(reference) <= phase)
    found.push_back(fmt::format("it ends before phase {}", phase));
  return found;
}

}  // namespace consim::scenarios
