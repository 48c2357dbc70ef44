// Without noise, the swarm driven by the engine is the matrix recursion, whatever the nodes' times.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "sim/algorithms/allreduce.h"
#include "tests/integration/theory_valley.h"
#include "topologies/spec.h"

using namespace consim;
using tests::deviation;
using tests::rate;
using tests::Recursion;
using tests::Training;
using tests::TrainingRun;
using tests::unequal_times;
using tests::valley;

namespace {

constexpr int kSteps = 12;

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

sim::Cluster equal_times(int n) { return {.nodes = n}; }

Training decentralized(const Recursion& recursion, const topologies::MixingMatrix& w) {
  return {.learner = recursion.learner,
          .swarm = {.threads = 1,
                    .sgd = recursion.sgd,
                    .learning_rate = recursion.learning_rate,
                    .plan = {.steps = kSteps}},
          .cluster = equal_times(w.nodes()),
          .algorithm = [&w, recursion] {
            return std::make_unique<sim::Dsgd>(
                topologies::MixingSequence(w),
                sim::Dsgd::Config{.order = recursion.order,
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
    check(Recursion{learner, tests::always(tests::dense(w)), order, rounds, sgd, rate()}, w);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_trajectory)

BOOST_AUTO_TEST_CASE(gossip_training_is_the_matrix_recursion) {
  for_each_setting([](const Recursion& recursion, const topologies::MixingMatrix& w) {
    BOOST_TEST(deviation(train(decentralized(recursion, w)), run(recursion, kSteps)) <
               tests::kTolerance);
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
    BOOST_TEST(deviation(unequal, run(recursion, kSteps)) < tests::kTolerance);
  });
}

// W = 11ᵀ/n, exact averaging after every local update; all-reduce has no first exchange but it.
BOOST_AUTO_TEST_CASE(all_reduce_training_is_the_recursion_with_the_averaging_matrix) {
  for (const int n : {1, 2, 7})
    for (const sim::Sgd& sgd : kOptimizers)
      for (const bool equal : {true, false}) {
        const auto learner = valley(n);
        const Recursion recursion{
            learner, tests::always(Eigen::MatrixXd::Constant(n, n, 1.0 / n)), {}, 1, sgd, rate()};
        const Training training = all_reduce(recursion, equal ? equal_times(n) : unequal_times(n));
        BOOST_TEST(deviation(train(training), run(recursion, kSteps)) < tests::kTolerance,
                   "n " << n);
      }
}

// Measuring is no part of training: neither which steps are recorded nor which are evaluated.
BOOST_AUTO_TEST_CASE(what_is_recorded_changes_no_bit_of_what_is_learned) {
  const auto w = make_topology(topologies::parse_topology_spec("ring:n=9")).mixing.at(0);
  const auto learner = valley(9);
  const Recursion recursion{learner, tests::always(tests::dense(w)), {}, 2, kOptimizers[3], rate()};
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
