// Noise, smoothness and critical distance, estimated while a quadratic is trained, against what is
// known of it.
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/integration/theory_control.h"
#include "tests/support/toy_learner.h"

using namespace consim;
using tests::sequence;
using tests::Training;
using tests::training;
using tests::TrainingRun;
using topologies::MixingSequence;

namespace {

constexpr int kNodes = 12, kDimension = 40, kSteps = 1200;
constexpr double kCurvature = 1.5, kNoise = 0.7;

// Nearly at rest, so that the gradient of the mean is the same in all steps.
const sim::LearningRate kSlow{.peak = 1e-9};

models::Quadratic quadratic(std::vector<double> curvature, double heterogeneity = 0.4) {
  return models::Quadratic({.seed = 5,
                            .nodes = kNodes,
                            .dimension = kDimension,
                            .curvature = std::move(curvature),
                            .noise = kNoise,
                            .heterogeneity = heterogeneity,
                            .initial = 1});
}

TrainingRun estimated(const sim::Learner& learner, const sim::LearningRate& rate,
                      const sim::Agreement& agreement, int steps = kSteps) {
  const MixingSequence mixing = sequence("torus:rows=3,cols=4");
  Training setting = training({learner, mixing, agreement, steps, {}, rate});
  setting.swarm.gradients = {{0, sim::Gradients::kSpread}};
  setting.swarm.plan.record_every = 50;
  return train(setting);
}

struct Sums {
  double spread = 0;       // D of the nodes' own gradients
  double mean_square = 0;  // ‖∇f(x̄)‖²
};

// At the points x that all nodes have in common.
Sums known(const models::Quadratic& learner, const std::vector<double>& x) {
  const Eigen::MatrixXd b = tests::minima(learner);
  Sums sums;
  for (int c = 0; c < kDimension; ++c) {
    const auto place = static_cast<std::size_t>(c);
    const double h = learner.curvature()[place], mean = b.col(c).mean();
    sums.spread += h * h * (b.col(c).array() - mean).square().sum() / (kNodes - 1);
    sums.mean_square += std::pow(h * (x[place] - mean), 2);
  }
  return sums;
}

struct Means {
  double noise = 0, variance = 0, mean_square = 0;
  int probes = 0;
};

// Of the probed steps but the first, where the nodes are apart.
Means means(const TrainingRun& run) {
  Means result;
  for (std::size_t t = 1; t < run.steps.size(); ++t) {
    const sim::GradientSpread& found = run.steps[t].gradients;
    BOOST_TEST(std::isnan(found.variance) == (t % sim::Swarm::kProbeEvery != 0));
    if (std::isnan(found.variance)) continue;
    ++result.probes;
    result.noise += found.noise();
    result.variance += found.variance;
    result.mean_square += found.mean_square - found.noise() / kNodes;
  }
  for (double* sum : {&result.noise, &result.variance, &result.mean_square}) *sum /= result.probes;
  return result;
}

// S has n − 1 degrees of freedom in each of d coordinates, with the noise s² and the nodes' own
// offsets from the mean, whose cross terms add 4 s² D/(n − 1); the halves have one, of noise alone,
// however far the nodes' data are apart. Four standard errors of the means.
void noise_and_gradient_agree(double heterogeneity) {
  const models::Quadratic learner =
      quadratic(std::vector<double>(kDimension, kCurvature), heterogeneity);
  const TrainingRun run = estimated(learner, kSlow, {.by = sim::ExactAverage{}});
  const Sums expected = known(learner, run.averaged_model);
  const Means found = means(run);
  const double square = kNoise * kNoise, sigma = kDimension * square;
  const double error_of_noise = std::sqrt(2 * sigma * square / found.probes);
  const double error_of_variance =
      std::sqrt((2 * sigma * square + 4 * square * expected.spread) / (kNodes - 1) / found.probes);
  BOOST_TEST(std::abs(found.noise - sigma) <= 4 * error_of_noise);
  BOOST_TEST(std::abs(found.variance - sigma - expected.spread) <= 4 * error_of_variance);
  // ‖∇f + e‖², e ~ N(0, s²/n), and σ²/n, which are independent.
  const double per_node = square / kNodes;
  const double error = std::sqrt(
      (2 * kDimension * per_node * per_node + 4 * per_node * expected.mean_square) / found.probes +
      std::pow(error_of_noise / kNodes, 2));
  BOOST_TEST(std::abs(found.mean_square - expected.mean_square) <= 4 * error);
  BOOST_TEST(error < 0.03 * expected.mean_square);  // and these are small
  BOOST_TEST(error_of_noise < 0.03 * sigma);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_estimates)

BOOST_AUTO_TEST_CASE(noise_and_gradient_agree_with_the_quadratic_within_their_errors) {
  for (const double heterogeneity : {0.0, 0.4, 2.0}) noise_and_gradient_agree(heterogeneity);
}

// Halves of unequal size: ‖g' − g‖² is 10 here; with m and k samples of variance v each it is (v/m
// + v/k)(k/(m + k))² in the mean, and the whole mini-batch has v/(m + k). Rounded once a
// coordinate.
BOOST_AUTO_TEST_CASE(the_noise_of_the_whole_follows_from_the_share_of_a_half) {
  const tests::ToyLearner learner(
      {.nodes = kNodes, .dimension = 10, .scalar = sim::Scalar::kDouble, .half_batch_share = 0.4});
  const TrainingRun run = estimated(learner, {.peak = 0.1}, {.by = sim::FixedRounds{1}}, 1);
  const double m = 2, k = 3, of_difference = (1 / m + 1 / k) * std::pow(k / (m + k), 2);
  BOOST_TEST(std::abs(run.steps[0].gradients.probe.noise - 10 / of_difference / (m + k)) <= 1e-13);
}

// A learner whose mini-batches can't be halved has S for the noise.
BOOST_AUTO_TEST_CASE(without_halves_the_spread_over_the_nodes_is_the_noise) {
  const tests::ToyLearner learner({.nodes = kNodes});
  const TrainingRun run = estimated(learner, {.peak = 0.1}, {.by = sim::FixedRounds{1}}, 9);
  for (const std::size_t t : {0u, 4u, 8u}) {
    BOOST_TEST(std::isnan(run.steps[t].gradients.probe.noise));
    BOOST_TEST(run.steps[t].gradients.noise() == run.steps[t].gradients.variance);
    BOOST_TEST(run.steps[t].gradients.variance > 0);
  }
}

// The same noise at both ends of a local step, so h δ but for the rounding of both gradients: 2^-53
// of numbers of size 1, of differences of size 0.01, in the root of forty squares.
BOOST_AUTO_TEST_CASE(secants_are_the_curvature_along_local_steps) {
  for (const sim::Order order : {tests::kAdaptFirst, tests::kCombineFirst}) {
    const models::Quadratic even = quadratic(std::vector<double>(kDimension, kCurvature));
    const TrainingRun run = estimated(even, {.peak = 0.01}, {order, sim::FixedRounds{1}}, 300);
    for (std::size_t t = 0; t < run.steps.size(); t += sim::Swarm::kProbeEvery) {
      BOOST_TEST(std::abs(run.steps[t].gradients.probe.secant / kCurvature - 1) <= 1e-12);
      BOOST_TEST(std::isnan(run.steps[t + 1].gradients.probe.secant));
    }
    std::vector<double> curvature(kDimension, 0.5);
    curvature[3] = 2;
    const TrainingRun uneven =
        estimated(quadratic(curvature), {.peak = 0.01}, {order, sim::FixedRounds{1}}, 300);
    for (std::size_t t = 0; t < uneven.steps.size(); t += sim::Swarm::kProbeEvery) {
      BOOST_TEST(uneven.steps[t].gradients.probe.secant >= 0.5);
      BOOST_TEST(uneven.steps[t].gradients.probe.secant <= 2);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_critical_distance_is_its_formula_of_moving_averages) {
  sim::CriticalDistance critical(0.75);
  critical.add({9, 3, {.secant = std::nan(""), .noise = 8}}, 4);  // no secant: nothing to say yet
  BOOST_TEST(std::isnan(critical.distance({0.1, 0, 4})));
  critical.add({}, 4);                     // a step that isn't probed
  critical.add({4, 2, {.secant = 2}}, 4);  // no halves
  BOOST_TEST(critical.noise_variance() == 0.75 * 8 + 0.25 * 4);
  BOOST_TEST(critical.gradient_variance() == 0.75 * 9 + 0.25 * 4);
  BOOST_TEST(critical.smoothness() == 2);
  // σ² is 7 and ‖∇f‖² is 1 in both steps; the root of a sum of two numbers below 1, each rounded.
  BOOST_TEST(std::abs(critical.distance({0.1, 0.5, 4}) - std::sqrt(0.2 * 7 / (2 * 4) + 1.0 / 32)) <=
             1e-15);
  critical.add({0, -1000, {.secant = 2, .noise = 0}}, 4);  // below 0 by chance
  BOOST_TEST(critical.distance({0, 0, 4}) == 0);
}

// As many rounds as Γ asks for, which follows from the steps' own gradients; the first step of all
// has a secant, that of node 0.
BOOST_AUTO_TEST_CASE(critical_control_keeps_the_nodes_within_the_estimated_distance) {
  const models::Quadratic learner = quadratic(std::vector<double>(kDimension, kCurvature));
  const sim::CriticalTarget rule{
      0.5, 0.8, [](std::uint32_t) { return sim::CriticalDistance::Setting{0.05, 0, kNodes}; }};
  const sim::Agreement agreement{.by = sim::ConsensusControl{rule}};
  const TrainingRun run = estimated(learner, {.peak = 0.05}, agreement, 300);
  sim::CriticalDistance critical(0.8);
  int binding = 0;
  for (std::size_t t = 0; t < run.ends.size(); ++t) {
    critical.add(run.steps[t].gradients, kNodes);
    BOOST_TEST(run.ends[t].target == 0.5 * critical.distance({0.05, 0, kNodes}));
    BOOST_TEST(run.steps[t].consensus_distance <= run.ends[t].target);
    binding += run.ends[t].rounds > 1;
  }
  BOOST_TEST(binding > 10);
  BOOST_TEST(binding < 290);
}

// What is watched doesn't change what is trained; bits for any threads and resumed anywhere.
BOOST_AUTO_TEST_CASE(estimates_change_nothing_and_have_the_same_bits_for_any_threads) {
  const models::Quadratic learner = quadratic(std::vector<double>(kDimension, kCurvature));
  const MixingSequence mixing = sequence("torus:rows=3,cols=4");
  Training setting = training({learner, mixing, {.by = sim::FixedRounds{1}}, 8});
  setting.cluster = tests::unequal_times(kNodes);
  const TrainingRun plain = train(setting);
  setting.swarm.gradients = {{0, sim::Gradients::kSpread}};
  const TrainingRun whole = train(setting);
  BOOST_TEST((bits(whole) == bits(plain)));
  const auto estimates = [](const TrainingRun& run) {
    std::vector<std::uint64_t> words;
    for (const auto& step : run.steps)
      for (const double value : {step.gradients.variance, step.gradients.mean_square,
                                 step.gradients.probe.secant, step.gradients.probe.noise})
        words.push_back(std::bit_cast<std::uint64_t>(value));
    return words;
  };
  setting.swarm.threads = 3;
  BOOST_TEST((estimates(train(setting)) == estimates(whole)));
  for (std::uint64_t at = 1; at < whole.events; at += 29)
    BOOST_TEST((estimates(train_interrupted(setting, at)) == estimates(whole)));
}

BOOST_AUTO_TEST_SUITE_END()
