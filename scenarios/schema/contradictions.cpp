#include "scenarios/schema/contradictions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/divisors.h"
#include "scenarios/profiles.h"
#include "scenarios/schema/gossip_contradictions.h"
#include "scenarios/schema/inspection.h"

namespace consim::scenarios {
namespace {

class Contradictions : private Inspection {
 public:
  using Inspection::Inspection;

  void find() const {
    check_cluster();
    check_jitter();
    check_network();
    check_optimizer();
    check_run();
    check_steps();
    check_phases();
    check_end_phase();
    if (const auto* quadratic = std::get_if<QuadraticWorkload>(&scenario_.workload))
      check_curvature(*quadratic);
    if (const auto* images = std::get_if<ImageWorkload>(&scenario_.workload))
      check_samples(*images);
  }

 private:
  void check_length(const std::string& key, std::size_t length) const {
    if (length == 1 || static_cast<std::int64_t>(length) == nodes() || !sound({key, "topology"}))
      return;
    add(key, fmt::format("a list of {} for {} nodes", length, nodes()),
        "expected one for each node");
  }

  void check_cluster() const {
    const ClusterConfig& cluster = scenario_.cluster;
    check_length("cluster.device", cluster.device.size());
    if (cluster.step_time) check_length("cluster.step_time", cluster.step_time->nominal.size());
    std::set<std::string> names;
    for (const Device& device : cluster.device)
      if (const auto* name = std::get_if<std::string>(&device)) names.insert(*name);
    for (const std::string& name : names) check_profile("cluster.device", name, load_device);
    if (cluster.network.link)
      check_profile("cluster.network.link", *cluster.network.link, load_link);
  }

  template <class Profile>
  void check_profile(const std::string& key, const std::string& name,
                     Profile (*load)(const std::string&)) const {
    if (!is_profile_path(name)) return;
    try {
      load(name);
    } catch (const base::InputError& error) {
      const base::Problem& first = error.problems().front();
      if (first.line > 0) return report_.add_elsewhere(error.problems());
      add(key, first.file + " " + first.what, "expected a profile");
    }
  }

  void check_jitter() const {
    const ClusterConfig& cluster = scenario_.cluster;
    if (!sound({"cluster.jitter", "cluster.step_time"})) return;
    if (const auto* uniform = std::get_if<Uniform>(&cluster.jitter);
        uniform && uniform->low > uniform->high)
      add("cluster.jitter.high", fmt::format("{} is below low = {}", uniform->high, uniform->low),
          "expected at least low");
    const bool drawn =
        cluster.step_time && !std::holds_alternative<NoJitter>(cluster.step_time->spread);
    if (drawn && !std::holds_alternative<NoJitter>(cluster.jitter))
      add("cluster.jitter", "step_time is a distribution already", "expected one of the two");
  }

  void check_network() const {
    const NetworkConfig& network = scenario_.cluster.network;
    if (!sound({"cluster.network"})) return;
    if (given("cluster.network.link") && (network.latency || network.bandwidth))
      add("cluster.network.link", "given together with latency or bandwidth",
          "expected either a link or latency and bandwidth");
    else if (network.latency.has_value() != network.bandwidth.has_value())
      add(network.latency ? "cluster.network.latency" : "cluster.network.bandwidth",
          network.latency ? "given without bandwidth" : "given without latency",
          "expected either a link or latency and bandwidth");
  }

  void check_optimizer() const {
    const OptimizerConfig& optimizer = scenario_.optimizer;
    check_decays("optimizer.learning_rate.decay_at", optimizer.learning_rate.decay_at);
    if (optimizer.nesterov && optimizer.momentum == 0 &&
        sound({"optimizer.nesterov", "optimizer.momentum"}))
      add("optimizer.nesterov", "true without momentum", "expected momentum > 0");
  }

  void check_decays(const std::string& key, const std::vector<double>& at) const {
    const bool falls = std::ranges::adjacent_find(at, std::ranges::greater_equal{}) != at.end();
    if (falls && sound({key}))
      add(key, "not ascending", "expected each fraction above the one before");
  }

  void check_phase_optimizer(const std::string& key, const Phase& phase) const {
    if (!phase.optimizer || !sound({"optimizer", key})) return;
    const OptimizerConfig all = optimizer_of(phase, scenario_.optimizer);
    check_decays(key + ".learning_rate.decay_at", all.learning_rate.decay_at);
    if (!all.nesterov || all.momentum > 0) return;
    if (phase.optimizer->nesterov)
      add(key + ".nesterov", "true without momentum", "expected momentum > 0");
    else if (phase.optimizer->momentum)
      add(key + ".momentum", "0, and nesterov is true in [optimizer]",
          "expected nesterov = false as well");
  }

  void check_run() const {
    const RunConfig& run = scenario_.run;
    if (run.epochs && run.steps && sound({"run.epochs", "run.steps"}))
      add("run.steps", "given together with epochs", "expected one of the two");
    if (run.batch_norm_statistics == BatchNormStatistics::kRecompute &&
        run.train_samples_evaluated < 2 &&
        sound({"run.batch_norm_statistics", "run.train_samples_evaluated"}))
      add("run.batch_norm_statistics",
          fmt::format("\"recompute\" on {} of the training samples", run.train_samples_evaluated),
          "expected run.train_samples_evaluated >= 2");
  }

  void check_curvature(const QuadraticWorkload& quadratic) const {
    const auto length = static_cast<std::int64_t>(quadratic.curvature.size());
    if (!sound({"workload.curvature", "workload.dimension"})) return;
    if (length != 1 && length != quadratic.dimension)
      add("workload.curvature",
          fmt::format("a list of {} for {} dimensions", length, quadratic.dimension),
          "expected one for each dimension");
  }

  void check_samples(const ImageWorkload& images) const {
    if (const auto* synthetic = std::get_if<SyntheticImages>(&images.dataset))
      check_size(*synthetic);
    const std::optional<std::int64_t> samples = train_samples(images);
    if (!samples || !sound({"workload.batch_size", "workload.train_samples", "topology"})) return;
    const std::int64_t shard = *samples / nodes();
    if (shard > 0 && sound({"workload.partition"})) check_partition(images.partition, *samples);
    if (images.batch_size <= shard) return;
    add("workload.batch_size",
        fmt::format("{} is more than a node's shard of {} samples ({} over {} nodes)",
                    images.batch_size, shard, *samples, nodes()),
        "expected at most the shard");
  }

  void check_partition(const Partition& partition, std::int64_t samples) const {
    const std::int64_t shard = samples / nodes();
    const auto* shards = std::get_if<ShardsPartition>(&partition);
    const auto* by_label = std::get_if<ByLabelPartition>(&partition);
    const std::string pieces = "workload.partition.shards_per_node";
    if (shards != nullptr && shard % shards->shards_per_node != 0)
      add(pieces,
          fmt::format("{}{} doesn't divide a node's {} samples ({} over {} nodes)",
                      shards->shards_per_node, given(pieces) ? "" : ", the default,", shard,
                      samples, nodes()),
          fmt::format("expected a divisor of {}, such as {}, or another train_samples", shard,
                      base::divisors_near(shard, shards->shards_per_node)));
    if (by_label != nullptr && by_label->classes_per_node > shard)
      add("workload.partition.classes_per_node",
          fmt::format("{} classes for a node's {} samples", by_label->classes_per_node, shard),
          fmt::format("expected at most {}", shard));
  }

  void check_size(const SyntheticImages& images) const {
    const std::int64_t bytes = images.channels * std::int64_t{images.height} * images.width;
    const std::int64_t samples = images.train_samples + images.test_samples;
    if (samples > kMaxSyntheticBytes / bytes && sound({"workload"}))
      add("workload.train_samples", fmt::format("{} pictures of {} bytes", samples, bytes),
          fmt::format("expected at most {} bytes in all", kMaxSyntheticBytes));
  }

  void check_steps() const {
    const std::optional<std::int64_t>& epochs = scenario_.run.epochs;
    if (!epochs || !sound({"run.epochs", "run.steps", "workload", "topology"})) return;
    const auto steps = steps_per_epoch(scenario_.workload, nodes()).value_or(0);
    if (steps > 0 && *epochs > kMaxSteps / steps)
      add("run.epochs", fmt::format("{} epochs of {} steps", *epochs, steps),
          fmt::format("expected at most {} steps", kMaxSteps));
  }

  void check_phases() const {
    double before = 0;
    for (std::size_t i = 0; i < scenario_.phase.size(); ++i) {
      const Phase& phase = scenario_.phase[i];
      const std::string key = fmt::format("phase.{}", i);
      if (phase.topology && sound({key + ".topology"}))
        check_nodes(key + ".topology", *phase.topology);
      check_phase_optimizer(key + ".optimizer", phase);
      if (!sound({key + ".until", key + ".until_epoch"})) continue;
      if (phase.until && phase.until_epoch)
        add(key + ".until_epoch", "given together with until", "expected one of the two");
      else if (!phase.until && !phase.until_epoch)
        add(key, "no end", "expected until or until_epoch in each phase but the last");
      else if (check_decay(key + ".until", phase))
        if (const std::optional<double> end = end_of(phase); end && check_end(i, before))
          before = *end;
    }
  }

  void check_end_phase() const {
    const std::optional<std::int64_t>& end = scenario_.run.end_after_phase;
    const std::int64_t phases = std::max<std::int64_t>(1, std::ssize(scenario_.phase));
    if (!end || *end < phases || !sound({"run.end_after_phase"})) return;
    if (scenario_.phase.empty() && !sound({"phase"})) return;  // they couldn't be read
    add("run.end_after_phase", fmt::format("there is no phase {}", *end),
        phases == 1 ? "expected 0, the only one" : fmt::format("expected 0 to {}", phases - 1));
  }

  bool check_decay(const std::string& key, const Phase& phase) const {
    const LearningRateConfig& rate = scenario_.optimizer.learning_rate;
    if (!phase.until || fraction_of(*phase.until, rate)) return true;
    if (!sound({"optimizer.learning_rate"})) return false;
    const std::size_t decays = rate.decay_at.size();
    add(key,
        fmt::format("optimizer.learning_rate.decay_at has {} fraction{}", decays,
                    decays == 1 ? "" : "s"),
        decays == 0   ? "expected a fraction of training"
        : decays == 1 ? "expected \"lr_decay:1\""
                      : fmt::format("expected \"lr_decay:1\" to \"lr_decay:{}\"", decays));
    return false;
  }

  void check_nodes(const std::string& key, const topologies::TopologySpec& topology) const {
    if (topologies::nodes(topology) == nodes() || !sound({"topology"})) return;
    add(key + ".nodes",
        fmt::format("{} nodes, and {} in [topology]", topologies::nodes(topology), nodes()),
        "expected the same number of nodes in all phases");
  }

  // As a fraction of the run; nothing where only the data's files tell.
  std::optional<double> end_of(const Phase& phase) const {
    const RunConfig& run = scenario_.run;
    if (phase.until) return fraction_of(*phase.until, scenario_.optimizer.learning_rate);
    if (!sound({"run", "workload", "topology"})) return std::nullopt;
    const auto epoch = static_cast<double>(*phase.until_epoch);
    if (run.epochs) return epoch / static_cast<double>(*run.epochs);
    const std::optional<std::int64_t> steps = steps_per_epoch(scenario_.workload, nodes());
    if (!steps) return std::nullopt;
    return epoch * static_cast<double>(*steps) / static_cast<double>(*run.steps);
  }

  bool check_end(std::size_t i, double before) const {
    const Phase& phase = scenario_.phase[i];
    const double end = *end_of(phase);
    const bool last = i + 1 == scenario_.phase.size();
    const std::string key = fmt::format("phase.{}.{}", i, phase.until ? "until" : "until_epoch");
    if (end > 1 || (last && end < 1))
      add(key, fmt::format("ends at {:.6g} of the run", end),
          last ? "expected its end, 1" : "expected at most 1");
    else if (end <= before)
      add(key, fmt::format("ends at {:.6g} of the run, the phase before it at {:.6g}", end, before),
          "expected ascending ends");
    return before < end && end <= 1;
  }
};

}  // namespace

void find_contradictions(const Scenario& scenario, const Value& root, Report& report) {
  find_gossip_contradictions(scenario, root, report);
  Contradictions(scenario, root, report).find();
}

}  // namespace consim::scenarios
