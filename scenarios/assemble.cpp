#include "scenarios/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/errors.h"
#include "base/random.h"
#include "models/quadratic.h"
#include "models/torch_module.h"
#include "scenarios/agreement.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/bounds.h"
#include "scenarios/learner_config.h"
#include "scenarios/profiles.h"
#include "scenarios/whole_run.h"
#include "sim/algorithms/allreduce.h"
#include "sim/algorithms/dsgd.h"
#include "sim/cluster/device.h"

namespace consim::scenarios {
namespace {

struct MakeLearner {
  const Scenario& scenario;

  std::unique_ptr<sim::Learner> operator()(const QuadraticWorkload& workload) const {
    return std::make_unique<models::Quadratic>(
        models::QuadraticConfig{.seed = scenario.seed,
                                .nodes = nodes(scenario.topology),
                                .dimension = workload.dimension,
                                .curvature = workload.curvature,
                                .noise = workload.noise,
                                .heterogeneity = workload.heterogeneity,
                                .initial = workload.initial,
                                .steps_per_epoch = workload.steps_per_epoch,
                                .optimizer = counted_terms(scenario)});
  }
  std::unique_ptr<sim::Learner> operator()(const ImageWorkload& workload) const {
    return models::make_image_learner(image_learner_config(scenario, workload));
  }
};

static_assert(static_cast<int>(sim::LocalModels::kEnd) == static_cast<int>(LocalModels::kEnd) &&
              static_cast<int>(sim::LocalModels::kAlways) ==
                  static_cast<int>(LocalModels::kAlways));

struct MakeDistribution {
  sim::Distribution operator()(NoJitter) const { return sim::Constant{}; }
  sim::Distribution operator()(LogNormal d) const { return sim::LogNormal{d.sigma}; }
  sim::Distribution operator()(Exponential) const { return sim::Exponential{}; }
  sim::Distribution operator()(ShiftedExponential d) const {
    return sim::ShiftedExponential{d.shift};
  }
  sim::Distribution operator()(Pareto d) const { return sim::Pareto{d.shape}; }
  sim::Distribution operator()(Uniform d) const { return sim::Uniform{d.low, d.high}; }
};

sim::Device make_device(const Device& device) {
  const auto* name = std::get_if<std::string>(&device);
  const DeviceProfile profile = name ? load_device(*name) : std::get<DeviceProfile>(device);
  return {.name = name ? *name : profile.description,
          .peak = profile.peak_fp32,
          .memory = profile.memory_bandwidth,
          .flop_efficiency = profile.flop_efficiency,
          .memory_efficiency = profile.memory_efficiency,
          .kernel_launch = profile.launch_overhead,
          .operator_overhead = profile.operator_overhead};
}

static_assert(static_cast<int>(sim::Sharing::kNic) == static_cast<int>(Sharing::kNic));

// round(fraction·n) nodes of a random order are slower.
void slow_down(std::vector<base::Duration>& times, const Slowdown& slowdown, std::uint64_t seed) {
  std::vector<std::size_t> nodes(times.size());
  std::iota(nodes.begin(), nodes.end(), std::size_t{0});
  base::RandomStream(seed, base::Purpose::kStraggler).shuffle(std::span(nodes));
  const auto slow = std::llround(slowdown.fraction * static_cast<double>(times.size()));
  for (std::size_t i = 0; i < static_cast<std::size_t>(slow); ++i) {
    base::Duration& time = times[nodes[i]];
    const double seconds = base::seconds(time) * slowdown.factor;
    require_short(seconds, "cluster.stragglers.factor", "a step of a straggler");
    time = base::round_seconds(seconds);
  }
}

// At most twice the roofline's time.
double slowest_step(const sim::Device& device, const sim::StepWork& work) {
  double seconds = 0;
  for (const sim::OperatorWork& op : work.operators)
    seconds += op.flops / (device.flop_efficiency * device.peak.flop_per_second) +
               op.bytes / (device.memory_efficiency * device.memory.bytes_per_second) +
               static_cast<double>(op.kernels) * base::seconds(device.kernel_launch) +
               static_cast<double>(op.calls) * base::seconds(device.operator_overhead);
  return seconds;
}

base::Duration modelled_step(const sim::Device& device, const sim::StepWork& work) {
  require_short(slowest_step(device, work), "cluster.device",
                fmt::format("a step of the counted work on \"{}\"", device.name));
  return sim::step_time(device, work);
}

std::vector<base::Duration> step_times(const Scenario& scenario, const sim::StepWork& work) {
  const ClusterConfig& cluster = scenario.cluster;
  std::vector<base::Duration> times;
  if (cluster.step_time)
    times = cluster.step_time->nominal;
  else
    for (const Device& device : cluster.device)
      times.push_back(modelled_step(make_device(device), work));
  if (const auto* slowdown = std::get_if<Slowdown>(&cluster.stragglers)) {
    if (times.size() == 1)
      times.assign(static_cast<std::size_t>(nodes(scenario.topology)), times[0]);
    slow_down(times, *slowdown, scenario.seed);
  }
  return times;
}

sim::Cluster make_cluster(const Scenario& scenario, const sim::StepWork& work) {
  sim::Cluster cluster;
  cluster.nodes = nodes(scenario.topology);
  cluster.seed = scenario.seed;
  cluster.step_time = step_times(scenario, work);
  const bool spread = scenario.cluster.step_time &&
                      !std::holds_alternative<NoJitter>(scenario.cluster.step_time->spread);
  cluster.jitter = std::visit(
      MakeDistribution{}, spread ? scenario.cluster.step_time->spread : scenario.cluster.jitter);
  cluster.link = make_link(scenario.cluster.network);
  cluster.all_reduce = whole_run(scenario).collective == CollectiveKind::kRing
                           ? sim::AllReduce::kRing
                           : sim::AllReduce::kHalvingDoubling;
  return cluster;
}

std::optional<std::string> data_dir(const WorkloadConfig& workload) {
  const auto* images = std::get_if<ImageWorkload>(&workload);
  if (images == nullptr) return std::nullopt;
  if (const auto* fashion = std::get_if<FashionMnist>(&images->dataset))
    return models::data_folder(models::FashionMnist{fashion->data_dir.value_or("")});
  if (const auto* cifar = std::get_if<Cifar10>(&images->dataset))
    return models::data_folder(models::Cifar10{cifar->data_dir.value_or("")});
  return std::nullopt;
}

sim::LearningRate make_schedule(const LearningRateConfig& config, const Assembly& parts) {
  sim::LearningRate rate;
  rate.peak = config.peak;
  rate.warmup_from = config.warmup_from;
  rate.warmup_steps = config.warmup_epochs * static_cast<double>(parts.steps_per_epoch);
  for (const double fraction : config.decay_at)
    rate.decay_steps.push_back(parts.plan.step_at(fraction));
  rate.decay_factor = config.decay_factor;
  return rate;
}

sim::Sgd make_sgd(const OptimizerConfig& config) {
  return {.momentum = config.momentum,
          .nesterov = config.nesterov,
          .weight_decay = config.weight_decay};
}

// None if no phase changes anything.
std::vector<sim::OptimizerChange> optimizer_changes(const Scenario& scenario,
                                                    const Assembly& parts) {
  std::vector<sim::OptimizerChange> changes;
  for (std::size_t i = 0; i < scenario.phase.size(); ++i) {
    const Phase& phase = scenario.phase[i];
    if (changes.empty() && !phase.optimizer) continue;
    const OptimizerConfig own = optimizer_of(phase, scenario.optimizer);
    changes.push_back({.start = parts.phases[i].start,
                       .sgd = make_sgd(own),
                       .learning_rate = make_schedule(own.learning_rate, parts),
                       .factor = phase.optimizer ? phase.optimizer->learning_rate_factor : 1});
  }
  return changes;
}

std::int64_t planned_steps(const RunConfig& run, std::int64_t steps_per_epoch) {
  const std::int64_t steps = run.steps ? *run.steps : *run.epochs * steps_per_epoch;
  if (steps > kMaxSteps)
    throw base::InputError(base::Problem{.key = run.steps ? "run.steps" : "run.epochs",
                                         .what = fmt::format("{} steps are too many", steps),
                                         .allowed = fmt::format("at most {} steps", kMaxSteps)});
  return steps;
}

}  // namespace

sim::LinkModel make_link(const NetworkConfig& network) {
  sim::LinkModel link{.overhead = network.overhead,
                      .sharing = static_cast<sim::Sharing>(network.sharing)};
  if (network.link) {
    const LinkProfile profile = load_link(*network.link);
    link.latency = profile.latency;
    link.bandwidth = profile.bandwidth;
  }
  link.latency = network.latency.value_or(link.latency);
  link.bandwidth = network.bandwidth.value_or(link.bandwidth);
  return link;
}

bool needs_learner(const Scenario& scenario) {
  return !scenario.run.timing_only || !scenario.cluster.step_time ||
         !scenario.cluster.message_size ||
         !steps_per_epoch(scenario.workload, nodes(scenario.topology));
}

std::unique_ptr<sim::Learner> make_learner(const Scenario& scenario) {
  try {
    return std::visit(MakeLearner{scenario}, scenario.workload);
  } catch (const base::InputError& error) {
    std::vector<base::Problem> problems = error.problems();
    for (base::Problem& problem : problems)
      if (!problem.key.empty()) problem.key = "workload." + problem.key;
    throw base::InputError(std::move(problems));
  }
}

std::string algorithm_name(const AlgorithmConfig& config) {
  return std::holds_alternative<Dsgd>(config) ? "dsgd" : "allreduce";
}

Assembly assemble_machine(const Scenario& scenario) {
  Assembly parts{.topology = topologies::make_topology(scenario.topology)};
  if (needs_learner(scenario)) {
    parts.learner = make_learner(scenario);
    parts.data_dir = data_dir(scenario.workload);
    parts.steps_per_epoch = parts.learner->steps_per_epoch();
    parts.work = parts.learner->work();
    const sim::ParameterLayout& layout = parts.learner->layout();
    parts.message.count = layout.dimension * static_cast<std::int64_t>(sim::size_of(layout.scalar));
  } else {
    parts.steps_per_epoch = *steps_per_epoch(scenario.workload, nodes(scenario.topology));
  }
  if (scenario.cluster.message_size) parts.message = *scenario.cluster.message_size;
  parts.cluster = make_cluster(scenario, parts.work);
  return parts;
}

Assembly assemble(const Scenario& scenario, const std::optional<std::filesystem::path>& output) {
  Assembly parts = assemble_machine(scenario);
  const RunConfig& run = scenario.run;
  parts.plan = {.steps = planned_steps(run, parts.steps_per_epoch),
                .record_every = run.record_every_steps,
                .evaluate_every = run.evaluate_every_epochs * parts.steps_per_epoch,
                .local_models = static_cast<sim::LocalModels>(run.evaluate_local_models)};
  parts.phases = assemble_phases(scenario, parts, output);
  parts.checkpoint_every = run.checkpoint_every_epochs * parts.steps_per_epoch;
  parts.sgd = make_sgd(scenario.optimizer);
  parts.learning_rate = make_schedule(scenario.optimizer.learning_rate, parts);
  parts.optimizer_changes = optimizer_changes(scenario, parts);
  end_early(scenario, parts);
  parts.note = gossip_note(parts);
  check_durations(scenario, parts);
  check_traffic(scenario, parts);
  return parts;
}

std::unique_ptr<sim::Swarm> make_swarm(const Scenario& scenario, const Assembly& parts,
                                       int threads) {
  if (scenario.run.timing_only) return nullptr;
  std::vector<sim::WatchedGradients> watched;
  for (const PhaseParts& phase : parts.phases) watched.push_back({phase.start, phase.gradients});
  return std::make_unique<sim::Swarm>(*parts.learner,
                                      sim::Swarm::Config{.threads = threads,
                                                         .sgd = parts.sgd,
                                                         .learning_rate = parts.learning_rate,
                                                         .changes = parts.optimizer_changes,
                                                         .plan = parts.plan,
                                                         .gradients = std::move(watched)});
}

std::unique_ptr<sim::Algorithm> make_algorithm(const Assembly& parts) {
  const auto steps = static_cast<std::uint32_t>(parts.plan.steps);
  const auto all_reduces = [](const PhaseParts& phase) {
    return std::holds_alternative<AllReduce>(phase.algorithm);
  };
  // Phases are all of one algorithm's, whose state fits whatever the later ones are.
  if (parts.phases.size() == 1 && std::ranges::all_of(parts.phases, all_reduces))
    return std::make_unique<sim::AllReduceSgd>(
        sim::AllReduceSgd::Config{.steps = steps, .message = parts.message});
  std::vector<sim::MixingPhase> phases;
  for (std::size_t i = 0; i < parts.phases.size(); ++i)
    phases.push_back({static_cast<std::uint32_t>(parts.phases[i].start),
                      parts.topology_of(i).mixing, agreement(parts.phases[i], parts)});
  return std::make_unique<sim::Dsgd>(phases,
                                     sim::Dsgd::Config{.steps = steps, .message = parts.message});
}

}  // namespace consim::scenarios
