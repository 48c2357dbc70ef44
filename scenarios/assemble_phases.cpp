#include "scenarios/assemble_phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/errors.h"
#include "base/hash.h"
#include "scenarios/agreement.h"
#include "scenarios/all_problems.h"
#include "scenarios/control_references.h"
#include "scenarios/reference_run.h"
#include "scenarios/round_budget.h"
#include "scenarios/scenario_phases.h"
#include "topologies/smallest_move.h"

namespace consim::scenarios {
namespace {

std::int64_t end_step(const Scenario& scenario, const Phase& phase, const Assembly& parts) {
  if (phase.until_epoch) return *phase.until_epoch * parts.steps_per_epoch;
  const LearningRateConfig& rate = scenario.optimizer.learning_rate;
  return parts.plan.step_at(phase.until ? fraction_of(*phase.until, rate).value_or(1.0) : 1.0);
}

[[noreturn]] void refuse(const Scenario& scenario, std::size_t phase, const std::string& what,
                         const std::string& allowed) {
  const char* const end = scenario.phase[phase].until_epoch ? "until_epoch" : "until";
  throw base::InputError(base::Problem{
      .key = fmt::format("phase.{}.{}", phase, end), .what = what, .allowed = allowed});
}

base::Problem problem_of(const Scenario& scenario, std::size_t phase, const char* key) {
  return {.key = fmt::format("{}.control.{}", algorithm_key(scenario, phase), key)};
}

std::optional<int> rounds_of(const Scenario& scenario, const Assembly& parts,
                             const PhaseParts& phase, std::size_t i) {
  const ControlConfig* control = control_of(phase.algorithm);
  const auto* budget = control == nullptr ? nullptr : std::get_if<BudgetControl>(control);
  if (budget == nullptr) return std::nullopt;
  const int gossip_rounds = std::get<Dsgd>(phase.algorithm).gossip_rounds;
  const int rounds = rounds_within(
      *budget, {phase.topology ? *phase.topology : parts.topology, parts.cluster, parts.message});
  if (rounds >= gossip_rounds) return rounds;
  base::Problem problem = problem_of(scenario, i, budget->bytes ? "bytes" : "time");
  problem.what = fmt::format("enough for {} rounds of a step", rounds);
  problem.allowed = fmt::format("expected enough for gossip_rounds = {}", gossip_rounds);
  throw base::InputError(std::move(problem));
}

std::optional<double> target_of(const PhaseParts& phase) {
  const ControlConfig* control = control_of(phase.algorithm);
  if (control == nullptr) return std::nullopt;
  if (const auto* target = std::get_if<TargetControl>(control)) return target->distance;
  const auto* part = std::get_if<FractionOfMaxControl>(control);
  if (part == nullptr) return std::nullopt;
  if (part->fraction == 0) return 0;
  if (!phase.reference_distance) return std::nullopt;
  return part->fraction * *phase.reference_distance;
}

// What tests of Θ count on.
std::optional<double> smallest_move_of(const Scenario& scenario, const Assembly& parts,
                                       const PhaseParts& phase, std::size_t i) {
  const ControlConfig* control = control_of(phase.algorithm);
  const Estimator* seen = control == nullptr ? nullptr : estimator(*control);
  if (seen == nullptr || !std::holds_alternative<Theta>(*seen) || averages_exactly(phase))
    return std::nullopt;
  const topologies::MixingSequence& mixing =
      (phase.topology ? *phase.topology : parts.topology).mixing;
  base::Problem problem = problem_of(scenario, i, "estimator");
  problem.allowed = "expected one doubly stochastic W that joins all nodes, or \"sketch\"";
  std::optional<double> found;
  if (mixing.period() != 1)
    problem.what = "\"theta\" with a topology that changes from round to round";
  else if (!topologies::check_mixing(mixing.at(0)).doubly_stochastic())
    problem.what = "\"theta\" with a W that isn't doubly stochastic";
  else if (found = topologies::smallest_move(mixing.at(0)); !found)
    problem.what = "\"theta\" with one node, or with a large W whose slowest mode isn't found";
  else if (*found <= 0)
    problem.what = "\"theta\" with a W that joins only parts of the nodes";
  if (!problem.what.empty()) throw base::InputError(std::move(problem));
  return found;
}

void add_note(std::string& text, const topologies::Topology& topology, const std::string& key) {
  const std::string found = topologies::warnings(topologies::check_mixing(topology));
  if (!found.empty()) text += (text.empty() ? "" : "; ") + key + ": " + found;
}

}  // namespace

std::vector<PhaseParts> described_phases(const Scenario& scenario) {
  std::vector<PhaseParts> phases;
  for (const Phase& phase : scenario.phase) {
    phases.push_back({.algorithm = phase.algorithm.value_or(scenario.algorithm)});
    if (phase.topology) phases.back().topology = topologies::make_topology(*phase.topology);
  }
  if (phases.empty()) phases.push_back({.algorithm = scenario.algorithm});
  for (PhaseParts& phase : phases) phase.target = target_of(phase);
  return phases;
}

void find_smallest_moves(const Scenario& scenario, const Assembly& parts,
                         std::vector<PhaseParts>& phases) {
  AllProblems problems;
  for (std::size_t i = 0; i < phases_run(scenario); ++i)
    problems.of([&] { phases[i].smallest_move = smallest_move_of(scenario, parts, phases[i], i); });
  problems.throw_if_any();
}

void find_rounds(const Scenario& scenario, const Assembly& parts, std::vector<PhaseParts>& phases) {
  AllProblems problems;
  for (std::size_t i = 0; i < phases_run(scenario); ++i)
    problems.of([&] { phases[i].rounds = rounds_of(scenario, parts, phases[i], i); });
  problems.throw_if_any();
}

std::vector<PhaseParts> assemble_phases(const Scenario& scenario, const Assembly& parts,
                                        const std::optional<std::filesystem::path>& output) {
  std::vector<PhaseParts> phases = described_phases(scenario);
  std::int64_t start = 0;
  for (std::size_t i = 0; i < scenario.phase.size(); ++i) {
    const Phase& phase = scenario.phase[i];
    const std::int64_t end = end_step(scenario, phase, parts);
    const bool last = i + 1 == scenario.phase.size();
    if (end <= start)
      refuse(scenario, i, fmt::format("the phase ends at step {} and begins at {}", end, start),
             "expected at least a step in each phase");
    if (last ? end != parts.plan.steps : end > parts.plan.steps)
      refuse(scenario, i, fmt::format("the phase ends at step {} of {}", end, parts.plan.steps),
             last ? "expected the end of the run" : "expected an end within the run");
    phases[i].start = start;
    start = end;
  }
  if (output) {
    const auto references = read_references(scenario, output);
    for (std::size_t i = 0; i < references.size(); ++i) {
      if (!references[i]) continue;
      phases[i].reference_distance = references[i]->max_distance;
      phases[i].target = target_of(phases[i]);
    }
  }
  find_smallest_moves(scenario, parts, phases);
  find_rounds(scenario, parts, phases);
  for (PhaseParts& phase : phases) phase.gradients = watched_gradients(phase, scenario.run);
  return phases;
}

void end_early(const Scenario& scenario, Assembly& parts) {
  const std::size_t count = phases_run(scenario);
  parts.plan.steps = parts.end_of(count - 1);
  parts.phases.resize(count);
}

std::string gossip_fingerprint(const Assembly& parts) {
  return gossip_fingerprint(parts, parts.phases.size());
}

std::string gossip_fingerprint(const Assembly& parts, std::size_t phases) {
  base::Hash64 hash;
  const auto add = [&](const topologies::MixingMatrix& w) {
    for (int i = 0; i < w.nodes(); ++i)
      for (const topologies::MixingWeight& entry : w.row(i)) {
        hash.add(static_cast<std::uint64_t>(entry.column));
        hash.add(entry.weight);
      }
  };
  for (std::size_t i = 0; i < phases; ++i) {
    const topologies::MixingSequence& mixing = parts.topology_of(i).mixing;
    hash.add(parts.phases[i].target.value_or(-1));
    if (mixing.period() == 0)
      add(mixing.draw(0));
    else
      for (const topologies::MixingMatrix& w : mixing.rounds()) add(w);
  }
  return fmt::format("{:016x}", hash.value());
}

std::optional<std::string> gossip_note(const Assembly& parts) {
  std::string text;
  bool shared = false;
  for (std::size_t i = 0; i < parts.phases.size(); ++i)
    if (averages_exactly(parts.phases[i]))
      continue;
    else if (parts.phases[i].topology)
      add_note(text, *parts.phases[i].topology, fmt::format("phase.{}.topology", i));
    else
      shared = true;
  if (shared) add_note(text, parts.topology, "topology");
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace consim::scenarios
