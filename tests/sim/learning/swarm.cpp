// The Swarm call by call: versions, averages, evaluation, and what it refuses.
#include "sim/learning/swarm.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/toy_learner.h"

using namespace consim;
using sim::NodeId;
using sim::Swarm;
using sim::Term;
using tests::ToyLearner;

namespace {

using Vector = std::vector<double>;

const ToyLearner& toy(sim::Scalar scalar) {
  static const ToyLearner as_float({.nodes = 3, .dimension = 2000, .buffers = 5});
  static const ToyLearner as_double(
      {.nodes = 3, .dimension = 2000, .buffers = 5, .scalar = sim::Scalar::kDouble});
  return scalar == sim::Scalar::kFloat ? as_float : as_double;
}

Swarm::Config config(int threads = 1) {
  Swarm::Config result;
  result.threads = threads;
  result.learning_rate.peak = 0.25;
  result.plan = {.steps = 3};
  return result;
}

Vector sum(double a, const Vector& x, double b, const Vector& y) {
  Vector result(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) result[j] = a * x[j] + b * y[j];
  return result;
}

double largest_difference(const Vector& a, const Vector& b) {
  double worst = a.size() == b.size() ? 0 : INFINITY;
  for (std::size_t j = 0; j < a.size(); ++j) worst = std::max(worst, std::abs(a[j] - b[j]));
  return worst;
}

void whole_step(Swarm& swarm, std::uint32_t step) {
  for (NodeId i = 0; i < 3; ++i) {
    swarm.compute(i, step);
    swarm.apply(i);
    swarm.enter_mixing(i, step);
    swarm.end_step(i, step);
  }
}

// The toy's buffers are 0.9·b + 0.1·x of the point at which the gradient is taken.
Vector mean_buffers_after_a_step(sim::Scalar scalar) {
  Vector mean(5);
  const auto add = [&]<class T>(T, NodeId node) {
    std::vector<T> x(2000), b(5);
    toy(scalar).initial_point(node, {scalar, x.data(), 2000}, {scalar, b.data(), 5});
    for (std::size_t j = 0; j < 5; ++j)
      mean[j] += static_cast<double>(T(0.9) * b[j] + T(0.1) * x[j]) / 3;
  };
  for (NodeId node = 0; node < 3; ++node)
    scalar == sim::Scalar::kFloat ? add(0.0F, node) : add(0.0, node);
  return mean;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(swarm)

BOOST_AUTO_TEST_CASE(a_shared_version_keeps_its_numbers_when_the_node_goes_on) {
  for (const int threads : {1, 4}) {
    Swarm swarm(toy(sim::Scalar::kDouble), config(threads));
    const Vector own = swarm.parameters(0), other = swarm.parameters(1);
    const sim::VersionId snapshot = swarm.share(0);
    swarm.compute(0, 0);
    swarm.apply(0);
    swarm.compute(0, 1);
    swarm.apply(0);
    swarm.assign(1, 0.25, std::array{Term{snapshot, 0.75}});
    BOOST_TEST(largest_difference(swarm.parameters(1), sum(0.25, other, 0.75, own)) < 1e-15);
    BOOST_TEST(largest_difference(swarm.parameters(0), own) > 0.01);
  }
}

BOOST_AUTO_TEST_CASE(an_update_acts_on_x_as_it_is_then_with_the_gradient_of_the_point) {
  Swarm plain(toy(sim::Scalar::kDouble), config()), mixed(toy(sim::Scalar::kDouble), config());
  const Vector own = plain.parameters(0), other = plain.parameters(1);
  plain.compute(0, 0);
  plain.apply(0);
  const Vector update = sum(1, plain.parameters(0), -1, own);
  mixed.compute(0, 0);
  mixed.assign(0, 0.5, std::array{Term{mixed.share(1), 0.5}});
  mixed.apply(0);
  const Vector expected = sum(1, sum(0.5, own, 0.5, other), 1, update);
  BOOST_TEST(largest_difference(mixed.parameters(0), expected) < 1e-14);
}

BOOST_AUTO_TEST_CASE(an_average_is_one_row_for_all_nodes) {
  for (const int threads : {1, 4}) {
    Swarm swarm(toy(sim::Scalar::kFloat), config(threads));
    Vector mean(2000);
    std::vector<sim::VersionId> versions;
    for (NodeId i = 0; i < 3; ++i) {
      mean = sum(1, mean, 1.0 / 3, swarm.parameters(i));
      versions.push_back(swarm.share(i));
    }
    const sim::VersionId average = swarm.average(versions);
    for (NodeId i = 0; i < 3; ++i) swarm.assign(i, 0, std::array{Term{average, 1}});
    for (NodeId i = 0; i < 3; ++i)
      BOOST_TEST(largest_difference(swarm.parameters(i), mean) < 1e-6);  // floats below 5
    // With more threads a node's own row may have no other use any more when it is given up: then
    // the average is copied.
    if (threads == 1) BOOST_TEST(swarm.pool_rows() == 4u);
  }
}

// The row that is given up is still to be written when nobody else has it.
BOOST_AUTO_TEST_CASE(a_row_taken_over_while_the_own_one_is_written_is_that_row) {
  for (const int threads : {1, 4})
    for (int again = 0; again < 20; ++again) {
      Swarm swarm(toy(sim::Scalar::kDouble), config(threads));
      const Vector other = swarm.parameters(1);
      swarm.compute(0, 0);
      swarm.apply(0);
      swarm.assign(0, 0, std::array{Term{swarm.share(1), 1}});
      swarm.compute(2, 0);
      swarm.apply(2);
      BOOST_TEST((swarm.parameters(0) == other));
      BOOST_TEST((swarm.parameters(1) == other));
    }
}

BOOST_AUTO_TEST_CASE(at_first_the_averaged_model_is_that_of_the_initial_points) {
  Swarm swarm(toy(sim::Scalar::kDouble), config());
  Vector mean(2000);
  for (NodeId i = 0; i < 3; ++i) mean = sum(1, mean, 1.0 / 3, swarm.parameters(i));
  BOOST_TEST(largest_difference(swarm.averaged_model(), mean) < 1e-15);
}

// Every part of both splits, of mean parameters and mean buffers.
BOOST_AUTO_TEST_CASE(evaluation_is_of_the_averaged_model_with_the_mean_buffers) {
  for (const auto scalar : {sim::Scalar::kFloat, sim::Scalar::kDouble})
    for (const int threads : {1, 4}) {
      Swarm::Config setting = config(threads);
      setting.plan = {.steps = 1};
      Swarm swarm(toy(scalar), setting);
      whole_step(swarm, 0);
      swarm.measure(0);
      const sim::Evaluation found = swarm.evaluate();
      double train = 0;
      for (int part = 0; part < 3; ++part) {
        for (const double x : swarm.averaged_model()) train += std::cos(x + part);
        for (const double b : mean_buffers_after_a_step(scalar)) train += std::abs(b);
      }
      // 1 + 2 + 3 samples. A mean of floats is rounded to a float before it is evaluated, 2005
      // numbers by 6e-8 of at most 4; doubles are added up in another order.
      const double rounding = scalar == sim::Scalar::kFloat ? 5e-4 : 1e-10;
      BOOST_TEST(std::abs(found.train_loss - train / 6) < rounding);
      BOOST_TEST(found.test_loss == 2 * found.train_loss);
      BOOST_TEST(found.train_accuracy == 0.5);  // (0 + 1 + 2) / 6
    }
}

BOOST_AUTO_TEST_CASE(a_split_without_parts_has_no_loss) {
  const ToyLearner learner({.nodes = 3, .dimension = 4, .parts = 0});
  Swarm::Config setting = config();
  setting.plan = {.steps = 1};
  Swarm swarm(learner, setting);
  whole_step(swarm, 0);
  swarm.measure(0);
  BOOST_TEST(std::isnan(swarm.evaluate().test_loss));
}

BOOST_AUTO_TEST_CASE(steps_are_measured_once_in_order_and_when_all_nodes_have_ended_them) {
  Swarm swarm(toy(sim::Scalar::kFloat), config());
  BOOST_CHECK_THROW(swarm.measure(0), base::LogicError);
  swarm.end_step(0, 0);
  BOOST_CHECK_THROW(swarm.measure(0), base::LogicError);
  whole_step(swarm, 1);
  BOOST_CHECK_THROW(swarm.measure(1), base::LogicError);
}

BOOST_AUTO_TEST_CASE(what_wasnt_measured_is_nan) {
  Swarm swarm(toy(sim::Scalar::kFloat), config());
  for (NodeId i = 0; i < 3; ++i) swarm.end_step(i, 0);
  const sim::StepMeasurement measured = swarm.measure(0);
  BOOST_TEST(std::isnan(measured.consensus_distance_before_mixing));
  BOOST_TEST(std::isnan(measured.gradient_norm));
  BOOST_TEST(measured.consensus_distance > 1);
}

// Combining first, the nodes are measured between mixing and update; adapting first, at the end.
BOOST_AUTO_TEST_CASE(what_the_mixing_leaves_is_measured_where_the_update_follows) {
  const auto distance = [](Swarm& swarm) {
    double square = 0;
    std::vector<Vector> x;
    for (NodeId i = 0; i < 3; ++i) x.push_back(swarm.parameters(i));
    for (std::size_t j = 0; j < x[0].size(); ++j) {
      const double mean = (x[0][j] + x[1][j] + x[2][j]) / 3;
      for (const Vector& row : x) square += (row[j] - mean) * (row[j] - mean) / 3;
    }
    return std::sqrt(square);
  };
  for (const bool combines_first : {true, false}) {
    Swarm swarm(toy(sim::Scalar::kDouble), config());
    for (NodeId i = 0; i < 3; ++i) swarm.compute(i, 0);
    if (!combines_first)
      for (NodeId i = 0; i < 3; ++i) swarm.apply(i);
    for (NodeId i = 0; i < 3; ++i) swarm.enter_mixing(i, 0);
    const std::array versions = {swarm.share(0), swarm.share(1), swarm.share(2)};
    for (NodeId i = 0; i < 3; ++i) {
      const auto next = static_cast<std::size_t>((i + 1) % 3);
      swarm.assign(i, 0.5, std::array{sim::Term{versions[next], 0.5}});
    }
    const double mixed = distance(swarm);
    if (combines_first)
      for (NodeId i = 0; i < 3; ++i) swarm.apply(i);
    for (NodeId i = 0; i < 3; ++i) swarm.end_step(i, 0);
    const sim::StepMeasurement measured = swarm.measure(0);
    // Sums of 2000 squares in another order.
    BOOST_TEST(std::abs(measured.consensus_distance_after_mixing - mixed) < 1e-13 * mixed);
    BOOST_TEST((measured.consensus_distance == measured.consensus_distance_after_mixing) ==
               !combines_first);
  }
}

BOOST_AUTO_TEST_CASE(calls_out_of_turn_are_wrong_code) {
  Swarm swarm(toy(sim::Scalar::kFloat), config());
  BOOST_CHECK_THROW(swarm.apply(0), base::LogicError);
  swarm.compute(0, 0);
  BOOST_CHECK_THROW(swarm.compute(0, 1), base::LogicError);
  BOOST_CHECK_THROW(swarm.compute(3, 0), base::LogicError);
  BOOST_CHECK_THROW(swarm.share(-1), base::LogicError);
  Swarm::Config none = config(0);
  BOOST_CHECK_THROW(Swarm(toy(sim::Scalar::kFloat), none), base::LogicError);
}

BOOST_AUTO_TEST_CASE(a_step_that_isnt_evaluated_has_no_buffers_to_evaluate_with) {
  Swarm swarm(toy(sim::Scalar::kFloat), config());
  whole_step(swarm, 0);
  swarm.measure(0);
  BOOST_CHECK_THROW(swarm.evaluate(), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()
