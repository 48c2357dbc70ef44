#include "scenarios/check_parts.h"

#include <utility>

#include "scenarios/all_problems.h"
#include "scenarios/assemble.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/learner_config.h"
#include "scenarios/scenario_phases.h"

namespace consim::scenarios {
namespace {

// Data or LibTorch that aren't there. What is wrong within a file has a place.
bool is_missing(const base::Problem& problem) {
  return problem.key.empty() && problem.line == 0 && problem.offset < 0;
}

}  // namespace

std::vector<std::string> check_parts(const Scenario& scenario) {
  std::vector<std::string> notes;
  AllProblems problems, of_machine;
  problems.of([&] {
    if (auto note = check_gossip(scenario)) notes.push_back(std::move(*note));
  });
  std::optional<std::string> partition_note;
  of_machine.of([&] { partition_note = check_partition(scenario); });
  of_machine.of([&] { check_budgets(scenario); });
  of_machine.of([&] { assemble(scenario); });
  std::optional<std::string> missing;
  for (const base::Problem& problem : of_machine.all())
    if (!is_missing(problem))
      problems.add(problem);
    else if (!missing)
      missing = "what depends on data and model isn't checked: " + to_string(problem);
  problems.throw_if_any();
  if (!missing) missing = std::move(partition_note);
  if (missing) notes.push_back(std::move(*missing));
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
  const Assembly parts{.topology = topologies::make_topology(scenario.topology),
                       .cluster = {.link = make_link(scenario.cluster.network)},
                       .message = scenario.cluster.message_size
                                      ? *scenario.cluster.message_size
                                      : assemble_machine(scenario).message};
  find_rounds(scenario, parts, phases);
}

}  // namespace consim::scenarios
