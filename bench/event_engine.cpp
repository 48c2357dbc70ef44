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

#include <cmath>
#include <fstream>
#include <queue>

#include "base/random.h"
#include "sim/algorithms/dsgd.h"
#include "sim/kernel/engine.h"

namespace consim::sim {
namespace {

constexpr base::Duration kStepTime{12'000'000};
constexpr base::Duration kLatency{30'000};
constexpr double kSigma = 0.05;
constexpr std::int64_t kMessages = 16'000'000;  // at most, a run

class IgnoreSteps final : public Observer {
 public:
  bool on_step_end(const StepEnd&) override { return false; }
};

topologies::MixingMatrix ring(int n) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (int i = 0; i < n; ++i) {
    std::array columns = {(i + n - 1) % n, i, (i + 1) % n};
    std::sort(columns.begin(), columns.end());
    for (const int column : columns) entries.push_back({column, 1.0 / 3});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

std::uint32_t steps_for(int n) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(4, kMessages / 2 / n));
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

void engine(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  const Cluster cluster{
      .nodes = n,
      .seed = 1,
      .step_time = {kStepTime},
      .jitter = LogNormal{kSigma},
      .link = {.latency = kLatency, .bandwidth = {1.25e9}, .sharing = Sharing::kNic}};
  const double before = resident_bytes();
  const auto w = ring(n);
  double grown = 0;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    Dsgd dsgd({.mixing = w, .steps = steps_for(n), .message = base::Bytes{1'090'000}});
    IgnoreSteps ignore;
    Engine run(cluster, {dsgd, nullptr, ignore});
    run.start();
    benchmark::DoNotOptimize(run.run());
    messages += run.messages();
    grown = std::max(grown, resident_bytes() - before);
  }
  state.counters["messages/s"] =
      benchmark::Counter(static_cast<double>(messages), benchmark::Counter::kIsRate);
  state.counters["B/node"] = grown / n;
}
BENCHMARK(engine)->Arg(1024)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace consim::sim
