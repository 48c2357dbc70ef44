// Nodes' own models are evaluated as they end a step, whatever the nodes do afterwards.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "sim/learning/swarm.h"
#include "tests/support/toy_learner.h"

using namespace consim;
using sim::LocalModels;
using sim::NodeId;
using sim::Swarm;
using sim::Term;

namespace {

constexpr int kNodes = 3;
constexpr std::int64_t kParts = 3;

using Vector = std::vector<double>;

double sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// The toy learner, with Σ x + Σ buffers of a model as what its local test has right in the last
// part; the other parts have nothing right.
class Worker final : public sim::LearnerWorker {
 public:
  explicit Worker(std::unique_ptr<sim::LearnerWorker> inner) : inner_(std::move(inner)) {}
  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow x, sim::Row buffers,
                           sim::Row gradient) override {
    return inner_->loss_and_gradient(place, x, buffers, gradient);
  }
  sim::Score evaluate(sim::Split split, std::int64_t part, sim::ConstRow x,
                      sim::ConstRow buffers) override {
    if (split != sim::Split::kLocalTest) return inner_->evaluate(split, part, x, buffers);
    const double all = sum(x.as<double>()) + sum(buffers.as<double>());
    return {.loss = 0, .correct = part + 1 == kParts ? all : 0, .samples = 1};
  }

 private:
  std::unique_ptr<sim::LearnerWorker> inner_;
};

class Learner final : public sim::Learner {
 public:
  const sim::ParameterLayout& layout() const override { return toy_.layout(); }
  int nodes() const override { return toy_.nodes(); }
  std::int64_t steps_per_epoch() const override { return 1; }
  std::int64_t batch_size() const override { return 1; }
  void initial_point(NodeId node, sim::Row x, sim::Row buffers) const override {
    toy_.initial_point(node, x, buffers);
  }
  std::int64_t evaluation_parts(sim::Split) const override { return kParts; }
  sim::StepWork work() const override { return {}; }
  std::unique_ptr<sim::LearnerWorker> make_worker() const override {
    return std::make_unique<Worker>(toy_.make_worker());
  }

 private:
  tests::ToyLearner toy_{
      {.nodes = kNodes, .dimension = 5000, .buffers = 6, .scalar = sim::Scalar::kDouble}};
};

const Learner kLearner;

Swarm::Config config(int threads, LocalModels local_models, std::int64_t steps = 2) {
  Swarm::Config result{.threads = threads};
  result.learning_rate.peak = 0.25;
  result.plan = {.steps = steps, .evaluate_every = 1, .local_models = local_models};
  return result;
}

void local_step(Swarm& swarm, NodeId node, std::uint32_t step) {
  swarm.compute(node, step);
  swarm.apply(node);
}

// Every node ends step 0, mixes, and ends step 1 before the next node begins.
void run_ahead(Swarm& swarm) {
  for (NodeId i = 0; i < kNodes; ++i) {
    local_step(swarm, i, 0);
    swarm.end_step(i, 0);
    swarm.assign(i, 0.5, std::array{Term{swarm.share((i + 1) % kNodes), 0.5}});
    local_step(swarm, i, 1);
    swarm.end_step(i, 1);
  }
}

// What one local step makes of a node's initial point and buffers.
double right_after_first_step(NodeId node) {
  Vector x(5000), buffers(6);
  kLearner.initial_point(node, {sim::Scalar::kDouble, x.data(), 5000},
                         {sim::Scalar::kDouble, buffers.data(), 6});
  for (std::size_t j = 0; j < buffers.size(); ++j) buffers[j] = 0.9 * buffers[j] + 0.1 * x[j];
  Swarm alone(kLearner, config(1, LocalModels::kNever));
  local_step(alone, node, 0);
  return sum(alone.parameters(node)) + sum(buffers);
}

std::vector<double> values(const sim::LocalAccuracy& accuracy) {
  return {accuracy.mean, accuracy.least, accuracy.greatest};
}

std::vector<double> both_steps(Swarm& swarm) {
  std::vector<double> found;
  for (const std::uint32_t step : {0u, 1u}) {
    swarm.measure(step);
    for (const double value : values(swarm.evaluate().local_test)) found.push_back(value);
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(local_models)

BOOST_AUTO_TEST_CASE(a_nodes_model_is_the_one_that_ends_the_step_though_the_node_went_on) {
  Vector right;
  for (NodeId i = 0; i < kNodes; ++i) right.push_back(right_after_first_step(i));
  const auto [least, greatest] = std::minmax_element(right.begin(), right.end());
  // Sums of 5000 numbers of order one, added in the same order: a few last digits.
  const auto tolerance = boost::test_tools::tolerance(1e-10);
  for (const int threads : {1, 4}) {
    Swarm swarm(kLearner, config(threads, LocalModels::kAlways));
    run_ahead(swarm);
    swarm.measure(0);
    const sim::LocalAccuracy found = swarm.evaluate().local_test;
    BOOST_TEST(found.mean == sum(right) / kNodes / kParts, tolerance);
    BOOST_TEST(found.least == *least / kParts, tolerance);
    BOOST_TEST(found.greatest == *greatest / kParts, tolerance);
  }
}

BOOST_AUTO_TEST_CASE(the_plan_says_in_which_evaluations) {
  const auto has_values = [](LocalModels when) {
    Swarm swarm(kLearner, config(1, when));
    run_ahead(swarm);
    const std::vector<double> found = both_steps(swarm);
    return std::pair{!std::isnan(found[0]), !std::isnan(found[3])};
  };
  BOOST_TEST((has_values(LocalModels::kNever) == std::pair{false, false}));
  BOOST_TEST((has_values(LocalModels::kEnd) == std::pair{false, true}));
  BOOST_TEST((has_values(LocalModels::kAlways) == std::pair{true, true}));
}

BOOST_AUTO_TEST_CASE(a_learner_without_test_samples_has_no_local_accuracy) {
  const tests::ToyLearner learner({.nodes = 1, .dimension = 4, .parts = 0});
  Swarm swarm(learner, config(1, LocalModels::kAlways, 1));
  local_step(swarm, 0, 0);
  swarm.end_step(0, 0);
  swarm.measure(0);
  const sim::LocalAccuracy found = swarm.evaluate().local_test;
  BOOST_TEST((std::isnan(found.mean) && std::isnan(found.least) && std::isnan(found.greatest)));
}

BOOST_AUTO_TEST_CASE(threads_and_a_saved_state_change_no_bit) {
  Swarm reference(kLearner, config(1, LocalModels::kAlways));
  run_ahead(reference);
  base::Saver saver;
  reference.save(saver);
  const std::string bytes = saver.take();
  const std::vector<double> expected = both_steps(reference);
  for (const int threads : {2, 4}) {
    Swarm swarm(kLearner, config(threads, LocalModels::kAlways));
    run_ahead(swarm);
    BOOST_TEST((both_steps(swarm) == expected));
    Swarm loaded(kLearner, config(threads, LocalModels::kAlways));
    base::Loader loader(bytes);
    loaded.load(loader);
    BOOST_TEST((both_steps(loaded) == expected));
  }
}

// Beyond those that wait for the mean of their step (Swarm::kKeptBytes, n a step here).
BOOST_AUTO_TEST_CASE(nodes_own_models_of_many_open_steps_keep_no_rows) {
  for (const int threads : {1, 4}) {
    Swarm swarm(kLearner, config(threads, LocalModels::kAlways, 20));
    for (std::uint32_t step = 0; step < 20; ++step)
      for (NodeId i = 0; i < kNodes - 1; ++i) {
        local_step(swarm, i, step);
        swarm.end_step(i, step);
      }
    BOOST_TEST(swarm.open_steps() == 20u);
    BOOST_TEST(swarm.pool_rows() <= (3u + 20) * kNodes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
