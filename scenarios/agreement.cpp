#include "scenarios/agreement.h"

#include <algorithm>
#include <cmath>

#include "scenarios/scenario_phases.h"

namespace consim::scenarios {
namespace {

// The step with which an epoch of the run begins, within the 2³² that there are.
std::uint32_t step_of(double epoch, const Assembly& parts) {
  const double step = std::round(epoch * static_cast<double>(parts.steps_per_epoch));
  return static_cast<std::uint32_t>(std::min(step, static_cast<double>(kMaxSteps)));
}

sim::TargetSchedule target_schedule(const ScheduleControl& control, const Assembly& parts) {
  sim::TargetSchedule schedule;
  for (std::size_t i = 0; i < control.epochs.size(); ++i) {
    const std::uint32_t whole = step_of(control.epochs[i], parts);
    if (!schedule.points.empty() && schedule.points.back().step == whole) continue;
    schedule.points.push_back({whole, control.distances[i]});
  }
  return schedule;
}

sim::MixingScale mixing_scale(const MixingScaleConfig& config, const Assembly& parts) {
  if (!config.from_epoch) return sim::ConstantScale{config.value};
  return sim::DecayingScale{config.least, step_of(*config.from_epoch, parts), config.power,
                            parts.learning_rate};
}

sim::Estimator estimator(const PhaseParts& phase, const Estimator& config, std::uint64_t seed) {
  if (const auto* sketch = std::get_if<Sketch>(&config))
    return sim::SketchTest{static_cast<std::uint32_t>(sketch->rows), seed,
                           static_cast<std::uint32_t>(sketch->every)};
  if (const auto* theta = std::get_if<Theta>(&config))
    return sim::ThetaTest{*phase.smallest_move, static_cast<std::uint32_t>(theta->every)};
  return sim::Oracle{};
}

// Copies of what it needs, since the algorithm outlives the assembly's moves.
std::function<sim::CriticalDistance::Setting(std::uint32_t)> setting_of_step(
    const Assembly& parts) {
  return [rate = parts.learning_rate, sgd = parts.sgd, changes = parts.optimizer_changes,
          nodes = parts.cluster.nodes](std::uint32_t step) {
    const sim::OptimizerChange* change = sim::in_force(changes, step);
    return sim::CriticalDistance::Setting{change ? change->rate(step) : rate.at(step),
                                          change ? change->sgd.momentum : sgd.momentum, nodes};
  };
}

sim::TargetRule target_rule(const PhaseParts& phase, const Assembly& parts) {
  const ControlConfig& control = std::get<Dsgd>(phase.algorithm).control;
  if (const auto* schedule = std::get_if<ScheduleControl>(&control))
    return target_schedule(*schedule, parts);
  if (const auto* adaptive = std::get_if<AdaptiveControl>(&control))
    return sim::AdaptiveTarget{adaptive->fraction, adaptive->decay};
  if (const auto* critical = std::get_if<CriticalControl>(&control))
    return sim::CriticalTarget{critical->fraction, critical->decay, setting_of_step(parts)};
  return sim::TargetDistance{*phase.target};
}

}  // namespace

int most_rounds(const PhaseParts& phase) {
  const auto& dsgd = std::get<Dsgd>(phase.algorithm);
  return phase.rounds.value_or(max_rounds(dsgd.control).value_or(dsgd.gossip_rounds));
}

sim::Gradients watched_gradients(const PhaseParts& phase, const RunConfig& run) {
  const ControlConfig* control = control_of(phase.algorithm);
  const bool has_target = control != nullptr && estimator(*control) != nullptr;
  const bool estimated = run.estimates == Estimates::kAlways ||
                         (run.estimates == Estimates::kControl && has_target) ||
                         (control != nullptr && std::holds_alternative<CriticalControl>(*control));
  if (estimated && !run.timing_only) return sim::Gradients::kSpread;
  return control != nullptr && std::holds_alternative<AdaptiveControl>(*control)
             ? sim::Gradients::kNorms
             : sim::Gradients::kRecorded;
}

double decay_of_estimates(const PhaseParts& phase) {
  const ControlConfig* control = control_of(phase.algorithm);
  const auto* critical = control ? std::get_if<CriticalControl>(control) : nullptr;
  return critical ? critical->decay : CriticalControl{}.decay;
}

bool averages_exactly(const PhaseParts& phase) {
  return std::holds_alternative<AllReduce>(phase.algorithm) || phase.target == 0;
}

sim::Agreement agreement(const PhaseParts& phase, const Assembly& parts) {
  if (std::holds_alternative<AllReduce>(phase.algorithm)) return {.by = sim::ExactAverage{}};
  const auto& dsgd = std::get<Dsgd>(phase.algorithm);
  sim::Agreement result;
  result.order = dsgd.order == Order::kAdaptThenCombine ? sim::Order::kAdaptThenCombine
                                                        : sim::Order::kCombineThenAdapt;
  result.scale = mixing_scale(dsgd.mixing_scale, parts);
  const auto rounds = static_cast<std::uint32_t>(dsgd.gossip_rounds);
  const auto most = static_cast<std::uint32_t>(most_rounds(phase));
  if (averages_exactly(phase))
    result.by = sim::ExactAverage{};
  else if (const Estimator* seen = estimator(dsgd.control))
    result.by = sim::ConsensusControl{
        target_rule(phase, parts), {rounds, most}, estimator(phase, *seen, parts.cluster.seed)};
  else
    result.by = sim::FixedRounds{phase.rounds ? most : rounds};
  return result;
}

}  // namespace consim::scenarios
