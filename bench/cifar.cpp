// Training of ResNet-20 on pictures of CIFAR-10's size, 32 nodes on a ring, mini-batches of 16, and
// what control of the consensus distance costs, in one process and on one machine.
//
//   bare_loops/T     T plain single-threaded loops side by side, one network each, no augmentation
//   run/T            32 nodes, one round a step, engine and swarm with T threads, crops and flips
//   recorded/T       the same with a row of /steps at every step
//   eight_rounds/T   with 8 rounds a step
//   controlled/T     with an oracle's control, which asks for 8 rounds in each step
//   estimated/T      and with noise, smoothness and critical distance estimated
//
// `images_per_second` is what compares.
#include <benchmark/benchmark.h>

#include "bench/training_run.h"
#include "models/synthetic_images.h"

namespace consim {
namespace {

constexpr int kNodes = 32;
constexpr std::int64_t kBatch = 16;
constexpr std::int64_t kSteps = 4;

models::ImageLearnerConfig config(bool augmented) {
  models::ImageLearnerConfig result;
  result.nodes = kNodes;
  result.network = models::Resnet{.depth = 20, .width = 16};
  result.batch_size = kBatch;
  if (augmented) result.augmentation = models::Augmentation{};
  return result;
}

const models::ImageData& pictures() {
  static const models::ImageData data = models::generate_synthetic_images(
      {.train = kNodes * kBatch * 4, .test = 32, .shape = {3, 32, 32}});
  return data;
}

void report_images(benchmark::State& state) {
  state.counters["images_per_second"] =
      benchmark::Counter(static_cast<double>(state.iterations() * kSteps * kNodes * kBatch),
                         benchmark::Counter::kIsRate);
}

void bare_loops(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  const bench::LoopSetting setting{threads, kSteps * kNodes / threads};
  for (auto unused : state)
    state.SetIterationTime(bench::seconds_of_loops(config(false), pictures(), setting));
  report_images(state);
}

void simulate(benchmark::State& state, bench::RunSetting setting) {
  const auto learner = models::make_image_learner(config(true), pictures());
  setting.threads = static_cast<int>(state.range(0));
  setting.steps = kSteps;
  for (auto unused : state) state.SetIterationTime(bench::seconds_of_run(*learner, setting));
  report_images(state);
}

// A target that never binds: all of the rounds are asked for, and looked at.
const sim::Agreement kControlled{.by = sim::ConsensusControl{sim::TargetDistance{1e9}, {8, 1000}}};

void run(benchmark::State& state) { simulate(state, {}); }
void recorded(benchmark::State& state) { simulate(state, {.record_every = 1}); }
void eight_rounds(benchmark::State& state) {
  simulate(state, {.agreement = {.by = sim::FixedRounds{8}}});
}
void controlled(benchmark::State& state) { simulate(state, {.agreement = kControlled}); }
void estimated(benchmark::State& state) {
  simulate(state, {.agreement = kControlled, .gradients = sim::Gradients::kSpread});
}

void settings(benchmark::internal::Benchmark* bench) {
  bench->Arg(2)->UseManualTime()->Unit(benchmark::kSecond)->Repetitions(5);
}

BENCHMARK(bare_loops)->Apply(settings);
BENCHMARK(run)->Apply(settings);
BENCHMARK(recorded)->Apply(settings);
BENCHMARK(eight_rounds)->Apply(settings);
BENCHMARK(controlled)->Apply(settings);
BENCHMARK(estimated)->Apply(settings);

}  // namespace
}  // namespace consim
