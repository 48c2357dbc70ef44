// What recording costs, as a share of training: 16 nodes on a ring, ResNet-8 of width W, every
// tenth step a row, one thread.
//
// Steps whose gradient costs nothing are taken twice, by turns, the best of each kept: without any
// observation, and with all of it (consensus distances of every step, the gradients' norms of
// recorded steps, rows, the HDF5 file and its flushes). Counters, each a node and step:
//
//   recording    s, the difference
//   training     s, gradient of a mini-batch of 32 pictures of 28 × 28, on one thread
//   share        recording / training
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>

#include "bench/free_gradient.h"
#include "models/synthetic_images.h"
#include "models/torch_module.h"
#include "sim/record/run_recorder.h"
#include "sim/record/writer.h"

namespace consim {
namespace {

constexpr int kNodes = 16;
constexpr std::uint32_t kSteps = 200;

double seconds_of(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

sim::Swarm::Config config() {
  sim::Swarm::Config result;
  result.sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 1e-4};
  result.plan = {.steps = kSteps, .record_every = 10};
  return result;
}

double unobserved(const sim::Learner& learner) {
  sim::Swarm::Config plain = config();
  plain.plan.record_every = kSteps;
  sim::Swarm swarm(learner, plain);
  return seconds_of([&] {
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      for (sim::NodeId i = 0; i < kNodes; ++i) {
        swarm.compute(i, step);
        swarm.apply(i);
      }
      gossip_on_ring(swarm, kNodes);
    }
    swarm.drain();
  });
}

struct Sink final : record::RowSink {
  explicit Sink(record::ResultWriter& to) : writer(to) {}
  void append(const results::StepRow& row) override { writer.append(row); }
  void append(const results::EvaluationRow&) override {}
  record::ResultWriter& writer;
};

double observed(const sim::Learner& learner, const std::filesystem::path& output) {
  sim::Swarm swarm(learner, config());
  record::ResultWriter writer({.output = output, .overwrite = true});
  Sink sink(writer);
  record::RunRecorder recorder({.plan = config().plan, .phases = {{0, "dsgd"}}}, &swarm, sink);
  return seconds_of([&] {
    for (std::uint32_t step = 0; step < kSteps; ++step) {
      for (sim::NodeId i = 0; i < kNodes; ++i) {
        swarm.compute(i, step);
        swarm.apply(i);
        swarm.enter_mixing(i, step);
      }
      gossip_on_ring(swarm, kNodes);
      for (sim::NodeId i = 0; i < kNodes; ++i) swarm.end_step(i, step);
      recorder.on_step_end({.step = step, .rounds = 1});
    }
    writer.close({});
  });
}

models::ImageLearnerConfig network(int width) {
  models::ImageLearnerConfig result;
  result.nodes = kNodes;
  result.network = models::Resnet{.depth = 8, .width = width};
  result.batch_size = 32;
  return result;
}

// Of one mini-batch, the median.
double gradient_seconds(const sim::Learner& learner) {
  const auto dimension = static_cast<std::size_t>(learner.layout().dimension);
  const auto count = static_cast<std::size_t>(learner.layout().buffers);
  std::vector<float> x(dimension), gradient(dimension), buffers(count);
  const auto row = [](std::vector<float>& values) {
    return sim::Row{sim::Scalar::kFloat, values.data(), static_cast<std::int64_t>(values.size())};
  };
  learner.initial_point(0, row(x), row(buffers));
  const auto worker = learner.make_worker();
  std::vector<double> seconds;
  for (std::int64_t step = 0; step < 60; ++step)
    seconds.push_back(seconds_of(
        [&] { worker->loss_and_gradient({0, step}, row(x), row(buffers), row(gradient)); }));
  std::nth_element(seconds.begin(), seconds.begin() + 30, seconds.end());
  return seconds[30];
}

void recording(benchmark::State& state) {
  const models::ImageData pictures =
      models::generate_synthetic_images({.train = kNodes * 32 * 4, .test = 32});
  const auto trained =
      models::make_image_learner(network(static_cast<int>(state.range(0))), pictures);
  const sim::FreeGradient learner(kNodes, sim::Scalar::kFloat, trained->layout().dimension);
  const std::filesystem::path output =
      std::filesystem::temp_directory_path() / ("recording-" + std::to_string(getpid()) + ".h5");
  double without = std::numeric_limits<double>::infinity(), with = without;
  for (auto unused : state) {
    without = std::min(without, unobserved(learner));
    with = std::min(with, observed(learner, output));
  }
  std::filesystem::remove(output);
  const double cost = (with - without) / (kSteps * kNodes);
  const double training = gradient_seconds(*trained);
  state.counters["recording"] = cost;
  state.counters["training"] = training;
  state.counters["share"] = cost / training;
}
BENCHMARK(recording)->Arg(8)->Arg(16)->Unit(benchmark::kMillisecond)->Iterations(10);

}  // namespace
}  // namespace consim
