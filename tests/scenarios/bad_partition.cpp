// Partitions of pictures that can't be, with the exact text of their reports.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "scenarios/assemble.h"
#include "scenarios/learner_config.h"
#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

// Its partition is in line 8, from column 13 on.
std::string pictures(const std::string& partition) {
  return "[topology]\nfamily = 'ring'\nnodes = 4\n[workload]\ndataset = 'synthetic_images'\n"
         "train_samples = 402\nmodel = 'mlp'\npartition = " +
         partition + "\n[cluster]\nstep_time = '1 ms'\nmessage_size = '1 kB'\n";
}

struct Wrong {
  std::string partition;
  std::string problems;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.partition; }

const Wrong kWrong[] = {
    {"{ kind = 'dirichet', alpha = 1 }",
     "f.toml:8:22: workload.partition.kind: found \"dirichet\"; expected \"iid\", \"dirichlet\", "
     "\"by_label\" or \"shards\"; did you mean \"dirichlet\"?"},
    {"'shards'", "f.toml:8:13: workload.partition: found \"shards\"; expected a table with kind"},
    {"{ kind = 'dirichlet' }",
     "f.toml:8:13: workload.partition.alpha: missing; expected a number in (0, 1000000000]"},
    {"{ kind = 'dirichlet', alpha = 0 }",
     "f.toml:8:43: workload.partition.alpha: found 0; expected a number in (0, 1000000000]"},
    {"{ kind = 'dirichlet', alpha = -0.1 }",
     "f.toml:8:43: workload.partition.alpha: found -0.1; expected a number in (0, 1000000000]"},
    {"{ kind = 'dirichlet', alpha = 1, reshuffled = true }",
     "f.toml:8:46: workload.partition.reshuffled: unknown key with kind = \"dirichlet\"; expected "
     "one of kind, alpha; reshuffled goes with kind = \"iid\""},
    {"{ kind = 'by_label', classes_per_node = 11 }",
     "f.toml:8:53: workload.partition.classes_per_node: found 11; expected a whole number from 1 "
     "to 10"},
    {"{ kind = 'shards', shards_per_node = 0 }",
     "f.toml:8:50: workload.partition.shards_per_node: found 0; expected a whole number from 1 to "
     "100000000"},
    {"{ kind = 'shards', shards_per_node = 3 }",
     "f.toml:8:50: workload.partition.shards_per_node: 3 doesn't divide a node's 100 samples (402 "
     "over 4 nodes); expected a divisor of 100, such as 2 or 4, or another train_samples"},
    {"{ kind = 'shards', shards_per_node = 200 }",
     "f.toml:8:50: workload.partition.shards_per_node: 200 doesn't divide a node's 100 samples "
     "(402 over 4 nodes); expected a divisor of 100, such as 100, or another train_samples"},
};

BOOST_AUTO_TEST_SUITE(scenario_bad_partition)

BOOST_DATA_TEST_CASE(a_wrong_partition_is_reported_at_its_place,
                     boost::unit_test::data::make(kWrong), wrong) {
  BOOST_TEST(problems_of(pictures(wrong.partition)) == wrong.problems);
}

BOOST_AUTO_TEST_CASE(a_default_that_does_not_fit_is_called_one) {
  std::string text = pictures("{ kind = 'shards' }");
  text.replace(text.find("402"), 3, "404");
  BOOST_TEST(problems_of(text) ==
             "f.toml:8:13: workload.partition.shards_per_node: 2, the default, doesn't divide a "
             "node's 101 samples (404 over 4 nodes); expected a divisor of 101, such as 1 or 101, "
             "or another train_samples");
}

BOOST_AUTO_TEST_CASE(a_node_has_no_more_classes_than_samples) {
  std::string text = pictures("{ kind = 'by_label', classes_per_node = 8 }");
  text.replace(text.find("402"), 3, "31");
  BOOST_TEST(problems_of(text).find(
                 "f.toml:8:53: workload.partition.classes_per_node: 8 classes for a node's 7 "
                 "samples; expected at most 7") != std::string::npos);
}

// 3 nodes of 2 classes each have 6 of the 10, which don't hold all but two of the samples.
BOOST_AUTO_TEST_CASE(the_data_tell_whether_classes_can_be_shared_out) {
  const auto found = [](int nodes, int classes) {
    std::string text =
        pictures("{ kind = 'by_label', classes_per_node = " + std::to_string(classes) + " }");
    text.replace(text.find("nodes = 4"), 9, "nodes = " + std::to_string(nodes));
    try {
      check_partition(parse_scenario(text, kOrigin));
      return std::string();
    } catch (const base::InputError& error) {
      return std::string(error.what());
    }
  };
  BOOST_TEST(found(3, 10) == "");
  BOOST_TEST(found(3, 4) == "");
  BOOST_TEST(
      found(3, 2) ==
      "workload.partition.classes_per_node: 3 nodes with 2 of 10 classes each can't have 134 "
      "samples each; expected 4, with this seed");
  // What is expected is enough.
  for (int nodes = 2; nodes <= 12; ++nodes) {
    const std::string one = found(nodes, 1);
    const std::size_t place = one.find("expected ");
    if (place == std::string::npos) continue;
    const int enough = std::stoi(one.substr(place + 9));
    BOOST_TEST(found(nodes, enough) == "");
    BOOST_TEST(found(nodes, enough - 1) != "");
  }
}

BOOST_AUTO_TEST_CASE(data_that_are_not_there_are_no_problem_of_the_scenario) {
  const Scenario scenario = parse_scenario(
      "[topology]\nfamily = 'ring'\nnodes = 4\n[workload]\ndataset = 'cifar10'\nmodel = 'mlp'\n"
      "data_dir = '/nowhere'\npartition = { kind = 'by_label', classes_per_node = 3 }\n",
      kOrigin);
  BOOST_TEST(check_partition(scenario).value().starts_with("the partition isn't checked"));
}

BOOST_AUTO_TEST_CASE(steps_an_epoch_are_the_same_for_all_partitions) {
  for (const char* partition :
       {"{ kind = 'iid' }", "{ kind = 'dirichlet', alpha = 0.1 }",
        "{ kind = 'by_label', classes_per_node = 3 }", "{ kind = 'shards' }"}) {
    const Scenario scenario = parse_scenario(pictures(partition), kOrigin);
    BOOST_TEST(steps_per_epoch(scenario.workload, 4).value() == 3);  // 100 / 32
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
