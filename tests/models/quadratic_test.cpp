#include "models/quadratic.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

using namespace consim;
using models::Quadratic;
using models::QuadraticConfig;

namespace {

sim::Row row(std::vector<double>& values) {
  return {sim::Scalar::kDouble, values.data(), static_cast<std::int64_t>(values.size())};
}

struct Answer {
  double loss;
  std::vector<double> gradient;
};

Answer gradient_at(const Quadratic& learner, sim::BatchPlace place, std::vector<double> x) {
  Answer answer{0, std::vector<double>(x.size())};
  answer.loss = learner.make_worker()->loss_and_gradient(place, row(x), {}, row(answer.gradient));
  return answer;
}

QuadraticConfig valley() {
  return {.seed = 3,
          .nodes = 5,
          .dimension = 4,
          .curvature = {0.0, 1.0, 2.5, -0.5},
          .noise = 0,
          .heterogeneity = 2.0,
          .initial = 0.5};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(quadratic)

BOOST_AUTO_TEST_CASE(loss_and_gradient_are_the_formulas_without_noise) {
  const Quadratic learner(valley());
  const std::vector<double> x = {1.0, -2.0, 0.25, 3.0};
  for (sim::NodeId node = 0; node < 5; ++node) {
    const Answer answer = gradient_at(learner, {node, 9}, x);
    double loss = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const double offset = x[j] - learner.minimum(node)[j];
      loss += 0.5 * learner.curvature()[j] * offset * offset;
      // One product of the same two numbers: equal to the last bit.
      BOOST_TEST(answer.gradient[j] == learner.curvature()[j] * offset);
    }
    BOOST_TEST(std::abs(answer.loss - loss) < 1e-14 * 50);  // four terms of size below 50
  }
}

BOOST_AUTO_TEST_CASE(minima_are_centred_over_the_nodes_and_spread_as_asked) {
  const Quadratic learner({.seed = 8, .nodes = 50, .dimension = 2000, .heterogeneity = 3.0});
  double squares = 0;
  for (std::size_t j = 0; j < 2000; ++j) {
    double sum = 0;
    for (sim::NodeId node = 0; node < 50; ++node) {
      const double b = learner.minimum(node)[j];
      sum += b;
      squares += b * b;
    }
    BOOST_TEST(std::abs(sum) < 1e-12);  // 50 roundings of numbers below 15
  }
  // Centred and not rescaled: E Σ b² = (n − 1) d value²; relative standard error sqrt(2 / ((n − 1)
  // d)) = 0.0045.
  BOOST_TEST(squares / (49 * 2000 * 9.0) == 1.0, boost::test_tools::tolerance(4 * 0.0045));
}

BOOST_AUTO_TEST_CASE(evaluation_is_the_mean_of_the_nodes_losses) {
  const Quadratic learner(valley());
  std::vector<double> x = {1.0, -2.0, 0.25, 3.0};
  double mean = 0;
  for (sim::NodeId node = 0; node < 5; ++node) mean += gradient_at(learner, {node, 0}, x).loss / 5;
  const auto score = learner.make_worker()->evaluate(sim::Split::kTrain, 0, row(x), {});
  BOOST_TEST(score.loss == mean, boost::test_tools::tolerance(1e-13));
  BOOST_TEST(std::isnan(score.correct));
  BOOST_TEST(score.samples == 1);
  BOOST_TEST(learner.evaluation_parts(sim::Split::kTrain) == 1);
  BOOST_TEST(learner.evaluation_parts(sim::Split::kTest) == 0);
}

// h x is the mean of the nodes' noise-free gradients h (x - b_i), the b_i being centred.
BOOST_AUTO_TEST_CASE(the_gradient_sample_is_the_whole_function) {
  QuadraticConfig config = valley();
  config.noise = 0;
  const Quadratic learner(config);
  std::vector<double> x = {1.0, -2.0, 0.25, 3.0}, found(4), mean(4);
  for (sim::NodeId node = 0; node < 5; ++node)
    for (std::size_t j = 0; j < 4; ++j)
      mean[j] += gradient_at(learner, {node, 0}, x).gradient[j] / 5;
  BOOST_TEST(learner.gradient_parts() == 1);
  BOOST_TEST(learner.make_worker()->sample_gradient(0, row(x), {}, row(found)) == 1);
  for (std::size_t j = 0; j < 4; ++j) {
    BOOST_TEST(found[j] == learner.curvature()[j] * x[j]);
    BOOST_TEST(std::abs(found[j] - mean[j]) < 1e-13);  // five roundings of numbers below 100
  }
}

BOOST_AUTO_TEST_CASE(noise_has_the_given_deviation_and_no_bias) {
  const Quadratic learner({.seed = 4, .nodes = 10, .dimension = 1000, .noise = 0.7});
  const std::vector<double> x(1000, 0.0);
  double sum = 0, squares = 0;
  for (sim::NodeId node = 0; node < 10; ++node)
    for (std::int64_t step = 0; step < 20; ++step)
      for (const double g : gradient_at(learner, {node, step}, x).gradient) {
        sum += g;
        squares += g * g;
      }
  constexpr double kCount = 10 * 20 * 1000;
  BOOST_TEST(std::abs(sum / kCount) < 4 * 0.7 / std::sqrt(kCount));
  BOOST_TEST(squares / kCount == 0.49, boost::test_tools::tolerance(4 * std::sqrt(2 / kCount)));
}

BOOST_AUTO_TEST_CASE(noise_is_a_function_of_seed_node_and_step) {
  const QuadraticConfig config{.seed = 4, .nodes = 3, .dimension = 8, .noise = 1};
  QuadraticConfig other = config;
  other.seed = 5;
  const Quadratic learner(config);
  const std::vector<double> x(8, 1.0);
  const auto reference = gradient_at(learner, {1, 7}, x).gradient;
  BOOST_TEST(gradient_at(Quadratic(config), {1, 7}, x).gradient == reference,
             boost::test_tools::per_element());
  BOOST_TEST(gradient_at(learner, {2, 7}, x).gradient != reference);
  BOOST_TEST(gradient_at(learner, {1, 8}, x).gradient != reference);
  BOOST_TEST(gradient_at(Quadratic(other), {1, 7}, x).gradient != reference);
  BOOST_TEST(gradient_at(learner, {1, 7}, x).loss == 4.0);  // noise-free: ½ · 8
}

BOOST_AUTO_TEST_CASE(initial_points_are_independent_with_the_given_deviation) {
  const Quadratic learner({.seed = 6, .nodes = 2, .dimension = 100000, .initial = 2});
  std::vector<double> first(100000), second(100000);
  learner.initial_point(0, row(first), {});
  learner.initial_point(1, row(second), {});
  double squares = 0, products = 0;
  for (std::size_t j = 0; j < first.size(); ++j) {
    squares += first[j] * first[j] / 1e5;
    products += first[j] * second[j] / 1e5;
  }
  BOOST_TEST(squares == 4.0, boost::test_tools::tolerance(4 * std::sqrt(2e-5)));
  BOOST_TEST(std::abs(products) < 4 * 4 / std::sqrt(1e5));
}

BOOST_AUTO_TEST_CASE(work_counts_each_number_once) {
  const auto work =
      Quadratic({.dimension = 100, .noise = 1, .optimizer = {false, false, false}}).work();
  BOOST_TEST(work.samples == 1);
  BOOST_TEST(work.operators.size() == 2U);
  BOOST_TEST(work.operators[0].flops == 600.0);
  BOOST_TEST(work.operators[0].bytes == 4000.0);
  BOOST_TEST(work.operators[1].flops == 200.0);  // x ← x − η·g
  BOOST_TEST(work.operators[1].bytes == 2400.0);
}

BOOST_AUTO_TEST_CASE(all_wrong_values_are_reported_at_once) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const QuadraticConfig wrong{
      .nodes = 0, .dimension = 3, .curvature = {1, nan}, .noise = -1, .steps_per_epoch = 0};
  std::string keys;
  try {
    const Quadratic learner(wrong);
  } catch (const base::InputError& error) {
    for (const auto& problem : error.problems()) keys += problem.key + " ";
  }
  BOOST_TEST(keys == "nodes steps_per_epoch curvature curvature noise ");
}

BOOST_AUTO_TEST_CASE(a_size_that_no_machine_holds_is_refused) {
  BOOST_CHECK_THROW(Quadratic({.nodes = 1 << 30, .dimension = std::int64_t{1} << 40}),
                    base::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
