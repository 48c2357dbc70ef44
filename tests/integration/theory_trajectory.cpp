// Without noise, the swarm driven by the engine is the matrix recursion, whatever the nodes' times.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "sim/algorithms/allreduce.h"
#include "tests/integration/theory_recursion.h"
#include "tests/support/training_run.h"
#include "topologies/spec.h"

using namespace consim;
using tests::Recursion;
using tests::RecursionRun;
using tests::Training;
using tests::TrainingRun;

namespace {

constexpr int kSteps = 12;

// Relative to numbers of size 1: a run rounds each of about 1000 numbers a row some 50 times.
constexpr double kTolerance = 1e-12;

const std::vector<std::string> kTopologies = {"ring:n=1",
                                              "ring:n=2",
                                              "ring:n=9",
                                              "path:n=5",
                                              "star:n=6",
                                              "star:n=5,mixing=uniform",
                                              "torus:rows=3,cols=4",
                                              "complete:n=7",
                                              "exponential:n=8,directed=true",
                                              "exponential:n=9"};

const std::vector<sim::Sgd> kOptimizers = {
    {},
    {.weight_decay = 0.05},
    {.momentum = 0.8},
    {.momentum = 0.8, .nesterov = true, .weight_decay = 0.05}};

models::Quadratic valley(int n) {
  return models::Quadratic({.seed = 4,
                            .nodes = n,
                            .dimension = 5,
                            .curvature = {0.0, 0.3, 1.0, 1.7, -0.2},
                            .heterogeneity = 0.7,
                            .initial = 1.0});
}

sim::LearningRate rate() {
  return {
      .peak = 0.2, .warmup_from = 0.05, .warmup_steps = 4, .decay_steps = {8}, .decay_factor = 0.5};
}

sim::Cluster equal_times(int n) { return {.nodes = n}; }

// Nodes up to 6 times as slow as others, messages that take as long as steps, shared ports.
sim::Cluster unequal_times(int n) {
  sim::Cluster cluster{.nodes = n, .seed = 5, .step_time = {}, .jitter = sim::LogNormal{0.5}};
  for (int i = 0; i < n; ++i)
    cluster.step_time.push_back(base::Duration{1000 + 5000 * (i % 3) / 2});
  cluster.link = {
      .latency = base::Duration{700}, .bandwidth = {1e9}, .sharing = sim::Sharing::kNic};
  return cluster;
}

Training decentralized(const Recursion& recursion, const topologies::MixingMatrix& w) {
  return {.learner = recursion.learner,
          .swarm = {.threads = 1,
                    .sgd = recursion.sgd,
                    .learning_rate = recursion.learning_rate,
                    .plan = {.steps = kSteps}},
          .cluster = equal_times(w.nodes()),
          .algorithm = [&w, recursion] {
            return std::make_unique<sim::Dsgd>(
                sim::Dsgd::Config{.mixing = w,
                                  .order = recursion.order,
                                  .rounds = static_cast<std::uint32_t>(recursion.rounds),
                                  .steps = kSteps,
                                  .message = base::Bytes{300}});
          }};
}

Training all_reduce(const Recursion& recursion, const sim::Cluster& cluster) {
  return {.learner = recursion.learner,
          .swarm = {.threads = 1,
                    .sgd = recursion.sgd,
                    .learning_rate = recursion.learning_rate,
                    .plan = {.steps = kSteps}},
          .cluster = cluster,
          .algorithm = [] {
            return std::make_unique<sim::AllReduceSgd>(
                sim::AllReduceSgd::Config{.steps = kSteps, .message = base::Bytes{300}});
          }};
}

double relative(double a, double b, double scale) {
  return std::abs(a - b) / (std::abs(b) + scale);
}

// The largest deviation. update_norm is a difference of means, so its error is relative to these.
double deviation(const TrainingRun& run, const RecursionRun& expected) {
  double worst = run.steps.size() == expected.steps.size() ? 0 : INFINITY;
  for (std::size_t t = 0; t < run.steps.size(); ++t) {
    const sim::StepMeasurement &a = run.steps[t], &b = expected.steps[t];
    const double floor = 1e-3 * b.parameter_norm;  // below this a distance is a rest of rounding
    for (const double error :
         {relative(a.train_loss, b.train_loss, 0.01),
          relative(a.consensus_distance, b.consensus_distance, floor),
          relative(a.consensus_distance_before_mixing, b.consensus_distance_before_mixing, floor),
          relative(a.gradient_norm, b.gradient_norm, 0.01),
          relative(a.local_gradient_norm, b.local_gradient_norm, 0),
          relative(a.update_norm, b.update_norm, b.parameter_norm),
          relative(a.parameter_norm, b.parameter_norm, 0), relative(a.theta, b.theta, floor)})
      worst = std::isnan(error) ? INFINITY : std::max(worst, error);
  }
  for (int i = 0; i < expected.x.rows(); ++i)
    for (int j = 0; j < expected.x.cols(); ++j)
      worst =
          std::max(worst, relative(run.x[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)],
                                   expected.x(i, j), 1));
  return worst;
}

template <class Check>
void for_each_setting(const Check& check) {
  for (const std::string& topology : kTopologies) {
    const auto w = make_topology(topologies::parse_topology_spec(topology)).mixing.at(0);
    const auto learner = valley(w.nodes());
    for (const auto order : {sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt})
      for (const int rounds : {1, 2, 3, 4})
        for (const sim::Sgd& sgd : kOptimizers)
          BOOST_TEST_CONTEXT(topology << " order " << static_cast<int>(order) << " rounds "
                                      << rounds << " momentum " << sgd.momentum << " decay "
                                      << sgd.weight_decay)
    check(Recursion{learner, tests::dense(w), order, rounds, sgd, rate()}, w);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_trajectory)

BOOST_AUTO_TEST_CASE(gossip_training_is_the_matrix_recursion) {
  for_each_setting([](const Recursion& recursion, const topologies::MixingMatrix& w) {
    BOOST_TEST(deviation(train(decentralized(recursion, w)), run(recursion, kSteps)) < kTolerance);
  });
}

BOOST_AUTO_TEST_CASE(times_change_no_bit_of_what_is_learned) {
  for_each_setting([](const Recursion& recursion, const topologies::MixingMatrix& w) {
    Training training = decentralized(recursion, w);
    TrainingRun equal = train(training);
    training.cluster = unequal_times(w.nodes());
    const TrainingRun unequal = train(training);
    // Moments over nodes are folded in the order in which nodes end a step, so only their last
    // digits may differ; parameters may not at all.
    BOOST_TEST((unequal.x == equal.x));
    BOOST_TEST(unequal.hash == equal.hash);
    BOOST_TEST(deviation(unequal, run(recursion, kSteps)) < kTolerance);
  });
}

// W = 11ᵀ/n, exact averaging after every local update; all-reduce has no first exchange but it.
BOOST_AUTO_TEST_CASE(all_reduce_training_is_the_recursion_with_the_averaging_matrix) {
  for (const int n : {1, 2, 7})
    for (const sim::Sgd& sgd : kOptimizers)
      for (const bool equal : {true, false}) {
        const auto learner = valley(n);
        const Recursion recursion{learner, Eigen::MatrixXd::Constant(n, n, 1.0 / n), {}, 1, sgd,
                                  rate()};
        const Training training = all_reduce(recursion, equal ? equal_times(n) : unequal_times(n));
        BOOST_TEST(deviation(train(training), run(recursion, kSteps)) < kTolerance, "n " << n);
      }
}

// Measuring is no part of training: neither which steps are recorded nor which are evaluated.
BOOST_AUTO_TEST_CASE(what_is_recorded_changes_no_bit_of_what_is_learned) {
  const auto w = make_topology(topologies::parse_topology_spec("ring:n=9")).mixing.at(0);
  const auto learner = valley(9);
  const Recursion recursion{learner, tests::dense(w), {}, 2, kOptimizers[3], rate()};
  Training training = decentralized(recursion, w);
  const TrainingRun all = train(training);
  training.swarm.plan = {.steps = kSteps, .record_every = 5, .evaluate_every = 3};
  const TrainingRun some = train(training);
  BOOST_TEST(some.hash == all.hash);
  BOOST_TEST(some.evaluations.size() == 4u);
  for (std::size_t t = 0; t < kSteps; ++t) {
    BOOST_TEST(some.steps[t].consensus_distance == all.steps[t].consensus_distance);
    BOOST_TEST(std::isnan(some.steps[t].theta) == (t != 4 && t != 9 && t != 11));
    BOOST_TEST(std::isnan(some.steps[t].gradient_norm) == std::isnan(some.steps[t].theta));
  }
}

BOOST_AUTO_TEST_SUITE_END()
