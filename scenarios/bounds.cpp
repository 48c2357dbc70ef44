#include "scenarios/bounds.h"

#include <fmt/format.h>

#include <cmath>

#include "base/errors.h"
#include "scenarios/agreement.h"

namespace consim::scenarios {
namespace {

constexpr base::Duration kLongestActivity = std::chrono::hours{1000};
constexpr double kMostTraffic = 0x1p63;  // bytes

// Bounds on an all-reduce of m bytes over n nodes, whatever carries it out.
struct AllReduceBound {
  double bytes = 0;  // that each node sends
  double seconds = 0;
};

AllReduceBound all_reduce_bound(const Assembly& parts) {
  const double n = parts.cluster.nodes;
  const sim::LinkModel& link = parts.cluster.link;
  const double exchanges =
      2 * (parts.cluster.all_reduce == sim::AllReduce::kRing ? n - 1 : std::log2(n));
  const double bytes = 2 * (static_cast<double>(parts.message.count) * (n - 1) / n + n - 1);
  const double waiting = base::seconds(link.overhead + link.latency) + 1e-9;
  return {bytes, exchanges * waiting + bytes / link.bandwidth.bytes_per_second};
}

// At most, since a row's own weight isn't sent.
double messages_a_round(const topologies::MixingSequence& mixing) {
  if (mixing.period() == 0) return static_cast<double>(mixing.draw(0).nonzeros());
  double sum = 0;
  for (const topologies::MixingMatrix& w : mixing.rounds())
    sum += static_cast<double>(w.nonzeros());
  return sum / static_cast<double>(mixing.period());
}

// A bound on a test of a controlled phase.
AllReduceBound test_bound(const Assembly& parts, const PhaseParts& phase) {
  const auto* dsgd = std::get_if<Dsgd>(&phase.algorithm);
  if (dsgd == nullptr || averages_exactly(phase)) return {};
  const auto by = agreement(phase, parts).by;
  const auto* control = std::get_if<sim::ConsensusControl>(&by);
  if (control == nullptr || std::holds_alternative<sim::Oracle>(control->estimator)) return {};
  const auto size = static_cast<double>(sim::bytes_of_test(control->estimator));
  const double exchanges = std::log2(static_cast<double>(parts.cluster.nodes)) + 2;
  const sim::LinkModel& link = parts.cluster.link;
  const double waiting = base::seconds(link.overhead + link.latency) + 1e-9;
  return {exchanges * size, exchanges * (waiting + size / link.bandwidth.bytes_per_second)};
}

double bytes_sent(const Assembly& parts) {
  double bytes = 0;
  for (std::size_t i = 0; i < parts.phases.size(); ++i) {
    const PhaseParts& phase = parts.phases[i];
    const auto steps = static_cast<double>(parts.end_of(i) - phase.start);
    bytes +=
        steps * (averages_exactly(phase)
                     ? all_reduce_bound(parts).bytes * parts.cluster.nodes
                     : most_rounds(phase) * (messages_a_round(parts.topology_of(i).mixing) *
                                                 static_cast<double>(parts.message.count) +
                                             test_bound(parts, phase).bytes * parts.cluster.nodes));
  }
  return bytes;
}

}  // namespace

void require_short(double seconds, const std::string& key, const std::string& what) {
  if (seconds <= base::seconds(kLongestActivity)) return;
  throw base::InputError(base::Problem{
      .key = key,
      .what = fmt::format("{} takes {:.4g} h", what, seconds / 3600),
      .allowed = fmt::format("expected at most {}", base::to_string(kLongestActivity))});
}

void check_durations(const Scenario& scenario, const Assembly& parts) {
  const ClusterConfig& cluster = scenario.cluster;
  const std::string size_key = cluster.message_size ? "message_size" : "network.link";
  const std::string key = cluster.network.bandwidth ? "network.bandwidth" : size_key;
  const double rate = parts.cluster.link.bandwidth.bytes_per_second;
  require_short(static_cast<double>(parts.message.count) / rate, "cluster." + key,
                fmt::format("a message of {}", base::to_string(parts.message)));
  if (std::ranges::any_of(parts.phases, averages_exactly))
    require_short(all_reduce_bound(parts).seconds, "cluster.network",
                  fmt::format("an all-reduce over {} nodes", parts.cluster.nodes));
  for (const PhaseParts& phase : parts.phases)
    require_short(test_bound(parts, phase).seconds, "cluster.network",
                  fmt::format("a test over {} nodes", parts.cluster.nodes));
}

void check_traffic(const Scenario& scenario, const Assembly& parts) {
  const double bytes = bytes_sent(parts);
  if (bytes < kMostTraffic) return;
  const std::string steps_key = scenario.run.steps ? "run.steps" : "run.epochs";
  throw base::InputError(base::Problem{
      .key = scenario.cluster.message_size ? "cluster.message_size" : steps_key,
      .what =
          fmt::format("messages of {} in {} steps on {} nodes are up to {:.2g} bytes",
                      base::to_string(parts.message), parts.plan.steps, parts.cluster.nodes, bytes),
      .allowed = fmt::format("expected fewer than {:.2g} bytes", kMostTraffic)});
}

}  // namespace consim::scenarios
