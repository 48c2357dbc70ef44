// Training throughput of a simulated run against plain LibTorch loops, in one process and on one
// machine.
//
//   sequential/2/W      a plain loop over 16 nodes' networks and torch::optim::SGD, with two
//                       intra-operator threads
//   bare_loops/T/W      T plain single-threaded loops side by side, one network each
//   run/T/W             16 nodes on a ring, jitter, engine and swarm with T threads
//
// ResNet-8 of width W, mini-batches of 32 pictures of 28 × 28. `images_per_second` is what
// compares: of steps after a first one, without the making of networks and data. The plain loops
// come first, since a worker's settings of the allocator hold for the whole process.
#include <benchmark/benchmark.h>

#include <barrier>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

#include "models/synthetic_images.h"
#include "models/torch_module.h"
#include "sim/algorithms/dsgd.h"
#include "sim/kernel/engine.h"
#include "sim/learning/swarm.h"
#include "tests/support/bare_loop/bare_loop.h"
#include "tests/support/mixing_builders.h"

namespace consim {
namespace {

constexpr int kNodes = 16;
constexpr std::int64_t kSteps = 12;

models::ImageLearnerConfig config(const benchmark::State& state) {
  models::ImageLearnerConfig result;
  result.nodes = kNodes;
  result.network = models::Resnet{.depth = 8, .width = static_cast<int>(state.range(1))};
  result.batch_size = 32;
  return result;
}

const models::ImageData& pictures() {
  static const models::ImageData data =
      models::generate_synthetic_images({.train = kNodes * 32 * 4, .test = 32});
  return data;
}

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Starts the clock when a first step has ended.
class MeasureSteps final : public sim::Observer {
 public:
  explicit MeasureSteps(sim::Swarm& swarm) : swarm_(swarm) {}
  bool on_step_end(const sim::StepEnd& end) override {
    // Waits for each step's measurements, as a recorder does.
    if (end.step > 0) benchmark::DoNotOptimize(swarm_.measure(end.step - 1));
    if (end.step == 1) start_ = Clock::now();
    return false;
  }
  double seconds() const { return seconds_since(start_); }

 private:
  sim::Swarm& swarm_;
  Clock::time_point start_;
};

double simulate(const sim::Learner& learner, int threads) {
  constexpr std::int64_t kAll = kSteps + 1;
  sim::Swarm swarm(learner, {.threads = threads,
                             .sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 1e-4},
                             .plan = {.steps = kAll, .record_every = 10}});
  const auto w = tests::uniform_mixing(tests::ring(kNodes));
  sim::Dsgd algorithm(topologies::MixingSequence(w), {.steps = kAll});
  sim::Cluster cluster{.nodes = kNodes, .jitter = sim::LogNormal{0.05}};
  cluster.step_time = {base::Duration{12'000'000}};
  cluster.link.latency = base::Duration{30'000};
  MeasureSteps observer(swarm);
  sim::Engine engine(cluster, {algorithm, &swarm, observer});
  engine.start();
  engine.run();
  swarm.drain();
  return observer.seconds();
}

void report_images(benchmark::State& state) {
  state.counters["images_per_second"] = benchmark::Counter(
      static_cast<double>(state.iterations() * kSteps * kNodes * 32), benchmark::Counter::kIsRate);
}

void run(benchmark::State& state) {
  const auto learner = models::make_image_learner(config(state), pictures());
  for (auto unused : state)
    state.SetIterationTime(simulate(*learner, static_cast<int>(state.range(0))));
  report_images(state);
}

models::BareLoopOptions bare_options(std::vector<sim::NodeId> nodes, int threads) {
  return {.nodes = std::move(nodes),
          .learning_rate = 0.1,
          .momentum = 0.9,
          .weight_decay = 1e-4,
          .nesterov = true,
          .threads = threads};
}

double side_by_side(const models::ImageLearnerConfig& config, int threads) {
  const std::int64_t steps = kSteps * kNodes / threads;
  std::barrier ready(threads + 1);
  std::vector<std::jthread> loops;
  for (sim::NodeId node = 0; node < threads; ++node)
    loops.emplace_back([&, node] {
      const auto step = models::bare_step_of_each(config, pictures(), bare_options({node}, 1));
      step(0);
      ready.arrive_and_wait();
      for (std::int64_t i = 1; i <= steps; ++i) step(i);
    });
  ready.arrive_and_wait();
  const auto start = Clock::now();
  loops.clear();
  return seconds_since(start);
}

void bare_loops(benchmark::State& state) {
  for (auto unused : state)
    state.SetIterationTime(side_by_side(config(state), static_cast<int>(state.range(0))));
  report_images(state);
}

void sequential(benchmark::State& state) {
  std::vector<sim::NodeId> nodes(kNodes);
  std::iota(nodes.begin(), nodes.end(), 0);
  const auto threads = static_cast<int>(state.range(0));
  const auto step =
      models::bare_step_of_each(config(state), pictures(), bare_options(nodes, threads));
  step(0);
  for (auto unused : state) {
    const auto start = Clock::now();
    for (std::int64_t i = 1; i <= kSteps; ++i) step(i);
    state.SetIterationTime(seconds_since(start));
  }
  report_images(state);
}

void threads_and_widths(benchmark::internal::Benchmark* bench, std::vector<std::int64_t> threads) {
  bench->ArgsProduct({std::move(threads), {8, 16}})
      ->UseManualTime()
      ->Unit(benchmark::kSecond)
      ->Repetitions(5);
}

BENCHMARK(sequential)->Apply([](auto* bench) { threads_and_widths(bench, {2}); });
BENCHMARK(bare_loops)->Apply([](auto* bench) { threads_and_widths(bench, {1, 2}); });
BENCHMARK(run)->Apply([](auto* bench) { threads_and_widths(bench, {1, 2}); });

}  // namespace
}  // namespace consim
