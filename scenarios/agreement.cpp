#include "scenarios/agreement.h"

#include <algorithm>
#include <cmath>

namespace consim::scenarios {
namespace {

// The step with which an epoch of the run begins, within the 2³² that there are.
std::uint32_t step_of(double epoch, const Assembly& parts) {
  const double step = std::round(epoch * static_cast<double>(parts.steps_per_epoch));
  return static_cast<std::uint32_t>(std::min(step, static_cast<double>(kMaxSteps)));
}

sim::TargetSchedule target_schedule(const ScheduleControl& control, const Assembly& parts,
                                    std::uint32_t least_rounds) {
  sim::TargetSchedule schedule{{}, least_rounds, static_cast<std::uint32_t>(control.max_rounds)};
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

}  // namespace

int most_rounds(const PhaseParts& phase) {
  const auto& dsgd = std::get<Dsgd>(phase.algorithm);
  return phase.rounds.value_or(max_rounds(dsgd.control).value_or(dsgd.gossip_rounds));
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
  if (phase.rounds)
    result.by = sim::FixedRounds{most};
  else if (const auto* schedule = std::get_if<ScheduleControl>(&dsgd.control))
    result.by = target_schedule(*schedule, parts, rounds);
  else if (const auto* adaptive = std::get_if<AdaptiveControl>(&dsgd.control))
    result.by = sim::AdaptiveTarget{adaptive->fraction, adaptive->decay, rounds, most};
  else if (!phase.target)
    result.by = sim::FixedRounds{rounds};
  else if (averages_exactly(phase))
    result.by = sim::ExactAverage{};
  else
    result.by = sim::TargetDistance{*phase.target, rounds, most};
  return result;
}

}  // namespace consim::scenarios
