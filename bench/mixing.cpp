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

#include "sim/learning/swarm.h"

namespace consim::sim {
namespace {

constexpr int kNodes = 32;

// Its gradient is its parameters.
class Plain final : public Learner {
 public:
  Plain(Scalar scalar, std::int64_t dimension)
      : layout_{.scalar = scalar, .dimension = dimension, .buffers = 0, .blocks = {}} {}

  const ParameterLayout& layout() const override { return layout_; }
  int nodes() const override { return kNodes; }
  std::int64_t steps_per_epoch() const override { return 1; }
  std::int64_t batch_size() const override { return 1; }
  void initial_point(NodeId node, Row parameters, Row) const override {
    std::memset(parameters.data(), 0, bytes());
    static_cast<unsigned char*>(parameters.data())[3] = static_cast<unsigned char>(node);
  }
  std::int64_t evaluation_parts(Split) const override { return 0; }
  StepWork work() const override { return {}; }
  std::unique_ptr<LearnerWorker> make_worker() const override {
    return std::make_unique<Worker>(*this);
  }
  std::size_t bytes() const {
    return static_cast<std::size_t>(layout_.dimension) * size_of(layout_.scalar);
  }

 private:
  class Worker final : public LearnerWorker {
   public:
    explicit Worker(const Plain& learner) : learner_(learner) {}
    double loss_and_gradient(BatchPlace, ConstRow parameters, Row, Row gradient) override {
      std::memcpy(gradient.data(), parameters.data(), learner_.bytes());
      return 0;
    }
    Score evaluate(Split, std::int64_t, ConstRow, ConstRow) override { return {}; }

   private:
    const Plain& learner_;
  };

  ParameterLayout layout_;
};

// One gossip round with weights 1/3: all nodes send, then all nodes mix.
void gossip_on_ring(Swarm& swarm) {
  std::vector<Term> inbox(2 * kNodes);
  for (NodeId i = 0; i < kNodes; ++i) {
    const auto left = static_cast<std::size_t>((i + kNodes - 1) % kNodes);
    const auto right = static_cast<std::size_t>((i + 1) % kNodes);
    inbox[2 * left + 1] = {swarm.share(i), 1.0 / 3};
    inbox[2 * right] = {swarm.share(i), 1.0 / 3};
  }
  for (NodeId i = 0; i < kNodes; ++i)
    swarm.assign(i, 1.0 / 3, std::span(inbox).subspan(2 * static_cast<std::size_t>(i), 2));
}

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
  const Plain learner(Scalar::kFloat, 1'000'000);
  Swarm::Config config;
  config.threads = threads;
  Swarm swarm(learner, config);
  const std::size_t size = kNodes * learner.bytes();
  std::vector<char> from(size, 1), to(size, 2);
  double mixing = 1e9, memcpy = 1e9;
  for (auto _ : state) {
    memcpy = std::min(memcpy, seconds_of([&] { copy(to, from, threads); }));
    mixing = std::min(mixing, seconds_of([&] {
                        gossip_on_ring(swarm);
                        swarm.drain();
                      }));
  }
  state.counters["mixing"] = 2 * static_cast<double>(size) / mixing;
  state.counters["memcpy"] = 2 * static_cast<double>(size) / memcpy;
  state.counters["of_memcpy"] = memcpy / mixing;
}
BENCHMARK(mixing_pass)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->Iterations(40);

void training_step(benchmark::State& state) {
  const Plain learner(Scalar::kDouble, 64);
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
    gossip_on_ring(swarm);
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
