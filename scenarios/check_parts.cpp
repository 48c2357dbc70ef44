#include "scenarios/check_parts.h"

#include <utility>

#include "scenarios/all_problems.h"
#include "scenarios/assemble.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/learner_config.h"
#include "scenarios/scenario_phases.h"

namespace consim::scenarios {

std::vector<std::string> check_parts(const Scenario& scenario) {
  std::vector<std::string> notes;
  AllProblems problems, of_machine;
  problems.of([&] {
    if (auto note = check_gossip(scenario)) notes.push_back(std::move(*note));
  });
  of_machine.of([&] {
    if (auto note = check_partition(scenario)) notes.push_back(std::move(*note));
  });
  of_machine.of([&] { assemble(scenario); });
  const base::Problem* missing = nullptr;
  for (const base::Problem& problem : of_machine.all())
    if (problem.key.empty())
      missing = &problem;
    else
      problems.add(problem);
  problems.throw_if_any();
  if (missing != nullptr)
    notes.push_back("what depends on data and model isn't checked: " + to_string(*missing));
  return notes;
}

std::optional<std::string> check_gossip(const Scenario& scenario) {
  Assembly parts{.topology = topologies::make_topology(scenario.topology),
                 .phases = described_phases(scenario)};
  parts.phases.resize(phases_run(scenario));
  find_smallest_moves(scenario, parts, parts.phases);
  return gossip_note(parts);
}

void check_budgets(const Scenario& scenario) {
  if (!has_budget(scenario)) return;
  std::vector<PhaseParts> phases = described_phases(scenario);
  find_rounds(scenario, assemble_machine(scenario), phases);
}

}  // namespace consim::scenarios
