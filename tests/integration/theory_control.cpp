// Consensus control on quadratics: as many rounds as the target needs, and no more.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "sim/algorithms/allreduce.h"
#include "tests/integration/theory_control.h"

using namespace consim;
using Eigen::MatrixXd;
using tests::kAdaptFirst;
using tests::kCombineFirst;
using tests::Recursion;
using tests::RecursionRun;
using tests::sequence;
using Setting = tests::ControlSetting;
using tests::Training;
using tests::training;
using tests::TrainingRun;
using topologies::MixingSequence;

namespace {

constexpr double kFractions[] = {0.9, 0.5, 0.25, 0.1};

double greatest_distance(const TrainingRun& run) {
  double greatest = 0;
  for (const sim::StepMeasurement& step : run.steps)
    greatest = std::max(greatest, step.consensus_distance);
  return greatest;
}

// The run is the recursion that mixes until it is at the target.
void check_recursion(const std::string& spec, sim::Order order) {
  const MixingSequence mixing = sequence(spec);
  const models::Quadratic learner = tests::valley(mixing.nodes());
  Setting setting{learner, mixing, {order, sim::FixedRounds{1}}};
  const double free = greatest_distance(train(training(setting)));
  for (const double fraction : kFractions) {
    const Recursion recursion = tests::recursion_of(learner, setting, fraction * free);
    const RecursionRun expected = run(recursion, setting.steps);
    setting.agreement.by = sim::ConsensusControl{sim::TargetDistance{recursion.target}};
    Training controlled = training(setting);
    for (const bool unequal : {false, true}) {
      if (unequal) controlled.cluster = tests::unequal_times(mixing.nodes());
      const TrainingRun found = train(controlled);
      BOOST_TEST(deviation(found, expected) < tests::kTolerance);
      for (std::size_t t = 0; t < found.ends.size(); ++t) {
        BOOST_TEST(static_cast<int>(found.ends[t].rounds) == expected.rounds[t]);
        BOOST_TEST(found.ends[t].target == recursion.target);
        if (order == kAdaptFirst) BOOST_TEST(found.steps[t].consensus_distance <= recursion.target);
        if (expected.rounds[t] > 1) BOOST_TEST(expected.one_round_less[t] > recursion.target);
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_control)

BOOST_AUTO_TEST_CASE(a_controlled_step_has_the_least_number_of_rounds_that_meets_its_target) {
  for (const char* spec :
       {"ring:n=9", "torus:rows=3,cols=4", "exponential:n=9", "star:n=6",
        "exponential:n=8,directed=true", "alternating:graphs=ring:n=8+star:n=8",
        "one_peer_exponential:n=8", "random_matching:n=8", "path:n=5,mixing=uniform"})
    for (const sim::Order order : {kAdaptFirst, kCombineFirst})
      BOOST_TEST_CONTEXT(spec << " order " << static_cast<int>(order)) check_recursion(spec, order);
}

// Of the state that enters the first exchange; slack for the rounding of both sides.
BOOST_AUTO_TEST_CASE(theta_lies_between_the_bounds_of_the_spectrum) {
  for (const char* spec : {"ring:n=9", "torus:rows=3,cols=4", "exponential:n=8,directed=true"}) {
    const MixingSequence mixing = sequence(spec);
    const int n = mixing.nodes();
    const MatrixXd away = MatrixXd::Identity(n, n) - tests::dense(mixing.at(0));
    // Singular values of I − W: the smallest is the constant vector's 0.
    const Eigen::VectorXd values = Eigen::JacobiSVD<MatrixXd>(away).singularValues();
    const models::Quadratic learner = tests::valley(n);
    const TrainingRun run = train(training(
        {learner, mixing, {kAdaptFirst, sim::ConsensusControl{sim::TargetDistance{0.05}}}}));
    for (const sim::StepMeasurement& step : run.steps) {
      const double entering = step.consensus_distance_before_mixing;
      BOOST_TEST(step.theta >= values(n - 2) * entering - 1e-12);
      BOOST_TEST(step.theta <= values(0) * entering + 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(target_zero_is_all_reduce_and_one_that_never_binds_is_no_control_bit_for_bit) {
  const MixingSequence mixing = sequence("ring:n=9");
  const models::Quadratic learner = tests::valley(9);
  Setting setting{learner, mixing, {kAdaptFirst, sim::ExactAverage{}}};
  Training all_reduce = training(setting);
  const TrainingRun exact = train(all_reduce);
  all_reduce.algorithm = [] {
    return std::make_unique<sim::AllReduceSgd>(
        sim::AllReduceSgd::Config{.steps = 12, .message = base::Bytes{300}});
  };
  BOOST_TEST((bits(exact) == bits(train(all_reduce))));

  setting.agreement.by = sim::FixedRounds{2};
  const TrainingRun free = train(training(setting));
  setting.agreement.by = sim::ConsensusControl{sim::TargetDistance{1e9}, {2}};
  TrainingRun loose = train(training(setting));
  for (const sim::StepEnd& end : loose.ends) BOOST_TEST(end.rounds == 2u);
  loose.event_hash = free.event_hash;  // the decisions are events
  loose.events = free.events;
  BOOST_TEST((bits(loose) == bits(free)));
}

// Equal Hessians and a doubly stochastic W: x̄ is the centralized path with the same noise, however
// near the nodes are kept. Rounding of 300 steps of numbers of size 1.
BOOST_AUTO_TEST_CASE(the_mean_does_not_depend_on_the_target) {
  const MixingSequence mixing = sequence("ring:n=12");
  const models::Quadratic learner(
      {.seed = 7, .nodes = 12, .dimension = 20, .noise = 1, .heterogeneity = 0.5});
  Setting setting{learner, mixing, {kAdaptFirst, sim::ExactAverage{}}, 300};
  const TrainingRun exact = train(training(setting));
  for (const double target : {3.0, 1.0, 0.1}) {
    setting.agreement.by = sim::ConsensusControl{sim::TargetDistance{target}};
    const TrainingRun run = train(training(setting));
    for (std::size_t c = 0; c < exact.averaged_model.size(); ++c)
      BOOST_TEST(std::abs(run.averaged_model[c] - exact.averaged_model[c]) <= 1e-11);
  }
}

// For many coordinates K is nearly the same in each step, and that of the mean-field recursion
// c_j <- λ_j^{2K}((1 − ηh)² c_j + η²s²) with the least K that keeps (d/n) Σ_j c_j <= τ².
BOOST_AUTO_TEST_CASE(the_mean_number_of_rounds_is_that_of_the_mean_field) {
  constexpr int kNodes = 32, kDimension = 1024, kSteps = 400, kSettled = 200;
  constexpr double kRate = 0.1;
  const MixingSequence mixing = sequence("ring:n=32");
  const models::Quadratic learner(
      {.seed = 3, .nodes = kNodes, .dimension = kDimension, .noise = 1});
  Setting setting{learner, mixing, {kAdaptFirst, sim::FixedRounds{1}}, kSteps, {}, {.peak = kRate}};
  std::vector<double> lambda;
  for (int k = 1; k < kNodes; ++k)
    lambda.push_back(1.0 / 3 + 2.0 / 3 * std::cos(2 * std::acos(-1.0) * k / kNodes));
  double stationary = 0;  // Ξ² without control
  for (const double l : lambda)
    stationary += l * l * kRate * kRate / (1 - l * l * (1 - kRate) * (1 - kRate));
  stationary *= static_cast<double>(kDimension) / kNodes;
  for (const double fraction : kFractions) {
    const double target = fraction * std::sqrt(stationary);
    setting.agreement.by = sim::ConsensusControl{sim::TargetDistance{target}};
    const TrainingRun run = train(training(setting));
    std::vector<double> c(lambda.size());
    double predicted = 0, found = 0;
    for (int t = 0; t < kSteps; ++t) {
      for (double& value : c) value = (1 - kRate) * (1 - kRate) * value + kRate * kRate;
      int rounds = 0;
      double square = 0;
      do {
        square = 0;
        for (std::size_t j = 0; j < c.size(); ++j) square += c[j] *= lambda[j] * lambda[j];
        ++rounds;
      } while (kDimension * square / kNodes > target * target);
      if (t < kSettled) continue;
      predicted += rounds / static_cast<double>(kSteps - kSettled);
      found +=
          run.ends[static_cast<std::size_t>(t)].rounds / static_cast<double>(kSteps - kSettled);
    }
    BOOST_TEST(std::abs(found - predicted) <= 0.5, fraction << ": " << found << ", " << predicted);
    BOOST_TEST(predicted >= 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
