#include "scenarios/control_references.h"

#include <fmt/format.h>

namespace consim::scenarios {

std::string reference_path(const FractionOfMaxControl& control, const Scenario& scenario) {
  constexpr std::string_view kSeed = "{seed}";
  std::string path = control.reference;
  if (const std::size_t at = path.find(kSeed); at != std::string::npos)
    path.replace(at, kSeed.size(), fmt::format("{}", scenario.seed));
  return path;
}

std::vector<ControlReference> control_references(const Scenario& scenario) {
  std::vector<ControlReference> found;
  const auto add = [&](const AlgorithmConfig& algorithm, const std::string& key) {
    const auto* dsgd = std::get_if<Dsgd>(&algorithm);
    const auto* control =
        dsgd == nullptr ? nullptr : std::get_if<FractionOfMaxControl>(&dsgd->control);
    if (control != nullptr && control->fraction > 0)
      found.push_back({key + ".control.reference", reference_path(*control, scenario)});
  };
  bool shared = scenario.phase.empty();
  for (std::size_t i = 0; i < scenario.phase.size(); ++i) {
    shared = shared || !scenario.phase[i].algorithm;
    if (scenario.phase[i].algorithm)
      add(*scenario.phase[i].algorithm, fmt::format("phase.{}.algorithm", i));
  }
  if (shared) add(scenario.algorithm, "algorithm");
  return found;
}

}  // namespace consim::scenarios
