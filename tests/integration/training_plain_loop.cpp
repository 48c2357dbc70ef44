// Training through engine, algorithm and swarm against plain LibTorch loops with torch::optim::SGD.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "models/synthetic_images.h"
#include "models/torch_module.h"
#include "sim/algorithms/allreduce.h"
#include "sim/algorithms/dsgd.h"
#include "tests/support/bare_loop/bare_loop.h"
#include "tests/support/mixing_builders.h"
#include "tests/support/training_run.h"

using namespace consim;

namespace {

constexpr std::uint32_t kSteps = 10;
// Float roundings, about 1e-7 each and amplified from step to step, stay below this for ten steps.
constexpr double kRounding = 2e-5;

models::ImageLearnerConfig learner_config(int nodes, models::NetworkConfig network) {
  models::ImageLearnerConfig config;
  config.nodes = nodes;
  config.network = std::move(network);
  config.batch_size = 8;
  return config;
}

models::ImageData pictures() {
  return models::generate_synthetic_images(
      {.seed = 3, .train = 640, .test = 50, .shape = {1, 12, 12}});
}

tests::Training training(const sim::Learner& learner) {
  tests::Training result{.learner = learner};
  result.swarm.threads = 2;
  result.swarm.sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 1e-3};
  result.swarm.learning_rate.peak = result.swarm.learning_rate.warmup_from = 0.05;
  result.swarm.plan = {.steps = kSteps};
  result.cluster.nodes = learner.nodes();
  return result;
}

models::BareLoopOptions plain(std::vector<sim::NodeId> nodes) {
  return {.nodes = std::move(nodes),
          .steps = kSteps,
          .learning_rate = 0.05,
          .momentum = 0.9,
          .weight_decay = 1e-3,
          .nesterov = true};
}

double relative_difference(const std::vector<double>& x, const std::vector<float>& reference) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    difference += (x[i] - reference[i]) * (x[i] - reference[i]);
    size += static_cast<double>(reference[i]) * reference[i];
  }
  return std::sqrt(difference / size);
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_node_equals_torch_optim_sgd_on_the_same_batches) {
  const auto config = learner_config(1, models::Resnet{.depth = 8, .width = 4});
  const auto data = pictures();
  const auto learner = models::make_image_learner(config, data);
  tests::Training one = training(*learner);
  const auto w = tests::uniform_mixing(tests::Senders(1));
  one.algorithm = [&] {
    return std::make_unique<sim::Dsgd>(topologies::MixingSequence(w),
                                       sim::Dsgd::Config{.steps = kSteps});
  };
  const auto run = tests::train(one);
  const auto expected = models::bare_loop(config, data, plain({0}));
  BOOST_TEST(relative_difference(run.x[0], expected.parameters) < kRounding);
  for (std::size_t step = 0; step < kSteps; ++step)
    BOOST_TEST(run.steps[step].train_loss == expected.losses[step],
               boost::test_tools::tolerance(1e-4));
}

// Momentum and weight decay are linear in the gradient and all nodes begin at one point, so
// averaging the updated rows is one step on the union of the mini-batches.
BOOST_DATA_TEST_CASE(complete_graph_and_all_reduce_equal_the_loop_on_the_union_batch,
                     boost::unit_test::data::make({false, true}), all_reduce) {
  constexpr int kNodes = 4;
  const auto config =
      learner_config(kNodes, models::Resnet{.depth = 8, .width = 4, .norm = models::Norm::kGroup});
  const auto data = pictures();
  const auto learner = models::make_image_learner(config, data);
  tests::Training four = training(*learner);
  const auto w = tests::uniform_mixing(tests::complete(kNodes));
  four.algorithm = [&]() -> std::unique_ptr<sim::Algorithm> {
    if (all_reduce)
      return std::make_unique<sim::AllReduceSgd>(sim::AllReduceSgd::Config{.steps = kSteps});
    return std::make_unique<sim::Dsgd>(topologies::MixingSequence(w),
                                       sim::Dsgd::Config{.steps = kSteps});
  };
  const auto run = tests::train(four);
  const auto expected = models::bare_loop(config, data, plain({0, 1, 2, 3}));
  for (const auto& x : run.x) BOOST_TEST(relative_difference(x, expected.parameters) < kRounding);
  BOOST_TEST(run.steps.back().consensus_distance < kRounding);
  for (std::size_t step = 0; step < kSteps; ++step)
    BOOST_TEST(run.steps[step].train_loss == expected.losses[step],
               boost::test_tools::tolerance(1e-4));
}
