// Numbers of a result by name.
#include "analysis/quantity.h"

#include <boost/test/unit_test.hpp>

#include "base/errors.h"

namespace consim::analysis {
namespace {

results::ResultFile example() {
  results::ResultFile file;
  file.summary.totals = {.steps_done = 30, .simulated_seconds = 2.5, .host_seconds = 1};
  file.summary.attributes.seed = 7;
  for (const double distance : {1.0, 4.0, results::kNone, 2.0}) {
    results::StepRow row;
    row.step = std::ssize(file.steps) + 1;
    row.consensus_distance = distance;
    row.train_loss = 10 * distance;
    row.gossip_rounds = 2 * row.step;
    file.steps.push_back(row);
  }
  results::EvaluationRow evaluation;
  evaluation.train_loss = 0.25;
  file.evaluations = {evaluation};
  file.phases = {{.phase = 0, .algorithm = "dsgd", .mean_rounds = 3.5},
                 {.phase = 1, .algorithm = "allreduce"}};
  file.layers = {{"1", 0, 2}, {"net/fc:weight", 2, 6}, {"out", 8, 1}};
  file.layer_rows = {{1, {1, 2, results::kNone}}, {3, {4, 8, results::kNone}}};
  file.node_evaluations = {{1, {1, 2}, {3, 5}, {results::kNone, results::kNone}},
                           {3, {2, 6}, {7, 1}, {0.5, 0.75}}};
  return file;
}

std::optional<double> value(const char* name) {
  return quantity_of(example(), parse_quantity(name));
}

std::string problem(const char* name) {
  try {
    parse_quantity(name);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "";
}

BOOST_AUTO_TEST_SUITE(quantities)

BOOST_AUTO_TEST_CASE(rows_are_chosen_or_summed_up_without_what_is_no_number) {
  BOOST_TEST(value("consensus_distance").value() == 2);
  BOOST_TEST(value("steps/consensus_distance:last").value() == 2);
  BOOST_TEST(value("consensus_distance:first").value() == 1);
  BOOST_TEST(value("consensus_distance:min").value() == 1);
  BOOST_TEST(value("consensus_distance:max").value() == 4);
  BOOST_TEST(value("consensus_distance:sum").value() == 7);
  BOOST_TEST(value("consensus_distance:mean").value() == 7.0 / 3);
  BOOST_TEST(value("consensus_distance:1").value() == 4);
  BOOST_TEST(!value("consensus_distance:2").has_value());
  BOOST_TEST(!value("consensus_distance:4").has_value());
  BOOST_TEST(value("gossip_rounds:mean").value() == 5);
  BOOST_TEST(value("phases/mean_rounds:0").value() == 3.5);
  BOOST_TEST(!value("phases/mean_rounds:1").has_value());
  BOOST_TEST(!value("test_accuracy").has_value());
  BOOST_TEST(!value("nodes/idle_seconds:sum").has_value());
}

// A name that several groups have is an evaluation's.
BOOST_AUTO_TEST_CASE(a_bare_name_is_looked_for_in_evaluations_first) {
  BOOST_TEST(value("train_loss").value() == 0.25);
  BOOST_TEST(value("steps/train_loss").value() == 20);
  BOOST_TEST((parse_quantity("train_loss") == Quantity{"evaluations", "train_loss"}));
}

BOOST_AUTO_TEST_CASE(of_rows_with_several_numbers_a_part_is_chosen) {
  BOOST_TEST(value("layers/consensus_distance[net/fc:weight]").value() == 8);
  BOOST_TEST(value("layers/consensus_distance[net/fc:weight]:first").value() == 2);
  BOOST_TEST(value("layers/consensus_distance[0]:0").value() == 1);
  // A name counts before a number.
  BOOST_TEST(value("layers/consensus_distance[1]").value() == 4);
  BOOST_TEST(!value("layers/consensus_distance[out]").has_value());
  BOOST_TEST(!value("layers/consensus_distance[gone]").has_value());
  BOOST_TEST(!value("layers/consensus_distance[3]").has_value());
  BOOST_TEST(value("node_evaluations/distance[1]:max").value() == 5);
  BOOST_TEST(value("node_evaluations/distance[max]").value() == 7);
  BOOST_TEST(value("node_evaluations/distance[max]:mean").value() == 6);
  BOOST_TEST(value("node_evaluations/theta[sum]:first").value() == 3);
  BOOST_TEST(value("local_test_accuracy[mean]").value() == 0.625);
  BOOST_TEST(value("layers/consensus_distance[mean]").value() == 6);
  // With a part a bare name is that of a row of several numbers, without one that of a single one.
  BOOST_TEST(value("consensus_distance[0]").value() == 4);
  BOOST_TEST(value("consensus_distance").value() == 2);
  BOOST_TEST(has_part(example(), parse_quantity("consensus_distance[out]")));
  BOOST_TEST(!has_part(example(), parse_quantity("consensus_distance[gone]")));
  BOOST_TEST(!has_part(results::ResultFile{}, parse_quantity("distance[max]")));
  BOOST_TEST(parts_of_rows(example(), parse_quantity("distance[0]")) ==
                 (std::vector<std::string>{"0", "1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_part_is_asked_for_where_there_are_several_and_only_there) {
  for (const char* wide : {"distance", "layers/consensus_distance", "distance[]:max"})
    BOOST_TEST(problem(wide).find("several numbers in a row") != std::string::npos, wide);
  BOOST_TEST(problem("test_accuracy[0]").find("one number in a row") != std::string::npos);
  BOOST_TEST(problem("seed[0]").find("one number in a row") != std::string::npos);
  BOOST_TEST(problem("distance[0") != "");
  BOOST_TEST(problem("distance[0]max").find("no way to choose") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(totals_of_the_run_have_names_too) {
  BOOST_TEST(value("steps_done").value() == 30);
  BOOST_TEST(value("simulated_seconds").value() == 2.5);
  BOOST_TEST(value("host_seconds").value() == 1);
  BOOST_TEST(value("seed").value() == 7);
}

BOOST_AUTO_TEST_CASE(the_rows_are_those_of_the_quantitys_table) {
  results::ResultFile file;
  file.steps.resize(3);
  file.evaluations.resize(2);
  BOOST_TEST(rows_of(file, parse_quantity("train_loss:5")) == 2u);
  BOOST_TEST(rows_of(file, parse_quantity("steps/train_loss:0")) == 3u);
  BOOST_TEST(rows_of(file, parse_quantity("phases/mean_rounds:0")) == 0u);
  BOOST_TEST(rows_of(file, parse_quantity("seed")) == 0u);
}

BOOST_AUTO_TEST_CASE(names_that_no_result_has_are_told_with_the_nearest) {
  for (const char* wrong :
       {"", "/", ":", "steps/", "phases/algorithm", "steps/steps_done", "nodes"})
    BOOST_TEST(problem(wrong).find("no result has such a number") != std::string::npos, wrong);
  BOOST_TEST(problem("test_acuracy").ends_with("did you mean \"test_accuracy\"?"));
  BOOST_TEST(problem("test_accuracy:median").find("no way to choose") != std::string::npos);
  BOOST_TEST(problem("test_accuracy:-1").starts_with("test_accuracy:-1: \":-1\" is no way"));
  BOOST_TEST(problem("test_accuracy:-1").ends_with("or :N, a row's number from 0"));
  BOOST_TEST(problem("test_accuracy:1:2") != "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::analysis
