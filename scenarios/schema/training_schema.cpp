#include "scenarios/schema/scenario_schema.h"
#include "scenarios/schema/tagged.h"

namespace consim::scenarios {
namespace {

constexpr std::int64_t kMaxEpochs = 1'000'000'000;

Fields<OptimizerConfig> sgd() {
  Fields<OptimizerConfig> fields;
  fields
      .add(&OptimizerConfig::momentum, number({.least = 0, .below = 1}),
           {.name = "momentum", .doc = "μ"})
      .add(&OptimizerConfig::nesterov, flag(),
           {.name = "nesterov", .doc = "look ahead; needs momentum > 0"})
      .add(&OptimizerConfig::weight_decay, number({.least = 0, .most = 1e6}),
           {.name = "weight_decay", .doc = "times the parameters, added to the gradient"})
      .add(&OptimizerConfig::learning_rate, learning_rate_format(),
           {.name = "learning_rate",
            .doc = "the schedule of the learning rate; a number instead of the table is a constant "
                   "rate"});
  return fields;
}

}  // namespace

Format<LearningRateConfig> learning_rate_format() {
  Fields<LearningRateConfig> fields;
  fields
      .add(&LearningRateConfig::peak, number({.least = 0, .most = 1e6}),
           {.name = "peak", .doc = "the rate after warm-up and before the first decay"})
      .add(&LearningRateConfig::warmup_from, number({.least = 0, .most = 1e6}),
           {.name = "warmup_from", .doc = "the rate at the first step, if there is a warm-up"})
      .add(&LearningRateConfig::warmup_epochs, number({.least = 0, .most = 1e9}),
           {.name = "warmup_epochs",
            .doc = "epochs in which the rate goes linearly, step by step, to `peak`"})
      .add(&LearningRateConfig::decay_at, list_of(number({.above = 0, .below = 1})),
           {.name = "decay_at", .doc = "fractions of all training samples accessed, ascending"})
      .add(&LearningRateConfig::decay_factor, number({.above = 0, .most = 1}),
           {.name = "decay_factor", .doc = "on the rate, at each of them"});
  return table(fields, {.section = true, .shorthand = "peak"});
}

Format<OptimizerConfig> optimizer_format() {
  const auto match = [](const std::string& tag) {
    return tag == "sgd" ? std::optional(OptimizerConfig{}) : std::nullopt;
  };
  const auto tag_of = [](const OptimizerConfig&) { return std::optional<std::string>("sgd"); };
  Tagged<OptimizerConfig> tagged("kind", "the optimizer, in PyTorch's conventions");
  tagged.option({{"sgd"}, "", "stochastic gradient descent", {}, match, tag_of, sgd()});
  return tagged.format({.section = true, .default_tag = "sgd"});
}

Format<AlgorithmConfig> algorithm_format() {
  Fields<Dsgd> dsgd;
  dsgd.add(&Dsgd::order,
           choice<Order>({{"adapt_then_combine", Order::kAdaptThenCombine},
                          {"combine_then_adapt", Order::kCombineThenAdapt}}),
           {.name = "order",
            .doc = "`adapt_then_combine`: X ← W(X − η·update); `combine_then_adapt`: X ← WX − "
                   "η·update, which overlaps "
                   "sending with computing"})
      .add(&Dsgd::gossip_rounds, whole<int>(1, 1000),
           {.name = "gossip_rounds",
            .doc = "exchanges with the neighbours in a step; with control the fewest"})
      .add(&Dsgd::control, control_format(),
           {.name = "control", .doc = "how near to each other the nodes are kept, see below"})
      .add(
          &Dsgd::mixing_scale, mixing_scale_format(),
          {.name = "mixing_scale",
           .doc = "γ in X ← X + γ(W − I)X, what is carried out of each exchange's mixing; a number "
                  "instead of the table is `value`"});
  Fields<AllReduce> all_reduce;
  all_reduce.add(
      &AllReduce::collective,
      choice<CollectiveKind>({{"ring", CollectiveKind::kRing},
                              {"halving_doubling", CollectiveKind::kHalvingDoubling}}),
      {.name = "collective",
       .doc = "how the all-reduce goes; `halving_doubling` needs a power of two of nodes"});
  Tagged<AlgorithmConfig> tagged("kind", "the algorithm");
  tagged.option("dsgd", dsgd, "decentralized SGD: a local step, then gossip with the neighbours")
      .option("allreduce", all_reduce, "all nodes average their parameters after each local step");
  return tagged.format({.section = true, .default_tag = "dsgd"});
}

Format<RunConfig> run_format() {
  const auto count = whole<std::int64_t>(0, kMaxEpochs);
  Fields<RunConfig> fields;
  fields
      .add(&RunConfig::epochs,
           optional(whole<std::int64_t>(1, kMaxEpochs), "steps are given instead"),
           {.name = "epochs", .doc = "how often each node goes through its share of the samples"})
      .add(&RunConfig::steps,
           optional(whole<std::int64_t>(1, kMaxSteps), "epochs are given instead"),
           {.name = "steps", .doc = "local steps of each node, instead of `epochs`"})
      .add(
          &RunConfig::evaluate_every_epochs, count,
          {.name = "evaluate_every_epochs", .doc = "0: only at the end, which is always evaluated"})
      .add(&RunConfig::record_every_steps, whole<std::int64_t>(1, kMaxSteps),
           {.name = "record_every_steps", .doc = "how often a row of /steps is written"})
      .add(&RunConfig::checkpoint_every_epochs, count,
           {.name = "checkpoint_every_epochs", .doc = "0: only when a signal stops the run"})
      .add(&RunConfig::train_samples_evaluated, whole<std::int64_t>(0, 100'000'000),
           {.name = "train_samples_evaluated",
            .doc = "training samples that an evaluation looks at, at most"})
      .add(&RunConfig::batch_norm_statistics,
           choice<BatchNormStatistics>({{"average", BatchNormStatistics::kAverage},
                                        {"recompute", BatchNormStatistics::kRecompute}}),
           {.name = "batch_norm_statistics",
            .doc = "with which the averaged model is evaluated; `average`: the mean of the nodes' "
                   "running ones; `recompute`: its own, on the training samples that an evaluation "
                   "looks at, for another forward pass over them"})
      .add(&RunConfig::evaluate_local_models,
           choice<LocalModels>({{"never", LocalModels::kNever},
                                {"end", LocalModels::kEnd},
                                {"always", LocalModels::kAlways}}),
           {.name = "evaluate_local_models",
            .doc = "when each node's own model is evaluated as well: at no evaluation, at the last "
                   "one, at each; costs `nodes` × `local_samples` forward passes"})
      .add(&RunConfig::local_samples, whole<std::int64_t>(0, 100'000'000),
           {.name = "local_samples",
            .doc = "test samples that nodes' own models are evaluated on, at most: the first ones"})
      .add(
          &RunConfig::gradient_samples, whole<std::int64_t>(0, 100'000'000),
          {.name = "gradient_samples",
           .doc = "training samples, always the same, on which an evaluation takes the gradient of "
                  "the averaged model, at most; 0: none; a quadratic's gradient is exact"})
      .add(&RunConfig::estimates,
           choice<Estimates>({{"never", Estimates::kNever},
                              {"control", Estimates::kControl},
                              {"always", Estimates::kAlways}}),
           {.name = "estimates",
            .doc = "when noise, smoothness and critical distance are estimated: never "
                   "(but for control by them), in phases with a target, or always; "
                   "costs two gradients of one node in every fourth step"})
      .add(&RunConfig::timing_only, flag(),
           {.name = "timing_only", .doc = "simulate time with no learning"})
      .add(&RunConfig::end_after_phase, optional(whole<std::int64_t>(0, 1000), "the last phase"),
           {.name = "end_after_phase",
            .doc = "the number of the phase that the run ends with; epochs and fractions are still "
                   "those of the whole run"});
  return table(fields, {.section = true});
}

}  // namespace consim::scenarios
