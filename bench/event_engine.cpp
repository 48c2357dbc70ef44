// How fast time is simulated: messages a second of ring gossip D-SGD without learning, with
// lognormal jitter (sigma 0.05) and shared ports, two messages a node and step.
//
// Beside it, as a baseline of the same run, a bare std::priority_queue that does the same number of
// events with the same times and nothing else: the ratio of both figures says what the engine costs
// or saves, whatever the machine.
//
// Counters: messages/s; B/node, the growth of the process's resident memory by one run, divided by
// n.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <queue>

#include "sim/algorithms/dsgd.h"
#include "sim/kernel/engine.h"

namespace consim::sim {
namespace {

constexpr base::Duration kStepTime{12'000'000};
constexpr base::Duration kLatency{30'000};
constexpr double kSigma = 0.05;
constexpr base::Bytes kMessage{1'090'000};
constexpr std::int64_t kMessages = 4'000'000;  // a run, or those of 8 steps

class IgnoreSteps final : public Observer {
 public:
  bool on_step_end(const StepEnd&) override { return false; }
};

topologies::MixingSequence ring(int n) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (int i = 0; i < n; ++i) {
    std::array columns = {(i + n - 1) % n, i, (i + 1) % n};
    std::sort(columns.begin(), columns.end());
    for (const int column : columns) entries.push_back({column, 1.0 / 3});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return topologies::MixingSequence(
      topologies::MixingMatrix(std::move(row_start), std::move(entries)));
}

std::uint32_t steps_for(int n) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(8, kMessages / 2 / n));
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

Cluster cluster_of(int n) {
  return {.nodes = n,
          .seed = 1,
          .step_time = {kStepTime},
          .jitter = LogNormal{kSigma},
          .link = {.latency = kLatency, .bandwidth = {1.25e9}, .sharing = Sharing::kNic}};
}

void count(benchmark::State& state, std::uint64_t messages) {
  state.counters["messages/s"] =
      benchmark::Counter(static_cast<double>(messages), benchmark::Counter::kIsRate);
}

void engine(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  const Cluster cluster = cluster_of(n);
  const double before = resident_bytes();
  const auto w = ring(n);
  double grown = 0;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    Dsgd dsgd(w, {.steps = steps_for(n), .message = kMessage});
    IgnoreSteps ignore;
    Engine run(cluster, {dsgd, nullptr, ignore});
    run.start();
    benchmark::DoNotOptimize(run.run());
    messages += run.messages();
    grown = std::max(grown, resident_bytes() - before);
  }
  count(state, messages);
  state.counters["B/node"] = grown / n;
}
BENCHMARK(engine)->Arg(1024)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(1);

// The same events at the same times on a ring, by a loop around a standard heap that knows nothing
// else: no total order, no accounts, no intents, no algorithm but this one. Step times come from a
// table.
class BareLoop {
 public:
  explicit BareLoop(int n) : n_(n), nodes_(static_cast<std::size_t>(n)) {
    const Cluster cluster = cluster_of(1);
    for (std::uint32_t i = 0; i < kDrawn; ++i)
      step_times_.push_back(compute_time(cluster, 0, i).count());
  }

  std::uint64_t run(std::uint32_t steps) {
    for (int i = 0; i < n_; ++i) compute(i, 0);
    std::uint64_t messages = 0;
    while (!queue_.empty()) {
      const Item item = queue_.top();
      queue_.pop();
      Node& node = nodes_[static_cast<std::size_t>(item.node)];
      if (item.kind == Kind::kComputed) {
        node.egress = send(item, (item.node + 1) % n_, item.time);
        node.egress = send(item, (item.node + n_ - 1) % n_, node.egress);
        node.computing = false;
      } else if (item.kind == Kind::kPacket) {
        node.ingress = std::max(node.ingress, item.time) + kTransfer;
        queue_.push({node.ingress, item.node, item.step, Kind::kReceived});
      } else {
        ++messages;
        ++node.received[item.step % 2];
      }
      if (node.computing || node.received[node.step % 2] < 2) continue;
      node.received[node.step % 2] = 0;
      if (++node.step < steps) compute(item.node, item.time);
    }
    return messages;
  }

 private:
  enum class Kind : std::uint32_t { kPacket, kReceived, kComputed };
  struct Item {
    std::int64_t time = 0;
    std::int32_t node = 0;
    std::uint32_t step = 0;
    Kind kind{};
    bool operator>(const Item& other) const { return time > other.time; }
  };
  struct Node {
    std::int64_t egress = 0, ingress = 0;
    std::uint32_t step = 0;
    std::array<std::uint8_t, 2> received{};
    bool computing = false;
  };
  static constexpr std::uint32_t kDrawn = 4096;
  static constexpr std::int64_t kTransfer = 872'000;

  void compute(int i, std::int64_t now) {
    Node& node = nodes_[static_cast<std::size_t>(i)];
    node.computing = true;
    const auto place = (static_cast<std::uint32_t>(i) * 31u + node.step) % kDrawn;
    queue_.push({now + step_times_[place], i, node.step, Kind::kComputed});
  }
  std::int64_t send(const Item& item, int to, std::int64_t begin) {
    queue_.push({begin + kLatency.count(), to, item.step, Kind::kPacket});
    return begin + kTransfer;
  }

  int n_;
  std::vector<std::int64_t> step_times_;
  std::vector<Node> nodes_;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue_;
};

void bare_priority_queue(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  std::uint64_t messages = 0;
  for (auto _ : state) messages += BareLoop(n).run(steps_for(n));
  count(state, messages);
}
BENCHMARK(bare_priority_queue)
    ->Arg(1024)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
}  // namespace consim::sim
