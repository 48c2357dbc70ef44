#include "tests/scenarios/random_scenario.h"

#include <rapidcheck.h>

#include "scenarios/profiles.h"

namespace consim::scenarios {
namespace {

std::int64_t whole(std::int64_t least, std::int64_t most) {
  return *rc::gen::inRange(least, most + 1);
}
bool coin() { return *rc::gen::arbitrary<bool>(); }
// A double with all its digits, so that printing has to keep them.
double fraction() { return (static_cast<double>(whole(0, 1'000'000'000)) + 0.5) / 1'000'000'001.0; }
template <class T>
T one_of(const std::vector<T>& values) {
  return values[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(values.size()) - 1))];
}
base::Duration duration() { return base::Duration{whole(1, 3'600'000'000'000)}; }

topologies::TopologySpec undirected(int nodes) {
  using namespace topologies;
  const Family family = one_of<Family>({Ring{nodes}, Path{nodes}, Star{nodes}, Complete{nodes}});
  return {family, {MixingRule::kMaxDegree, coin()}};
}

topologies::TopologySpec in_turn(int nodes) {
  topologies::Alternating graphs;
  for (std::int64_t left = whole(1, 4); left > 0; --left)
    graphs.graphs.push_back(undirected(nodes));
  return {graphs, {topologies::MixingRule::kNative, coin()}};
}

topologies::TopologySpec topology() {
  using topologies::MixingRule;
  const int nodes = static_cast<int>(whole(1, 64));
  if (whole(1, 8) == 1) return in_turn(nodes);
  const int rows = static_cast<int>(whole(1, 8)), cols = static_cast<int>(whole(1, 8));
  const topologies::Exponential exponential{nodes, coin()};
  topologies::TopologySpec spec;
  spec.family = one_of<topologies::Family>(
      {topologies::Ring{nodes}, topologies::Path{nodes}, topologies::Star{nodes},
       topologies::Complete{nodes}, topologies::Torus{{rows, cols}},
       topologies::Hypercube{static_cast<int>(whole(0, 6))}, exponential});
  spec.mixing = {
      one_of<MixingRule>({MixingRule::kUniform, MixingRule::kMetropolis, MixingRule::kMaxDegree}),
      coin()};
  if (is_directed(spec)) spec.mixing.rule = MixingRule::kUniform;
  return spec;
}

Jitter jitter() {
  const double low = 0.1 + fraction();
  return one_of<Jitter>({NoJitter{}, LogNormal{2 * fraction()}, Exponential{},
                         ShiftedExponential{fraction()}, Pareto{1 + fraction()},
                         Uniform{low, low + fraction()}});
}

StepTimeConfig step_time(int nodes) {
  if (coin())
    return {{duration()},
            one_of<Jitter>({LogNormal{fraction()}, Exponential{}, ShiftedExponential{fraction()},
                            Pareto{1 + fraction()}})};
  StepTimeConfig step_time{{duration()}, NoJitter{}};
  if (coin()) {
    step_time.nominal.clear();
    for (int i = 0; i < nodes; ++i) step_time.nominal.push_back(duration());
  }
  return step_time;
}

Device device() {
  if (coin()) return one_of(device_names());
  return DeviceProfile{.description = "own",
                       .peak_fp32 = base::FlopRate{1e12 * (0.001 + fraction())},
                       .memory_bandwidth = base::Bandwidth{1e9 * (0.001 + fraction())},
                       .flop_efficiency = 0.5,
                       .launch_overhead = duration(),
                       .sources = {"[C] drawn"}};
}

ClusterConfig cluster(int nodes) {
  ClusterConfig cluster;
  if (coin()) cluster.device = {"v100-pcie-16gb"};
  if (coin())
    for (cluster.device.clear(); std::ssize(cluster.device) < nodes;)
      cluster.device.push_back(device());
  if (coin()) cluster.step_time = step_time(nodes);
  const bool drawn =
      cluster.step_time && !std::holds_alternative<NoJitter>(cluster.step_time->spread);
  if (!drawn) cluster.jitter = jitter();
  if (coin()) cluster.message_size = base::Bytes{whole(0, 1 << 30)};
  if (coin()) cluster.stragglers = Slowdown{fraction(), 1 + fraction()};
  NetworkConfig& network = cluster.network;
  network.link = one_of(link_names());
  if (coin()) {
    network.link.reset();
    network.latency = duration();
    network.bandwidth = base::Bandwidth{1e9 * (0.001 + fraction())};
  }
  network.sharing = one_of<Sharing>({Sharing::kNone, Sharing::kNic});
  network.overhead = base::Duration{whole(0, 1'000'000)};
  return cluster;
}

QuadraticWorkload quadratic() {
  QuadraticWorkload quadratic;
  quadratic.dimension = whole(1, 20);
  const std::int64_t curvatures = coin() ? quadratic.dimension : 1;
  quadratic.curvature.clear();
  for (std::int64_t i = 0; i < curvatures; ++i) quadratic.curvature.push_back(fraction());
  quadratic.noise = fraction();
  quadratic.heterogeneity = fraction();
  quadratic.initial = 1000 * fraction();
  quadratic.steps_per_epoch = whole(1, 1000);
  return quadratic;
}

ImageWorkload images() {
  ImageWorkload images;
  images.batch_size = whole(1, 10);
  if (coin()) {
    images.dataset = SyntheticImages{.train_samples = whole(640, 10'000),
                                     .test_samples = whole(1, 10'000),
                                     .channels = static_cast<int>(whole(1, 4)),
                                     .height = static_cast<int>(whole(4, 64)),
                                     .width = static_cast<int>(whole(4, 64))};
  } else {
    FashionMnist fashion;
    if (coin()) fashion.data_dir = "/data with \"quotes\" and ünïcode\\";
    if (coin()) fashion.train_samples = whole(640, 60'000);
    images.dataset = fashion;
  }
  images.model = ResNet{static_cast<int>(6 * whole(1, 30) + 2), static_cast<int>(whole(1, 64)),
                        one_of<Norm>({Norm::kBatch, Norm::kGroup, Norm::kNone})};
  if (coin())
    images.model =
        Mlp{*rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 500))};
  images.partition = one_of<Partition>({IidPartition{coin()}, DirichletPartition{10 * fraction()},
                                        ByLabelPartition{static_cast<int>(whole(1, kClasses))},
                                        ShardsPartition{1}});
  images.augment = coin();
  return images;
}

OptimizerConfig optimizer() {
  OptimizerConfig optimizer;
  optimizer.momentum = fraction();
  optimizer.nesterov = coin();
  optimizer.weight_decay = fraction();
  LearningRateConfig& rate = optimizer.learning_rate;
  rate = {fraction(), fraction(), 10 * fraction(), {}, fraction()};
  if (coin()) rate.decay_at = {0.5 * fraction(), 0.5 + 0.5 * fraction()};
  return optimizer;
}

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

AlgorithmConfig algorithm(bool timing_only) {
  return coin() ? AlgorithmConfig(dsgd(timing_only))
                : AlgorithmConfig(AllReduce{CollectiveKind::kRing});
}

PhaseOptimizer phase_optimizer() {
  const OptimizerConfig drawn = optimizer();
  PhaseOptimizer result{.momentum = {}, .nesterov = {}, .weight_decay = {}, .learning_rate = {}};
  if (coin()) result.momentum = drawn.momentum;
  if (coin()) result.nesterov = drawn.nesterov;
  if (coin()) result.weight_decay = drawn.weight_decay;
  if (coin()) result.learning_rate_factor = 3 * fraction();
  if (coin()) result.learning_rate = drawn.learning_rate;
  return result;
}

std::vector<Phase> phases(int nodes, const RunConfig& run, const LearningRateConfig& rate) {
  std::vector<Phase> phases;
  double until = 0;
  for (std::int64_t left = whole(0, 3); left > 0; --left) {
    Phase& phase = phases.emplace_back();
    const double before = until;
    until += (1 - until) * fraction();
    phase.until = left > 1 ? until : 1.0;
    if (left > 1 && !rate.decay_at.empty() && rate.decay_at.back() > before && coin()) {
      until = rate.decay_at.back();
      phase.until = LearningRateDecay{static_cast<int>(rate.decay_at.size())};
    }
    if (left == 1 && run.epochs && coin()) {
      phase.until.reset();
      phase.until_epoch = run.epochs;
    }
    if (coin()) phase.algorithm = algorithm(run.timing_only);
    if (coin()) phase.optimizer = phase_optimizer();
    if (coin()) phase.topology = coin() ? undirected(nodes) : in_turn(nodes);
  }
  return phases;
}

RunConfig run() {
  RunConfig run;
  run.epochs = whole(1, 1000);
  if (coin()) {
    run.epochs.reset();
    run.steps = whole(1, kMaxSteps);
  }
  run.evaluate_every_epochs = whole(0, 10);
  run.record_every_steps = whole(1, 100);
  run.checkpoint_every_epochs = whole(0, 10);
  run.train_samples_evaluated = whole(0, 100'000);
  run.evaluate_local_models =
      one_of<LocalModels>({LocalModels::kNever, LocalModels::kEnd, LocalModels::kAlways});
  run.local_samples = whole(0, 100'000);
  run.gradient_samples = whole(0, 100'000);
  run.timing_only = coin();
  return run;
}

}  // namespace

Scenario random_scenario() {
  Scenario scenario;
  scenario.name = one_of<std::string>({"ring", "a b", "weird \"name\" #1", "Ξ=0.5"});
  scenario.seed =
      static_cast<std::uint64_t>(whole(0, std::numeric_limits<std::int64_t>::max() - 1));
  scenario.topology = topology();
  scenario.cluster = cluster(nodes(scenario.topology));
  scenario.workload = coin() ? WorkloadConfig(quadratic()) : WorkloadConfig(images());
  scenario.optimizer = optimizer();
  scenario.run = run();
  scenario.algorithm = algorithm(scenario.run.timing_only);
  scenario.phase = phases(nodes(scenario.topology), scenario.run, scenario.optimizer.learning_rate);
  if (coin()) scenario.output.path = "/results/" + std::to_string(whole(0, 9)) + ".h5";
  return scenario;
}

}  // namespace consim::scenarios
