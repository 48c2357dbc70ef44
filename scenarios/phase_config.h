// The [[phase]] tables: parts of training, one after the other, that change what the rest of the
// scenario says.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "scenarios/training_config.h"
#include "topologies/spec.h"

namespace consim::scenarios {

/// The step with which the number-th decay of the scenario's learning rate takes effect.
struct LearningRateDecay {
  int number = 1;  ///< from 1, of optimizer.learning_rate.decay_at
  bool operator==(const LearningRateDecay&) const = default;
};

using PhaseEnd = std::variant<double, LearningRateDecay>;  ///< a fraction in (0, 1] of the steps

/// What of the optimizer a phase changes; the momentum that has gathered is carried over.
struct PhaseOptimizer {
  std::optional<double> momentum;
  std::optional<bool> nesterov;
  std::optional<double> weight_decay;
  double learning_rate_factor = 1;                  ///< > 0, on the learning rate
  std::optional<LearningRateConfig> learning_rate;  ///< of the run's epochs and fractions
  bool operator==(const PhaseOptimizer&) const = default;
};

/// Up to its end: a fraction of training, a decay of the learning rate or an epoch; exactly one of
/// `until` and `until_epoch`. What isn't given is as in the scenario.
struct Phase {
  std::optional<PhaseEnd> until;
  std::optional<std::int64_t> until_epoch;  ///< epochs that are over then
  std::optional<AlgorithmConfig> algorithm;
  std::optional<PhaseOptimizer> optimizer;
  std::optional<topologies::TopologySpec> topology;  ///< of the same number of nodes
  bool operator==(const Phase&) const = default;
};

/// The scenario's optimizer as the phase changes it, but for `learning_rate_factor`.
OptimizerConfig optimizer_of(const Phase& phase, const OptimizerConfig& scenario);

/// Where an end lies as a fraction of the run; nothing for a decay that there isn't.
std::optional<double> fraction_of(const PhaseEnd& end, const LearningRateConfig& rate);

}  // namespace consim::scenarios
