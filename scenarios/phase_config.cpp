#include "scenarios/phase_config.h"

namespace consim::scenarios {

OptimizerConfig optimizer_of(const Phase& phase, const OptimizerConfig& scenario) {
  OptimizerConfig result = scenario;
  if (!phase.optimizer) return result;
  const PhaseOptimizer& own = *phase.optimizer;
  result.momentum = own.momentum.value_or(scenario.momentum);
  result.nesterov = own.nesterov.value_or(scenario.nesterov);
  result.weight_decay = own.weight_decay.value_or(scenario.weight_decay);
  if (own.learning_rate) result.learning_rate = *own.learning_rate;
  return result;
}

std::optional<double> fraction_of(const PhaseEnd& end, const LearningRateConfig& rate) {
  if (const auto* fraction = std::get_if<double>(&end)) return *fraction;
  const auto number = static_cast<std::size_t>(std::get<LearningRateDecay>(end).number);
  if (number < 1 || number > rate.decay_at.size()) return std::nullopt;
  return rate.decay_at[number - 1];
}

}  // namespace consim::scenarios
