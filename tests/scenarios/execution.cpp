// Keys of a scenario that show in what a run does; pictures, so with LibTorch.
#include "scenarios/execute.h"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "base/temporary_folder.h"
#include "models/network.h"
#include "sim/results/reader.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

using Overrides = std::vector<std::string>;

const std::string kPictures = R"(
[topology]
family = "ring"
nodes = 4
[workload]
dataset = "synthetic_images"
train_samples = 256
test_samples = 100
height = 10
width = 10
model = { name = "mlp", hidden = [8] }
batch_size = 8
[run]
epochs = 2
)";

Scenario pictures(const Overrides& overrides) {
  return parse_scenario(kPictures, kOrigin, overrides);
}

results::ResultFile result_of(const Overrides& overrides, int threads = 1) {
  const base::TemporaryFolder folder;
  const auto output = folder.path() / "run.h5";
  Run(pictures(overrides), {.output = output, .threads = threads}).execute();
  return results::read_result(output);
}

std::uint64_t hash_of(const Overrides& overrides, int threads = 1) {
  return result_of(overrides, threads).summary.totals.trajectory_hash;
}

double sum_of_squares(const std::vector<double>& values) {
  return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

/// Stops a run at its fifth row.
struct Stopper final : record::RowSink {
  void append(const results::StepRow& row) override {
    if (row.step == 5) stop = true;
  }
  void append(const results::EvaluationRow&) override {}
  std::atomic<bool> stop = false;
};

/// Fails at its fifth row, as a bug would.
struct Breaker final : record::RowSink {
  void append(const results::StepRow& row) override {
    if (row.step == 5) throw std::runtime_error("broken");
  }
  void append(const results::EvaluationRow&) override {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario_execution)

BOOST_AUTO_TEST_CASE(augmented_pictures_give_another_trajectory_the_same_for_any_threads) {
  const std::uint64_t augmented = hash_of({"workload.augment=true"});
  BOOST_TEST(augmented != hash_of({}));
  BOOST_TEST(hash_of({}) == hash_of({"workload.augment=false"}));
  BOOST_TEST(augmented == hash_of({"workload.augment=true"}, 2));
}

BOOST_AUTO_TEST_CASE(a_run_with_augmented_pictures_resumes_with_the_same_bits) {
  const Overrides overrides = {"workload.augment=true"};
  const base::TemporaryFolder folder;
  const auto output = folder.path() / "run.h5";
  Stopper stopper;
  Run stopped(pictures(overrides), {.output = output, .stop = &stopper.stop});
  BOOST_TEST((stopped.execute(&stopper).status == results::Status::kInterrupted));
  const RunSummary summary = Run(pictures(overrides), {.output = output, .resume = true}).execute();
  BOOST_TEST((summary.status == results::Status::kComplete && !summary.nothing_to_do));
  BOOST_TEST(summary.trajectory_hash == hash_of(overrides));
}

BOOST_AUTO_TEST_CASE(an_exception_on_the_way_leaves_a_file_that_says_so_and_all_rows_before) {
  const base::TemporaryFolder folder;
  const auto output = folder.path() / "run.h5";
  Breaker breaker;
  Run run(pictures({}), {.output = output});
  BOOST_CHECK_THROW(run.execute(&breaker), std::runtime_error);
  const results::ResultFile file = results::read_result(output);
  BOOST_TEST((file.summary.access == results::Access::kPlain));
  BOOST_TEST((file.summary.status == results::Status::kFailed));
  BOOST_TEST(file.summary.reason == "internal error: broken");
  BOOST_TEST(file.steps.size() == 5u);
  BOOST_TEST(file.nodes.size() == 4u);
  BOOST_TEST(file.phases.size() == 1u);
}

// All nodes have the averaged model after an all-reduce, and an mlp has no buffers.
BOOST_AUTO_TEST_CASE(after_an_all_reduce_every_nodes_model_is_as_good_as_the_averaged_one) {
  const auto file = result_of({"algorithm.kind=allreduce", "run.evaluate_local_models=always"});
  BOOST_TEST(file.evaluations.size() == 2u);
  for (const results::EvaluationRow& row : file.evaluations) {
    BOOST_TEST(row.test_accuracy > 0);
    BOOST_TEST(row.local_test_accuracy_mean == row.test_accuracy);
    BOOST_TEST(row.local_test_accuracy_min == row.test_accuracy);
    BOOST_TEST(row.local_test_accuracy_max == row.test_accuracy);
  }
}

BOOST_AUTO_TEST_CASE(nodes_own_models_are_evaluated_on_the_first_samples_when_the_key_says) {
  const auto at_the_end = result_of({"run.local_samples=7"}).evaluations;
  BOOST_TEST(std::isnan(at_the_end.at(0).local_test_accuracy_mean));
  const double sevenths = 7 * at_the_end.at(1).local_test_accuracy_max;
  BOOST_TEST(sevenths == std::round(sevenths), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(at_the_end[1].local_test_accuracy_min <= at_the_end[1].local_test_accuracy_mean);
  for (const char* none : {"run.evaluate_local_models=never", "run.local_samples=0"})
    BOOST_TEST(std::isnan(result_of({none}).evaluations.at(1).local_test_accuracy_mean), none);
}

// To the rounding of sums of a few thousand floats in double.
BOOST_AUTO_TEST_CASE(layers_and_nodes_of_an_evaluation_add_up_to_those_of_its_step) {
  const auto file = result_of({"run.record_every_steps=1", "run.evaluate_local_models=always"});
  BOOST_TEST(file.layers.size() == 4u);  // an mlp's two weights and biases
  BOOST_TEST(file.layers.at(1).offset == file.layers.at(0).size);
  BOOST_TEST(file.layer_rows.size() == file.evaluations.size());
  BOOST_TEST(file.node_evaluations.size() == file.evaluations.size());
  const auto tolerance = boost::test_tools::tolerance(1e-12);
  for (std::size_t i = 0; i < file.evaluations.size(); ++i) {
    const results::EvaluationRow& row = file.evaluations[i];
    const results::StepRow& step = file.steps.at(static_cast<std::size_t>(row.step) - 1);
    const results::NodeEvaluationRow& nodes = file.node_evaluations[i];
    const double square = step.consensus_distance * step.consensus_distance;
    BOOST_TEST(sum_of_squares(file.layer_rows[i].consensus_distance) == square, tolerance);
    BOOST_TEST(sum_of_squares(nodes.distance) / 4 == square, tolerance);
    BOOST_TEST(sum_of_squares(nodes.theta) / 4 == step.theta * step.theta, tolerance);
    BOOST_TEST(std::ranges::max(nodes.local_test_accuracy) == row.local_test_accuracy_max);
    BOOST_TEST(row.generalization_gap == row.train_accuracy - row.test_accuracy);
    BOOST_TEST(std::isnan(row.mean_model_gradient_norm));
  }
}

BOOST_AUTO_TEST_CASE(the_averaged_models_gradient_is_taken_on_samples_that_the_key_counts) {
  const auto few = result_of({"run.gradient_samples=5"}),
             many = result_of({"run.gradient_samples=90"});
  BOOST_TEST(few.evaluations.at(1).mean_model_gradient_norm > 0);
  BOOST_TEST(many.evaluations.at(1).mean_model_gradient_norm > 0);
  BOOST_TEST(few.evaluations[1].mean_model_gradient_norm !=
             many.evaluations[1].mean_model_gradient_norm);
  BOOST_TEST(few.summary.totals.trajectory_hash == many.summary.totals.trajectory_hash);
}

// The training data's batch statistics lie near the running means of the nodes, but aren't these.
BOOST_AUTO_TEST_CASE(recomputed_batch_norm_statistics_change_evaluations_alone) {
  const Overrides network = {"workload.model={name = \"resnet8\", width = 2}"};
  Overrides recompute = network;
  recompute.emplace_back("run.batch_norm_statistics=recompute");
  const auto average = result_of(network);
  const auto own = result_of(recompute);
  BOOST_REQUIRE(own.steps.size() == average.steps.size());
  for (std::size_t i = 0; i < own.steps.size(); ++i) {
    BOOST_TEST(own.steps[i].train_loss == average.steps[i].train_loss);
    BOOST_TEST(own.steps[i].consensus_distance == average.steps[i].consensus_distance);
  }
  for (const int threads : {1, 3}) {
    const auto again = result_of(recompute, threads);
    for (std::size_t i = 0; i < 2; ++i) {
      BOOST_TEST(again.evaluations.at(i).test_loss == own.evaluations.at(i).test_loss);
      BOOST_TEST(again.evaluations[i].test_loss != average.evaluations.at(i).test_loss);
      BOOST_TEST(std::isfinite(again.evaluations[i].test_loss));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_network_of_the_list_is_a_model_of_a_scenario) {
  for (const models::NetworkInfo& network : models::networks())
    BOOST_TEST(problems_of(kPictures, {"workload.model=" + network.name}) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::scenarios
