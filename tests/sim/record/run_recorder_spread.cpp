// What the recorder writes of an evaluation beside its scores; without an engine.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "scripted_learner.h"
#include "sim/record/run_recorder.h"

using namespace consim;
using record::RunRecorder;

namespace {

struct Collector final : record::RowSink {
  void append(const results::StepRow& row) override { steps.push_back(row); }
  void append(const results::EvaluationRow& row) override {
    BOOST_TEST(row.step == nodes.back().step);  // which come first
    BOOST_TEST(row.step == layers.back().step);
    evaluations.push_back(row);
  }
  void append_spread(const results::LayerRow& layer_row,
                     const results::NodeEvaluationRow& node_row) override {
    layers.push_back(layer_row);
    nodes.push_back(node_row);
  }
  std::vector<results::StepRow> steps;
  std::vector<results::EvaluationRow> evaluations;
  std::vector<results::LayerRow> layers;
  std::vector<results::NodeEvaluationRow> nodes;
};

// Two nodes that end step t at ∓(t + 1), without exchanges.
Collector run(const sim::Plan& plan, const std::vector<double>& scales = {1}) {
  const tests::ScriptedLearner learner(
      {.loss = {1, 1, 1, 1}, .distance = {1, 2, 3, 4}, .scales = scales});
  Collector sink;
  sim::Swarm swarm(learner, {.learning_rate = {.peak = 1}, .plan = plan});
  RunRecorder recorder({.plan = plan}, &swarm, sink);
  for (std::uint32_t step = 0; step < 4; ++step) {
    for (const sim::NodeId node : {0, 1}) {
      swarm.compute(node, step);
      swarm.apply(node);
      swarm.end_step(node, step);
    }
    recorder.on_step_end({.step = step, .time = base::kStart});
  }
  return sink;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run_recorder_spread)

BOOST_AUTO_TEST_CASE(an_evaluation_has_rows_of_layers_and_nodes) {
  const Collector sink = run({.steps = 4, .evaluate_every = 3});
  BOOST_REQUIRE(sink.nodes.size() == 2u);
  const double distances[] = {3, 4};
  for (std::size_t i = 0; i < 2; ++i) {
    const results::NodeEvaluationRow& row = sink.nodes[i];
    BOOST_TEST(row.step == static_cast<std::int64_t>(i) + 3);
    BOOST_TEST(row.distance == std::vector<double>(2, distances[i]),
               boost::test_tools::per_element());
    BOOST_TEST((std::isnan(row.theta.at(0)) && std::isnan(row.theta.at(1))));  // no exchange
    BOOST_TEST(std::isnan(row.local_test_accuracy.at(0)));
    BOOST_TEST(sink.layers[i].consensus_distance.empty());  // the script's layout has no blocks
  }
}

// Powers of two, so that products and their squares are exact: layer l is at ∓ scale_l · distance.
BOOST_AUTO_TEST_CASE(each_layer_has_its_own_distance) {
  const std::vector<double> scales = {1, 0.5, 0, 4};
  const Collector sink = run({.steps = 4, .evaluate_every = 2}, scales);
  BOOST_REQUIRE(sink.layers.size() == 2u);
  const double distances[] = {2, 4};
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(sink.layers[i].step == 2 * static_cast<std::int64_t>(i) + 2);
    BOOST_REQUIRE(sink.layers[i].consensus_distance.size() == scales.size());
    for (std::size_t layer = 0; layer < scales.size(); ++layer)
      BOOST_TEST(sink.layers[i].consensus_distance[layer] == scales[layer] * distances[i]);
  }
}

BOOST_AUTO_TEST_CASE(a_nodes_own_accuracy_is_there_where_it_is_evaluated) {
  const Collector sink = run({.steps = 4, .local_models = sim::LocalModels::kEnd});
  BOOST_TEST(sink.nodes.at(0).local_test_accuracy == (std::vector<double>{-4, 4}),
             boost::test_tools::per_element());  // the script's: the model itself
}

// The averaged model, 0, has nothing of the training right, and a quarter of the test.
BOOST_AUTO_TEST_CASE(the_generalization_gap_is_training_minus_test_accuracy) {
  const Collector sink = run({.steps = 4});
  BOOST_TEST(sink.evaluations.at(0).generalization_gap == -0.25);
  BOOST_TEST(std::isnan(sink.evaluations[0].mean_model_gradient_norm));  // it has no sample
}

BOOST_AUTO_TEST_SUITE_END()
