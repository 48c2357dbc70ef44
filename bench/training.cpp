// Training throughput of a simulated run against plain LibTorch loops, in one process and on one
// machine.
//
//   sequential/2/W      one plain loop (torch::optim::SGD) with two intra-operator threads
//   bare_loops/T/W      T plain single-threaded loops side by side, no simulation
//   run/T/W             16 nodes on a ring, jitter, engine and swarm with T threads
//
// ResNet-8 of width W, mini-batches of 32 pictures of 28 × 28. `images_per_second` is what
// compares. The plain loops come first, since a worker's settings of the allocator hold for the
// whole process.
#include <benchmark/benchmark.h>

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

/// Waits for each step's measurements, as a recorder does.
class MeasureSteps final : public sim::Observer {
 public:
  explicit MeasureSteps(sim::Swarm& swarm) : swarm_(swarm) {}
  bool on_step_end(const sim::StepEnd& end) override {
    if (end.step > 0) benchmark::DoNotOptimize(swarm_.measure(end.step - 1));
    return false;
  }

 private:
  sim::Swarm& swarm_;
};

void simulate(const sim::Learner& learner, int threads, std::int64_t steps) {
  sim::Swarm swarm(learner, {.threads = threads,
                             .sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 1e-4},
                             .plan = {.steps = steps, .record_every = 10}});
  const auto w = tests::uniform_mixing(tests::ring(kNodes));
  sim::Dsgd algorithm({.mixing = w, .steps = static_cast<std::uint32_t>(steps)});
  sim::Cluster cluster{.nodes = kNodes, .jitter = sim::LogNormal{0.05}};
  cluster.step_time = {base::Duration{12'000'000}};
  cluster.link.latency = base::Duration{30'000};
  MeasureSteps observer(swarm);
  sim::Engine engine(cluster, {algorithm, &swarm, observer});
  engine.start();
  engine.run();
  swarm.drain();
}

void images(benchmark::State& state, std::int64_t steps) {
  state.counters["images_per_second"] = benchmark::Counter(
      static_cast<double>(state.iterations() * steps * kNodes * 32), benchmark::Counter::kIsRate);
}

void run(benchmark::State& state) {
  const auto learner = models::make_image_learner(config(state), pictures());
  const int threads = static_cast<int>(state.range(0));
  simulate(*learner, threads, 2);
  for (auto unused : state) simulate(*learner, threads, kSteps);
  images(state, kSteps);
}

models::BareLoopOptions bare_options(sim::NodeId node, std::int64_t steps, int threads) {
  return {.nodes = {node},
          .steps = steps,
          .learning_rate = 0.1,
          .momentum = 0.9,
          .weight_decay = 1e-4,
          .nesterov = true,
          .threads = threads};
}

void bare_loops(benchmark::State& state) {
  const auto threads = state.range(0);
  const std::int64_t steps = kSteps * kNodes / threads;
  for (auto unused : state) {
    std::vector<std::jthread> loops;
    for (sim::NodeId node = 0; node < threads; ++node)
      loops.emplace_back([&state, node, steps] {
        models::bare_loop(config(state), pictures(), bare_options(node, steps, 1));
      });
  }
  images(state, kSteps);
}

void sequential(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  for (auto unused : state)
    models::bare_loop(config(state), pictures(), bare_options(0, kSteps * kNodes, threads));
  images(state, kSteps);
}

void threads_and_widths(benchmark::internal::Benchmark* bench, std::vector<std::int64_t> threads) {
  bench->ArgsProduct({std::move(threads), {8, 16}})
      ->UseRealTime()
      ->Unit(benchmark::kSecond)
      ->Repetitions(3);
}

BENCHMARK(sequential)->Apply([](auto* bench) { threads_and_widths(bench, {2}); });
BENCHMARK(bare_loops)->Apply([](auto* bench) { threads_and_widths(bench, {1, 2}); });
BENCHMARK(run)->Apply([](auto* bench) { threads_and_widths(bench, {1, 2}); });

}  // namespace
}  // namespace consim
