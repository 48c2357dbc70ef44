#include "tests/scenarios/random_scenario.h"

#include "scenarios/profiles.h"
#include "tests/scenarios/random_draws.h"

namespace consim::scenarios {
namespace {

base::Duration duration() { return base::Duration{whole(1, 3'600'000'000'000)}; }

topologies::TopologySpec topology() {
  using topologies::MixingRule;
  const int nodes = static_cast<int>(whole(1, 64));
  if (whole(1, 8) == 1) return random_in_turn(nodes);
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

}  // namespace

Scenario random_scenario() {
  Scenario scenario;
  scenario.name = one_of<std::string>({"ring", "a b", "weird \"name\" #1", "Ξ=0.5"});
  scenario.seed =
      static_cast<std::uint64_t>(whole(0, std::numeric_limits<std::int64_t>::max() - 1));
  scenario.topology = topology();
  scenario.cluster = cluster(nodes(scenario.topology));
  scenario.workload = coin() ? WorkloadConfig(quadratic()) : WorkloadConfig(images());
  scenario.optimizer = random_optimizer();
  scenario.run = random_run();
  scenario.algorithm = random_algorithm(scenario.run.timing_only);
  scenario.phase =
      random_phases(nodes(scenario.topology), scenario.run, scenario.optimizer.learning_rate);
  if (coin()) scenario.output.path = "/results/" + std::to_string(whole(0, 9)) + ".h5";
  return scenario;
}

}  // namespace consim::scenarios
