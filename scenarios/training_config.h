// The [optimizer], [algorithm] and [run] tables: how the nodes train, agree and for how long.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "scenarios/control_config.h"

namespace consim::scenarios {

/// Linear from `warmup_from` to `peak` over the first epochs, step by step; then `peak`, multiplied
/// by `decay_factor` at each fraction of the run's samples in `decay_at`.
struct LearningRateConfig {
  double peak = 0.1;
  double warmup_from = 0;
  double warmup_epochs = 0;      ///< epochs; 0 for no warm-up
  std::vector<double> decay_at;  ///< strictly ascending, in (0, 1)
  double decay_factor = 0.1;     ///< in (0, 1]
  bool operator==(const LearningRateConfig&) const = default;
};

enum class OptimizerKind : std::uint8_t { kSgd };

/// PyTorch's conventions: g <- gradient + weight_decay x; u <- momentum u + g; x <- x - rate (g +
/// momentum u if nesterov, else u).
struct OptimizerConfig {
  OptimizerKind kind = OptimizerKind::kSgd;
  double momentum = 0;    ///< in [0, 1)
  bool nesterov = false;  ///< needs momentum > 0
  double weight_decay = 0;
  LearningRateConfig learning_rate;
  bool operator==(const OptimizerConfig&) const = default;
};

enum class Order : std::uint8_t {
  kAdaptThenCombine,  ///< X <- W (X - rate update)
  kCombineThenAdapt,  ///< X <- W X - rate update
};

/// γ in x <- x + γ (W − I) x: `value`; or, if `from_epoch` is given, 1 before it and then least +
/// (1 − least) (rate / rate at from_epoch)^power.
struct MixingScaleConfig {
  double value = 1;  ///< in (0, 1]
  std::optional<double> from_epoch;
  double least = 0.1;  ///< in (0, 1]
  double power = 3;
  bool operator==(const MixingScaleConfig&) const = default;
};

/// Decentralized SGD: a local step, then `gossip_rounds` exchanges with the neighbours, or more if
/// control asks for them.
struct Dsgd {
  Order order = Order::kAdaptThenCombine;
  int gossip_rounds = 1;
  ControlConfig control;
  MixingScaleConfig mixing_scale;
  bool operator==(const Dsgd&) const = default;
};

enum class CollectiveKind : std::uint8_t { kRing, kHalvingDoubling };

/// All nodes average their parameters exactly after each local step.
struct AllReduce {
  CollectiveKind collective =
      CollectiveKind::kRing;  ///< halving-doubling needs a power of two of nodes
  bool operator==(const AllReduce&) const = default;
};

using AlgorithmConfig = std::variant<Dsgd, AllReduce>;

/// The longest run in steps: a draw of the random streams is addressed by a 32-bit step.
inline constexpr std::int64_t kMaxSteps = 4294967295;

/// When each node's own model is evaluated; the averaged one always is in an evaluation.
enum class LocalModels : std::uint8_t { kNever, kEnd, kAlways };

/// When noise, smoothness and critical distance are estimated: kControl: in phases with a target.
enum class Estimates : std::uint8_t { kNever, kControl, kAlways };

/// The batch-norm statistics with which the averaged model is evaluated.
enum class BatchNormStatistics : std::uint8_t {
  kAverage,    ///< the mean of the nodes' running ones
  kRecompute,  ///< its own, of the training samples that are evaluated
};

/// Exactly one of epochs and steps.
struct RunConfig {
  std::optional<std::int64_t> epochs = 1;
  std::optional<std::int64_t> steps;
  std::int64_t evaluate_every_epochs = 1;        ///< 0: only at the end, which is always evaluated
  std::int64_t record_every_steps = 1;           ///< rows of /steps
  std::int64_t checkpoint_every_epochs = 0;      ///< 0: only when the run is stopped by a signal
  std::int64_t train_samples_evaluated = 10000;  ///< training samples in an evaluation, at most
  BatchNormStatistics batch_norm_statistics = BatchNormStatistics::kAverage;
  LocalModels evaluate_local_models = LocalModels::kEnd;
  std::int64_t local_samples = 1000;  ///< test samples for that, at most: the first ones
  std::int64_t gradient_samples = 0;  ///< training samples for the averaged model's gradient
  Estimates estimates = Estimates::kControl;
  bool timing_only = false;  ///< simulate time with no learning
  /// The number of the phase that the run ends with; all that counts in epochs or fractions of the
  /// run goes by the whole of it.
  std::optional<std::int64_t> end_after_phase;
  bool operator==(const RunConfig&) const = default;
};

}  // namespace consim::scenarios
