#include "scenarios/pilot.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenarios/control_references.h"
#include "scenarios/scenario_phases.h"

namespace consim::scenarios {
namespace {

constexpr std::string_view kMark = ".pilot-";

Scenario pilot_scenario(const Scenario& scenario, const Pilot& pilot) {
  Scenario result = scenario;
  result.name = fmt::format("{}-pilot-{}", scenario.name, pilot.phase);
  AlgorithmConfig algorithm = algorithm_of(scenario, pilot.phase);
  std::get<Dsgd>(algorithm).control = NoControl{};
  if (scenario.phase.empty()) {
    result.algorithm = std::move(algorithm);
    return result;
  }
  result.phase[pilot.phase].algorithm = std::move(algorithm);
  result.run.end_after_phase = static_cast<std::int64_t>(pilot.phase);
  return result;
}

}  // namespace

std::filesystem::path pilot_path(const std::filesystem::path& output, std::size_t phase) {
  const bool named_so = output.extension() == ".h5";
  const std::string name = (named_so ? output.stem() : output.filename()).string();
  return output.parent_path() / fmt::format("{}{}{}.h5", name, kMark, phase);
}

bool is_pilot_path(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  const std::size_t mark = stem.rfind(kMark);
  if (mark == std::string::npos || file.extension() != ".h5") return false;
  const std::string number = stem.substr(mark + kMark.size());
  return !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
}

bool has_run(const std::filesystem::path& pilot) {
  const std::string stem = pilot.stem().string();
  const std::filesystem::path output = pilot.parent_path() / stem.substr(0, stem.rfind(kMark));
  std::error_code ignored;
  return std::filesystem::exists(output.string() + ".h5", ignored) ||
         std::filesystem::is_regular_file(output, ignored);
}

std::string advice_to_remove(const std::filesystem::path& pilot) {
  return fmt::format("remove {} and its checkpoint, or choose another output", pilot.string());
}

std::vector<Pilot> pilots(const Scenario& scenario, const std::filesystem::path& output) {
  std::vector<Pilot> found;
  for (const ControlReference& reference : control_references(scenario)) {
    if (!reference.is_pilot()) continue;
    Pilot& pilot = found.emplace_back();
    pilot.phase = reference.phase;
    pilot.output = pilot_path(output, reference.phase);
    pilot.scenario = pilot_scenario(scenario, pilot);
  }
  return found;
}

}  // namespace consim::scenarios
