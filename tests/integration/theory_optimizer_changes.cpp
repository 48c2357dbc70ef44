// Settings of the optimizer that change in the course of a run: against the matrix recursion, a
// closed form, and runs in which nothing changes.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "sim/algorithms/dsgd.h"
#include "tests/integration/theory_valley.h"
#include "topologies/spec.h"

using namespace consim;
using tests::deviation;
using tests::Recursion;
using tests::Training;
using tests::TrainingRun;
using tests::valley;

namespace {

constexpr int kSteps = 12;

topologies::MixingMatrix weights(const char* spec) {
  return make_topology(topologies::parse_topology_spec(spec)).mixing.at(0);
}

Training training(const sim::Learner& learner, const topologies::MixingMatrix& w, sim::Order order,
                  int steps = kSteps) {
  return {.learner = learner,
          .swarm = {.threads = 1, .plan = {.steps = steps}},
          .cluster = tests::unequal_times(w.nodes()),
          .algorithm = [w, order, steps] {
            return std::make_unique<sim::Dsgd>(
                topologies::MixingSequence(w),
                sim::Dsgd::Config{.order = order,
                                  .steps = static_cast<std::uint32_t>(steps),
                                  .message = base::Bytes{300}});
          }};
}

// Momentum off, then on again, then Nesterov's; weight decay and rates of their own.
const sim::Sgd kFirst = {.momentum = 0.8};
const std::vector<sim::OptimizerChange> kChanges = {
    {.start = 3, .sgd = {.weight_decay = 0.05}, .learning_rate = tests::rate(), .factor = 0.5},
    {.start = 6, .sgd = {.momentum = 0.6, .weight_decay = 0.2}, .learning_rate = {.peak = 0.07}},
    {.start = 9,
     .sgd = {.momentum = 0.9, .nesterov = true},
     .learning_rate = {.peak = 0.05, .decay_steps = {10}, .decay_factor = 0.5},
     .factor = 3}};

sim::Sgd sgd_at(int t) {
  if (t < 3) return kFirst;
  return t < 6 ? kChanges[0].sgd : t < 9 ? kChanges[1].sgd : kChanges[2].sgd;
}

double rate_at(int t) {
  if (t < 3) return tests::rate().at(t);
  if (t < 6) return 0.5 * tests::rate().at(t);
  if (t < 9) return 0.07;
  return t < 10 ? 0.15 : 0.075;
}

Training changing(const sim::Learner& learner, const topologies::MixingMatrix& w,
                  sim::Order order) {
  Training result = training(learner, w, order);
  result.swarm.sgd = kFirst;
  result.swarm.learning_rate = tests::rate();
  result.swarm.changes = kChanges;
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_optimizer_changes)

BOOST_AUTO_TEST_CASE(the_last_change_at_or_before_a_step_is_in_force) {
  BOOST_TEST(sim::in_force({}, 5) == nullptr);
  BOOST_TEST(sim::in_force(kChanges, 2) == nullptr);
  BOOST_TEST(sim::in_force(kChanges, 3) == &kChanges[0]);
  BOOST_TEST(sim::in_force(kChanges, 8) == &kChanges[1]);
  BOOST_TEST(sim::in_force(kChanges, 1000) == &kChanges[2]);
}

// Nodes are in different phases at a time: times are unequal.
BOOST_AUTO_TEST_CASE(training_is_the_matrix_recursion_with_the_settings_of_each_step) {
  for (const char* spec : {"ring:n=1", "ring:n=5", "star:n=6"})
    for (const auto order : {sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt}) {
      const auto w = weights(spec);
      const auto learner = valley(w.nodes());
      Recursion recursion{learner, tests::always(tests::dense(w)), order};
      recursion.sgd_at = sgd_at;
      recursion.rate_at = rate_at;
      const TrainingRun run = train(changing(learner, w, order));
      BOOST_TEST(deviation(run, tests::run(recursion, kSteps)) < tests::kTolerance,
                 spec << " order " << static_cast<int>(order));
    }
}

// Without momentum, with q(λ) = 1 − η(h + λ) and the fixed point x*(λ) = h b/(h + λ), a piece of k
// steps takes x − x* to q^k (x − x*).
BOOST_AUTO_TEST_CASE(weight_decay_that_changes_moves_the_fixed_point) {
  const auto w = weights("ring:n=1");
  const auto learner = valley(1);
  constexpr double kRate = 0.05, kFactor = 2, kBefore = 0.1, kAfter = 0.7;
  Training setting = training(learner, w, sim::Order::kAdaptThenCombine, 40);
  setting.swarm.sgd.weight_decay = kBefore;
  setting.swarm.learning_rate.peak = kRate;
  setting.swarm.changes = {{.start = 15,
                            .sgd = {.weight_decay = kAfter},
                            .learning_rate = setting.swarm.learning_rate,
                            .factor = kFactor}};
  const TrainingRun run = train(setting);
  const Eigen::MatrixXd start = tests::initial_points(learner), minimum = tests::minima(learner);
  for (int j = 0; j < start.cols(); ++j) {
    const double h = learner.curvature()[static_cast<std::size_t>(j)], b = minimum(0, j);
    const auto piece = [&](double x, double rate, double decay, int steps) {
      const double fixed = h * b / (h + decay);
      return fixed + std::pow(1 - rate * (h + decay), steps) * (x - fixed);
    };
    const double expected =
        piece(piece(start(0, j), kRate, kBefore, 15), kFactor * kRate, kAfter, 25);
    // 40 steps' roundings of numbers of size 1, some of which grow by (1.03)^40.
    BOOST_TEST(std::abs(run.x[0][static_cast<std::size_t>(j)] - expected) < 1e-13);
  }
}

BOOST_AUTO_TEST_CASE(a_change_to_the_same_settings_changes_no_bit) {
  const auto w = weights("ring:n=5");
  const auto learner = valley(5);
  Training setting = training(learner, w, sim::Order::kAdaptThenCombine);
  setting.swarm.sgd = {.momentum = 0.9, .nesterov = true, .weight_decay = 0.01};
  setting.swarm.learning_rate = tests::rate();
  const auto same = bits(train(setting));
  setting.swarm.changes = {
      {.start = 4, .sgd = setting.swarm.sgd, .learning_rate = setting.swarm.learning_rate}};
  BOOST_TEST((bits(train(setting)) == same));
}

BOOST_AUTO_TEST_CASE(threads_and_interruptions_change_no_bit) {
  const auto w = weights("ring:n=5");
  const auto learner = valley(5);
  Training setting = changing(learner, w, sim::Order::kAdaptThenCombine);
  const TrainingRun whole = train(setting);
  for (std::uint64_t at = 1; at < whole.events; at += 1 + whole.events / 20)
    BOOST_TEST((bits(train_interrupted(setting, at)) == bits(whole)), "event " << at);
  setting.swarm.threads = 3;
  BOOST_TEST((bits(train(setting)) == bits(whole)));
}

BOOST_AUTO_TEST_SUITE_END()
