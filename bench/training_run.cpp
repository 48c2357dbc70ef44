#include "bench/training_run.h"

#include <benchmark/benchmark.h>

#include <barrier>
#include <chrono>
#include <thread>

#include "sim/kernel/engine.h"
#include "tests/support/mixing_builders.h"

namespace consim::bench {
namespace {

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

}  // namespace

double seconds_of_run(const sim::Learner& learner, const RunSetting& setting) {
  const std::int64_t all = setting.steps + 1;
  const int nodes = learner.nodes();
  sim::Swarm swarm(learner, {.threads = setting.threads,
                             .sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 1e-4},
                             .plan = {.steps = all, .record_every = setting.record_every},
                             .gradients = {{0, setting.gradients}}});
  const topologies::MixingSequence w(tests::uniform_mixing(tests::ring(nodes)));
  const sim::MixingPhase phases[] = {{0, w, setting.agreement}};
  sim::Dsgd algorithm(phases, {.steps = static_cast<std::uint32_t>(all)});
  sim::Cluster cluster{.nodes = nodes, .jitter = sim::LogNormal{0.05}};
  cluster.step_time = {base::Duration{12'000'000}};
  cluster.link.latency = base::Duration{30'000};
  MeasureSteps observer(swarm);
  sim::Engine engine(cluster, {algorithm, &swarm, observer});
  engine.start();
  engine.run();
  swarm.drain();
  return observer.seconds();
}

models::BareLoopOptions bare_options(std::vector<sim::NodeId> nodes, int threads) {
  return {.nodes = std::move(nodes),
          .learning_rate = 0.1,
          .momentum = 0.9,
          .weight_decay = 1e-4,
          .nesterov = true,
          .threads = threads};
}

double seconds_of_loops(const models::ImageLearnerConfig& config, const models::ImageData& data,
                        const LoopSetting& setting) {
  std::barrier ready(setting.threads + 1);
  std::vector<std::jthread> loops;
  for (sim::NodeId node = 0; node < setting.threads; ++node)
    loops.emplace_back([&, node] {
      const auto step = models::bare_step_of_each(config, data, bare_options({node}, 1));
      step(0);
      ready.arrive_and_wait();
      for (std::int64_t i = 1; i <= setting.steps; ++i) step(i);
    });
  ready.arrive_and_wait();
  const auto start = Clock::now();
  loops.clear();
  return seconds_since(start);
}

}  // namespace consim::bench
