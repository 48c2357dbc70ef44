// Control by nodes that test: rounds, distances and time on quadratics.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/integration/theory_control.h"
#include "topologies/smallest_move.h"

using namespace consim;
using Setting = tests::ControlSetting;
using tests::Recursion;
using tests::RecursionRun;
using tests::sequence;
using tests::Training;
using tests::training;
using tests::TrainingRun;
using topologies::MixingSequence;

namespace {

sim::ConsensusControl tested(double target, const sim::Estimator& estimator,
                             std::uint32_t least = 1) {
  return {sim::TargetDistance{target}, {least, 5000}, estimator};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_control_tested)

// The run is the recursion that mixes until a round moves the nodes by at most σ times the target.
BOOST_AUTO_TEST_CASE(tests_of_theta_keep_the_target_with_the_rounds_that_their_bound_asks_for) {
  constexpr double kTarget = 0.05;
  for (const char* spec : {"ring:n=9", "torus:rows=3,cols=4", "exponential:n=8,directed=true"})
    for (const sim::Order order : {tests::kAdaptFirst, tests::kCombineFirst}) {
      const MixingSequence mixing = sequence(spec);
      const models::Quadratic learner = tests::valley(mixing.nodes());
      const double smallest = *topologies::smallest_move(mixing.at(0));
      Setting setting{learner, mixing, {order, tested(kTarget, sim::ThetaTest{smallest}, 2)}};
      Recursion recursion = tests::recursion_of(learner, setting, kTarget, 2);
      recursion.part_of_move = smallest;
      const RecursionRun expected = run(recursion, setting.steps);
      Training controlled = training(setting);
      for (const bool unequal : {false, true}) {
        if (unequal) controlled.cluster = tests::unequal_times(mixing.nodes());
        const TrainingRun found = train(controlled);
        BOOST_TEST(deviation(found, expected) < tests::kTolerance);
        for (std::size_t t = 0; t < found.ends.size(); ++t) {
          BOOST_TEST(static_cast<int>(found.ends[t].rounds) == expected.rounds[t]);
          BOOST_TEST(expected.one_round_less[t] <= kTarget);
        }
      }
    }
}

// With r rows the distance that is seen has a relative standard deviation of at most 1/sqrt(2r),
// so none of the steps is five of them above the target, and rounds are an oracle's on average:
// one round on the torus changes the distance by a quarter at most, a standard deviation of what is
// seen by a fortieth.
BOOST_AUTO_TEST_CASE(tests_of_a_sketch_keep_the_target_within_the_stated_error) {
  constexpr int kRows = 512, kSteps = 200;
  const MixingSequence mixing = sequence("torus:rows=3,cols=4");
  const models::Quadratic learner({.seed = 7, .nodes = 12, .dimension = 200, .noise = 1});
  Setting setting{learner, mixing, {}, kSteps, {}, {.peak = 0.1}};
  const auto mean_rounds = [&](const sim::Estimator& estimator) {
    setting.agreement.by = tested(0.05, estimator);
    const TrainingRun run = train(training(setting));
    double mean = 0;
    for (std::size_t t = 0; t < run.ends.size(); ++t) {
      mean += run.ends[t].rounds / static_cast<double>(kSteps);
      BOOST_TEST(run.steps[t].consensus_distance <= 0.05 * (1 + 5 / std::sqrt(2.0 * kRows)));
    }
    return mean;
  };
  const double oracle = mean_rounds(sim::Oracle{});
  BOOST_TEST(oracle > 3);
  BOOST_TEST(std::abs(mean_rounds(sim::SketchTest{.rows = kRows, .seed = 1}) - oracle) <= 0.25);
}

// c + K(α + m/B) a step and, after each of the last K − k_min + 1 rounds, log₂ n (α + 8/B).
BOOST_AUTO_TEST_CASE(each_test_is_paid_for_in_time_and_bytes) {
  const MixingSequence mixing = sequence("ring:n=8");
  const models::Quadratic learner = tests::valley(8);
  const double smallest = *topologies::smallest_move(mixing.at(0));
  Training paid = training({learner, mixing, {.by = tested(0.05, sim::ThetaTest{smallest, 3}, 2)}});
  paid.cluster.step_time = {base::Duration{1'000'000}};
  paid.cluster.link = {
      .latency = base::Duration{20'000}, .bandwidth = {1e9}, .sharing = sim::Sharing::kNone};
  const TrainingRun run = train(paid);
  std::int64_t time = 0, bytes = 0;
  for (const sim::StepEnd& end : run.ends) {
    const std::int64_t rounds = end.rounds, tests = (rounds - 2) / 3 + 1;
    BOOST_TEST((rounds - 2) % 3 == 0);
    BOOST_TEST(end.tests == tests);
    time += 1'000'000 + rounds * (20'000 + 300) + tests * 3 * (20'000 + 8);
    bytes += 8 * (rounds * 2 * 300 + tests * 3 * 8);
    BOOST_TEST(end.time.time_since_epoch().count() == time);
    BOOST_TEST(end.bytes_sent == bytes);
  }
}

BOOST_AUTO_TEST_CASE(tested_runs_have_the_same_bits_for_any_threads_and_resumed_anywhere) {
  const MixingSequence ring = sequence("ring:n=9"), matchings = sequence("random_matching:n=8");
  const double smallest = *topologies::smallest_move(ring.at(0));
  const sim::ConsensusControl controls[] = {tested(0.05, sim::ThetaTest{smallest, 2}, 3),
                                            tested(0.05, sim::SketchTest{.rows = 32}, 2)};
  for (const sim::ConsensusControl& control : controls)
    for (const sim::Order order : {tests::kAdaptFirst, tests::kCombineFirst}) {
      const bool sketch = std::holds_alternative<sim::SketchTest>(control.estimator);
      const MixingSequence& mixing = sketch ? matchings : ring;
      const models::Quadratic learner = tests::valley(mixing.nodes());
      Training setting = training({learner, mixing, {order, control}, 4});
      setting.cluster = tests::unequal_times(mixing.nodes());
      const TrainingRun whole = train(setting);
      setting.swarm.threads = 3;
      BOOST_TEST((bits(train(setting)) == bits(whole)));
      for (std::uint64_t at = 1; at < whole.events; at += 7)
        BOOST_TEST((bits(train_interrupted(setting, at)) == bits(whole)), "at event " << at);
    }
}

BOOST_AUTO_TEST_SUITE_END()
