// How fast parameters are mixed: one gossip round of D-SGD on a ring of 32 nodes × 1 M floats,
// through the Swarm, against std::memcpy of as many bytes by as many threads.
//
// Both count n·d·4 bytes read once and written once. Rounds and copies take turns and the best of
// each is kept, so that other load on the machine hurts both alike. Counters: mixing and memcpy in
// bytes/s; of_memcpy = their ratio.
//
// training_step: one whole step of the swarm (gradient, update, two folds, mixing) on a ring of 32
// nodes × 64 doubles, with a gradient that costs nothing; counter: seconds a node and step.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "bench/free_gradient.h"
#include "sim/learning/swarm.h"

namespace consim::sim {
namespace {

constexpr int kNodes = 32;

double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void copy(std::vector<char>& to, const std::vector<char>& from, int threads) {
  const std::size_t part = from.size() / static_cast<std::size_t>(threads);
  std::vector<std::jthread> others;
  for (int thread = 1; thread < threads; ++thread) {
    const std::size_t begin = part * static_cast<std::size_t>(thread);
    others.emplace_back([&, begin] { std::memcpy(to.data() + begin, from.data() + begin, part); });
  }
  std::memcpy(to.data(), from.data(), part);
}

void mixing_pass(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  const FreeGradient learner(kNodes, Scalar::kFloat, 1'000'000);
  Swarm::Config config;
  config.threads = threads;
  Swarm swarm(learner, config);
  const std::size_t size = kNodes * learner.bytes();
  std::vector<char> from(size, 1), to(size, 2);
  double mixing = 1e9, memcpy = 1e9;
  for (auto _ : state) {
    memcpy = std::min(memcpy, seconds_of([&] { copy(to, from, threads); }));
    mixing = std::min(mixing, seconds_of([&] {
                        gossip_on_ring(swarm, kNodes);
                        swarm.drain();
                      }));
  }
  state.counters["mixing"] = 2 * static_cast<double>(size) / mixing;
  state.counters["memcpy"] = 2 * static_cast<double>(size) / memcpy;
  state.counters["of_memcpy"] = memcpy / mixing;
}
BENCHMARK(mixing_pass)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->Iterations(40);

void training_step(benchmark::State& state) {
  const FreeGradient learner(kNodes, Scalar::kDouble, 64);
  Swarm::Config config;
  config.threads = static_cast<int>(state.range(0));
  config.plan = {.steps = 1'000'000'000, .record_every = 1000};
  Swarm swarm(learner, config);
  std::uint32_t step = 0;
  for (auto _ : state) {
    for (NodeId i = 0; i < kNodes; ++i) {
      swarm.compute(i, step);
      swarm.apply(i);
      swarm.enter_mixing(i, step);
    }
    gossip_on_ring(swarm, kNodes);
    for (NodeId i = 0; i < kNodes; ++i) swarm.end_step(i, step);
    benchmark::DoNotOptimize(swarm.measure(step++));
  }
  state.counters["s/node-step"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kNodes,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(training_step)->Arg(1)->Arg(2)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace consim::sim
