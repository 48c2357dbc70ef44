#include "tests/scenarios/random_draws.h"

namespace consim::scenarios {
namespace {

Estimator estimator() {
  const auto every = static_cast<int>(whole(1, 20));
  if (coin()) return Oracle{};
  return coin() ? Estimator(Theta{every})
                : Estimator(Sketch{static_cast<int>(whole(1, 999)), every});
}

Dsgd dsgd(bool timing_only) {
  Dsgd dsgd{Order::kCombineThenAdapt, static_cast<int>(whole(1, 20)), {}, {}};
  if (coin()) dsgd.mixing_scale = {1 - fraction(), 10 + fraction(), 1 - fraction(), fraction()};
  if (coin()) dsgd.mixing_scale.from_epoch.reset();
  const auto most = static_cast<int>(whole(20, 2000));
  if (!timing_only && coin()) dsgd.control = TargetControl{10 * fraction(), most, estimator()};
  if (!timing_only && coin())
    dsgd.control = ScheduleControl{{0, 1 + fraction()}, {1 + fraction(), 2}, most, estimator()};
  if (!timing_only && coin()) {
    dsgd.order = Order::kAdaptThenCombine;
    dsgd.control = CriticalControl{1 + fraction(), fraction(), most, estimator()};
  }
  if (coin()) dsgd.control = BudgetControl{.bytes = base::Bytes{whole(1, 1'000'000)}, .time = {}};
  if (coin())
    dsgd.control = BudgetControl{.bytes = {}, .time = base::Duration{whole(1, 1'000'000)}};
  if (!timing_only && coin())
    dsgd.control =
        FractionOfMaxControl{fraction(), "/results/\"free\" {seed}.h5", most, estimator()};
  return dsgd;
}

PhaseOptimizer phase_optimizer() {
  const OptimizerConfig drawn = random_optimizer();
  PhaseOptimizer result{.momentum = {}, .nesterov = {}, .weight_decay = {}, .learning_rate = {}};
  if (coin()) result.momentum = drawn.momentum;
  if (coin()) result.nesterov = drawn.nesterov;
  if (coin()) result.weight_decay = drawn.weight_decay;
  if (coin()) result.learning_rate_factor = 3 * fraction();
  if (coin()) result.learning_rate = drawn.learning_rate;
  return result;
}

}  // namespace

topologies::TopologySpec random_undirected(int nodes) {
  using namespace topologies;
  const Family family = one_of<Family>({Ring{nodes}, Path{nodes}, Star{nodes}, Complete{nodes}});
  return {family, {MixingRule::kMaxDegree, coin()}};
}

topologies::TopologySpec random_in_turn(int nodes) {
  topologies::Alternating graphs;
  for (std::int64_t left = whole(1, 4); left > 0; --left)
    graphs.graphs.push_back(random_undirected(nodes));
  return {graphs, {topologies::MixingRule::kNative, coin()}};
}

OptimizerConfig random_optimizer() {
  OptimizerConfig optimizer;
  optimizer.momentum = fraction();
  optimizer.nesterov = coin();
  optimizer.weight_decay = fraction();
  LearningRateConfig& rate = optimizer.learning_rate;
  rate = {fraction(), fraction(), 10 * fraction(), {}, fraction()};
  if (coin()) rate.decay_at = {0.5 * fraction(), 0.5 + 0.5 * fraction()};
  return optimizer;
}

AlgorithmConfig random_algorithm(bool timing_only) {
  return coin() ? AlgorithmConfig(dsgd(timing_only))
                : AlgorithmConfig(AllReduce{CollectiveKind::kRing});
}

std::vector<Phase> random_phases(int nodes, const RunConfig& run, const LearningRateConfig& rate) {
  std::vector<Phase> phases;
  double until = 0;
  for (std::int64_t left = whole(0, 3); left > 0; --left) {
    Phase& phase = phases.emplace_back();
    until += (1 - until) * fraction();
    phase.until = left > 1 ? until : 1.0;
    if (left > 1 && !rate.decay_at.empty() && rate.decay_at.back() > until && coin()) {
      until = rate.decay_at.back();
      phase.until = LearningRateDecay{static_cast<int>(rate.decay_at.size())};
    }
    if (left == 1 && run.epochs && coin()) {
      phase.until.reset();
      phase.until_epoch = run.epochs;
    }
    if (coin()) phase.algorithm = random_algorithm(run.timing_only);
    if (coin()) phase.optimizer = phase_optimizer();
    if (coin()) phase.topology = coin() ? random_undirected(nodes) : random_in_turn(nodes);
  }
  return phases;
}

RunConfig random_run() {
  RunConfig run;
  run.epochs = whole(1, 1000);
  if (coin()) {
    run.epochs.reset();
    run.steps = whole(1, kMaxSteps);
  }
  run.evaluate_every_epochs = whole(0, 10);
  run.record_every_steps = whole(1, 100);
  run.checkpoint_every_epochs = whole(0, 10);
  run.train_samples_evaluated = whole(2, 100'000);
  run.batch_norm_statistics =
      one_of<BatchNormStatistics>({BatchNormStatistics::kAverage, BatchNormStatistics::kRecompute});
  run.evaluate_local_models =
      one_of<LocalModels>({LocalModels::kNever, LocalModels::kEnd, LocalModels::kAlways});
  run.local_samples = whole(0, 100'000);
  run.gradient_samples = whole(0, 100'000);
  run.estimates = one_of<Estimates>({Estimates::kNever, Estimates::kControl, Estimates::kAlways});
  run.timing_only = coin();
  if (coin()) run.end_after_phase = 0;
  return run;
}

}  // namespace consim::scenarios
