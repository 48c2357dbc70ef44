#include "scenarios/phase_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/control_config.h"
#include "scenarios/scenario_phases.h"

namespace consim::scenarios {
namespace {

using results::PhaseRow;
using results::ResultFile;
using results::StepRow;

struct ControlText {
  std::string operator()(const NoControl&) const { return ""; }
  std::string operator()(const TargetControl& control) const {
    return fmt::format("target {}", control.distance);
  }
  std::string operator()(const FractionOfMaxControl& control) const {
    return fmt::format("fraction_of_max {}", control.fraction);
  }
  std::string operator()(const ScheduleControl&) const { return "schedule"; }
  std::string operator()(const AdaptiveControl& control) const {
    return fmt::format("adaptive {}", control.fraction);
  }
  std::string operator()(const CriticalControl& control) const {
    return fmt::format("critical {}", control.fraction);
  }
  std::string operator()(const BudgetControl& control) const {
    return "budget " +
           (control.bytes ? base::to_string(*control.bytes) : base::to_string(*control.time));
  }
};

std::string control_text(const ControlConfig* control) {
  if (control == nullptr) return "";
  std::string text = std::visit(ControlText{}, *control);
  const Estimator* by = estimator(*control);
  if (by == nullptr || std::holds_alternative<Oracle>(*by)) return text;
  return text + (std::holds_alternative<Theta>(*by) ? " by theta" : " by sketch");
}

// Ξ_max; a fraction of 0 needs none.
std::optional<double> reference_of(const ControlConfig* control,
                                   const std::optional<double>& target) {
  const auto* part = control == nullptr ? nullptr : std::get_if<FractionOfMaxControl>(control);
  if (part == nullptr || !target || part->fraction == 0) return std::nullopt;
  return *target / part->fraction;
}

// `known`: what the run or its rows say.
std::optional<double> target_of(const ControlConfig* control, const std::optional<double>& known) {
  if (control == nullptr) return std::nullopt;
  if (const auto* target = std::get_if<TargetControl>(control)) return target->distance;
  return std::holds_alternative<FractionOfMaxControl>(*control) ? known : std::nullopt;
}

// Those of the recorded steps; the last of a phase stands for all.
PhaseTargets recorded_targets(const std::vector<StepRow>& steps, std::size_t phases) {
  PhaseTargets targets(phases);
  for (const StepRow& step : steps) {
    const auto phase = static_cast<std::size_t>(step.phase);
    if (phase < phases && !std::isnan(step.target_distance)) targets[phase] = step.target_distance;
  }
  return targets;
}

// The last row of each phase so far stands for its end.
std::vector<PhaseRow> recorded_phases(const std::vector<StepRow>& steps) {
  std::vector<PhaseRow> phases;
  std::int64_t rows = 0, rounds = 0;
  for (const StepRow& step : steps) {
    if (phases.empty() || phases.back().phase != step.phase) {
      const std::int64_t start = phases.empty() ? 0 : phases.back().end;
      phases.push_back({.phase = step.phase, .start = start});
      rows = rounds = 0;
    }
    PhaseRow& phase = phases.back();
    ++rows;
    rounds += step.gossip_rounds;
    phase.end = step.step;
    phase.max_consensus_distance = step.max_consensus_distance;
    phase.mean_rounds = static_cast<double>(rounds) / static_cast<double>(rows);
  }
  return phases;
}

// The row of exactly this step.
const StepRow* row_of(const std::vector<StepRow>& steps, std::int64_t step) {
  const auto found = std::ranges::lower_bound(steps, step, {}, &StepRow::step);
  return found == steps.end() || found->step != step ? nullptr : &*found;
}

void fill(PhaseRow& phase, const ResultFile& file) {
  static constexpr StepRow kBeginning = {};
  const StepRow* before = phase.start == 0 ? &kBeginning : row_of(file.steps, phase.start);
  const StepRow* last = row_of(file.steps, phase.end);
  if (std::isnan(phase.simulated_seconds) && before != nullptr && last != nullptr) {
    phase.simulated_seconds = last->simulated_time - before->simulated_time;
    phase.bytes_sent = last->bytes_sent - before->bytes_sent;
  }
  if (!std::isnan(phase.test_accuracy)) return;
  for (const results::EvaluationRow& row : file.evaluations)
    if (phase.start < row.step && row.step <= phase.end) phase.test_accuracy = row.test_accuracy;
}

}  // namespace

std::vector<PhaseSummary> phase_summaries(const Scenario& scenario,
                                          const std::vector<PhaseRow>& rows, double steps_per_epoch,
                                          const PhaseTargets& targets) {
  std::vector<PhaseSummary> phases;
  for (const PhaseRow& row : rows) {
    const auto number = static_cast<std::size_t>(row.phase);
    const Phase own = number < scenario.phase.size() ? scenario.phase[number] : Phase{};
    const AlgorithmConfig& algorithm = algorithm_of(scenario, number);
    const ControlConfig* control = control_of(algorithm);
    const std::optional<double> target =
        target_of(control, number < targets.size() ? targets[number] : std::nullopt);
    phases.push_back({.row = row,
                      .epochs = static_cast<double>(row.end - row.start) / steps_per_epoch,
                      .topology = to_string(own.topology.value_or(scenario.topology)),
                      .control = control_text(control),
                      .target = target,
                      .reference_distance = reference_of(control, target)});
    if (row.algorithm.empty())
      phases.back().row.algorithm = std::holds_alternative<Dsgd>(algorithm) ? "dsgd" : "allreduce";
  }
  return phases;
}

std::vector<PhaseSummary> phase_summaries(const Scenario& scenario, const ResultFile& file) {
  std::vector<PhaseRow> rows = file.phases.empty() ? recorded_phases(file.steps) : file.phases;
  for (PhaseRow& row : rows) fill(row, file);
  const double steps_per_epoch =
      file.steps.empty() ? results::kNone
                         : static_cast<double>(file.steps.back().step) / file.steps.back().epoch;
  return phase_summaries(
      scenario, rows, steps_per_epoch,
      recorded_targets(file.steps, std::max<std::size_t>(1, scenario.phase.size())));
}

double largest_distance(const std::vector<PhaseSummary>& phases) {
  double largest = results::kNone;
  for (const PhaseSummary& phase : phases)
    largest = std::fmax(largest, phase.row.max_consensus_distance);
  return largest;
}

}  // namespace consim::scenarios
