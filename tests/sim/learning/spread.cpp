// Nodes and layers one by one in evaluated steps, and the gradient of the averaged model, against
// sums over the nodes' parameters.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <optional>

#include "sim/learning/swarm.h"
#include "tests/support/toy_learner.h"

using namespace consim;
using sim::NodeId;
using sim::Scalar;
using sim::Spread;
using sim::Swarm;
using sim::Term;
using tests::ToyLearner;

namespace {

constexpr int kNodes = 5;
constexpr std::int64_t kDimension = 4096 + 700;
using Vector = std::vector<double>;
using Rows = std::vector<Vector>;

const std::vector<std::int64_t> kLayers = {1, 1023, 2048, 30, 5, 1689};

ToyLearner learner(Scalar scalar, const std::vector<std::int64_t>& layers = kLayers) {
  return ToyLearner({.nodes = kNodes,
                     .dimension = kDimension,
                     .buffers = 4,
                     .scalar = scalar,
                     .layers = layers,
                     .gradient_parts = 37});
}

Swarm::Config config(int threads) {
  Swarm::Config result{.threads = threads};
  result.learning_rate.peak = 0.25;
  result.plan = {.steps = 3, .record_every = 3, .evaluate_every = 1};
  return result;
}

struct Exchange {
  Rows before, after;
};

Rows states(Swarm& swarm) {
  Rows rows;
  for (NodeId i = 0; i < kNodes; ++i) rows.push_back(swarm.parameters(i));
  return rows;
}

void local_steps(Swarm& swarm, std::uint32_t step) {
  for (NodeId i = 0; i < kNodes; ++i) {
    swarm.compute(i, step);
    swarm.apply(i);
    swarm.enter_mixing(i, step);
  }
}

void mix(Swarm& swarm, std::uint32_t step) {
  std::vector<sim::VersionId> versions;
  for (NodeId i = 0; i < kNodes; ++i) versions.push_back(swarm.share(i));
  for (NodeId i = 0; i < kNodes; ++i) {
    const auto next = static_cast<std::size_t>((i + 1) % kNodes);
    swarm.assign(i, 0.75, std::array{Term{versions[next], 0.25}});
    swarm.end_step(i, step);
  }
}

Exchange whole_step(Swarm& swarm, std::uint32_t step) {
  local_steps(swarm, step);
  Exchange found{states(swarm), {}};
  mix(swarm, step);
  found.after = states(swarm);
  return found;
}

double squared_distance(const Vector& a, const Vector& b, std::size_t begin = 0,
                        std::size_t end = kDimension) {
  double sum = 0;
  for (std::size_t j = begin; j < end; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

Vector mean(const Rows& rows) {
  Vector result(kDimension);
  for (const Vector& row : rows)
    for (std::size_t j = 0; j < row.size(); ++j) result[j] += row[j] / kNodes;
  return result;
}

double mean_square(const Vector& values) {
  return std::inner_product(values.begin(), values.end(), values.begin(), 0.0) /
         static_cast<double>(values.size());
}

// Bits of everything that an evaluated step says.
Vector everything(Swarm& swarm, std::uint32_t step) {
  Vector all = {swarm.measure(step).consensus_distance};
  const Spread& spread = swarm.spread();
  for (const Vector* part : {&spread.layer_distance, &spread.theta, &spread.distance})
    all.insert(all.end(), part->begin(), part->end());
  all.push_back(swarm.evaluate().gradient_norm);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spread)

// Sums of 5000 squares of order one in double, in another order.
const auto kTolerance = boost::test_tools::tolerance(1e-12);

BOOST_AUTO_TEST_CASE(layers_and_nodes_are_what_the_parameters_say) {
  for (const Scalar scalar : {Scalar::kFloat, Scalar::kDouble})
    for (const int threads : {1, 4}) {
      const ToyLearner toy = learner(scalar);
      Swarm swarm(toy, config(threads));
      const Exchange exchange = whole_step(swarm, 0);
      swarm.measure(0);
      const Spread& found = swarm.spread();
      const Vector centre = mean(exchange.after);
      BOOST_REQUIRE(found.layer_distance.size() == kLayers.size());
      std::size_t begin = 0;
      for (std::size_t layer = 0; layer < kLayers.size(); ++layer) {
        const std::size_t end = begin + static_cast<std::size_t>(kLayers[layer]);
        double square = 0;
        for (const Vector& x : exchange.after) square += squared_distance(x, centre, begin, end);
        BOOST_TEST(found.layer_distance[layer] == std::sqrt(square / kNodes), kTolerance);
        begin = end;
      }
      for (std::size_t i = 0; i < kNodes; ++i) {
        BOOST_TEST(found.distance[i] == std::sqrt(squared_distance(exchange.after[i], centre)),
                   kTolerance);
        BOOST_TEST(
            found.theta[i] == std::sqrt(squared_distance(exchange.after[i], exchange.before[i])),
            kTolerance);
      }
    }
}

BOOST_AUTO_TEST_CASE(their_squares_add_up_to_those_of_the_whole) {
  const ToyLearner toy = learner(Scalar::kFloat);
  Swarm::Config setting = config(1);
  setting.plan.record_every = 1;
  Swarm swarm(toy, setting);
  for (std::uint32_t step = 0; step < 3; ++step) {
    whole_step(swarm, step);
    const sim::StepMeasurement whole = swarm.measure(step);
    const Spread& found = swarm.spread();
    const double square = whole.consensus_distance * whole.consensus_distance;
    BOOST_TEST(mean_square(found.layer_distance) * static_cast<double>(kLayers.size()) == square,
               kTolerance);
    BOOST_TEST(mean_square(found.distance) == square, kTolerance);
    BOOST_TEST(mean_square(found.theta) == whole.theta * whole.theta, kTolerance);
  }
}

// The sum over all columns keeps its order, so its bits; with one layer it is that layer's.
BOOST_AUTO_TEST_CASE(layers_change_no_bit_of_the_consensus_distance) {
  const ToyLearner layered = learner(Scalar::kFloat), whole = learner(Scalar::kFloat, {});
  Swarm first(layered, config(1)), second(whole, config(2));
  whole_step(first, 0);
  whole_step(second, 0);
  const double expected = second.measure(0).consensus_distance;
  BOOST_TEST(first.measure(0).consensus_distance == expected);
  BOOST_TEST(second.spread().layer_distance.at(0) == expected);
  BOOST_TEST((first.averaged_model() == second.averaged_model()));
}

BOOST_AUTO_TEST_CASE(threads_and_a_saved_state_change_no_bit) {
  const ToyLearner toy = learner(Scalar::kFloat);
  std::optional<Vector> expected;
  for (const int threads : {1, 2, 4}) {
    Swarm swarm(toy, config(threads));
    local_steps(swarm, 0);
    for (NodeId i = 0; i < 2; ++i) swarm.end_step(i, 0);  // their rows wait for the others
    base::Saver saver;
    swarm.save(saver);
    const std::string bytes = saver.take();
    Swarm loaded(toy, config(threads));
    base::Loader loader(bytes);
    loaded.load(loader);
    for (Swarm* each : {&swarm, &loaded}) {
      each->compute(0, 1);  // node 0 goes on meanwhile
      each->apply(0);
      for (NodeId i = 2; i < kNodes; ++i) each->end_step(i, 0);
      const Vector found = everything(*each, 0);
      if (!expected) expected = found;
      BOOST_TEST((found == *expected));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_step_that_isnt_evaluated_has_none) {
  const ToyLearner toy = learner(Scalar::kFloat);
  Swarm::Config setting = config(1);
  setting.plan.evaluate_every = 0;
  Swarm swarm(toy, setting);
  whole_step(swarm, 0);
  swarm.measure(0);
  BOOST_TEST((swarm.spread().layer_distance.empty() && swarm.spread().distance.empty()));
}

// Rows of 1 MiB, of which Swarm::kKeptBytes takes those of two steps.
BOOST_AUTO_TEST_CASE(rows_that_wait_for_a_mean_are_bounded) {
  const ToyLearner large({.nodes = 3, .dimension = 131'072, .scalar = Scalar::kDouble});
  for (const int threads : {1, 2}) {
    Swarm swarm(large, {.threads = threads, .plan = {.steps = 20, .evaluate_every = 1}});
    const auto run = [&](NodeId node) {
      for (std::uint32_t step = 0; step < 20; ++step) {
        swarm.compute(node, step);
        swarm.apply(node);
        swarm.end_step(node, step);
      }
    };
    for (NodeId node = 0; node < 3; ++node) run(node);
    BOOST_TEST(swarm.pool_rows() <= 9u + 6u);
    for (std::uint32_t step = 0; step < 20; ++step) {
      const double whole = swarm.measure(step).consensus_distance;
      BOOST_TEST(std::isnan(swarm.spread().distance.at(0)) == (step >= 2));
      BOOST_TEST(swarm.spread().layer_distance.at(0) == whole);
    }
  }
}

// 37 parts of p + 1 samples with x + p as their gradients.
BOOST_AUTO_TEST_CASE(the_gradient_is_that_of_the_mean_loss_over_all_parts) {
  for (const int threads : {1, 4}) {
    const ToyLearner toy = learner(Scalar::kDouble);
    Swarm swarm(toy, config(threads));
    whole_step(swarm, 0);
    swarm.measure(0);
    double square = 0;
    for (const double x : swarm.averaged_model()) {
      const double sum = 37 * x + 37 * 36 / 2.0;
      square += sum * sum;
    }
    BOOST_TEST(swarm.evaluate().gradient_norm == std::sqrt(square) / (37 * 38 / 2.0), kTolerance);
  }
  const ToyLearner without({.nodes = 1});
  Swarm swarm(without, {});
  swarm.end_step(0, 0);
  swarm.measure(0);
  BOOST_TEST(std::isnan(swarm.evaluate().gradient_norm));
}

BOOST_AUTO_TEST_SUITE_END()
