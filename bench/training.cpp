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

#include <chrono>
#include <numeric>
#include <vector>

#include "bench/training_run.h"
#include "models/synthetic_images.h"

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

void report_images(benchmark::State& state) {
  state.counters["images_per_second"] = benchmark::Counter(
      static_cast<double>(state.iterations() * kSteps * kNodes * 32), benchmark::Counter::kIsRate);
}

void run(benchmark::State& state) {
  const auto learner = models::make_image_learner(config(state), pictures());
  const bench::RunSetting setting{.threads = static_cast<int>(state.range(0)), .steps = kSteps};
  for (auto unused : state) state.SetIterationTime(bench::seconds_of_run(*learner, setting));
  report_images(state);
}

void bare_loops(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  const bench::LoopSetting setting{threads, kSteps * kNodes / threads};
  for (auto unused : state)
    state.SetIterationTime(bench::seconds_of_loops(config(state), pictures(), setting));
  report_images(state);
}

void sequential(benchmark::State& state) {
  std::vector<sim::NodeId> nodes(kNodes);
  std::iota(nodes.begin(), nodes.end(), 0);
  const auto threads = static_cast<int>(state.range(0));
  const auto step =
      models::bare_step_of_each(config(state), pictures(), bench::bare_options(nodes, threads));
  step(0);
  for (auto unused : state) {
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t i = 1; i <= kSteps; ++i) step(i);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(passed.count());
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
