// The order of a run's rows.
#include "sim/record/run_order.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace consim::record {
namespace {

struct Named {
  std::string operator()(const results::StepRow& row) const {
    return "s" + std::to_string(row.step);
  }
  std::string operator()(const results::EvaluationRow& row) const {
    return "e" + std::to_string(row.step);
  }
  std::string operator()(const results::LayerRow& row) const {
    return "l" + std::to_string(row.step);
  }
  std::string operator()(const results::NodeEvaluationRow& row) const {
    return "n" + std::to_string(row.step);
  }
};

std::string order(const std::vector<std::int64_t>& steps,
                  const std::vector<std::int64_t>& evaluated, bool spread) {
  std::vector<results::StepRow> rows;
  std::vector<results::EvaluationRow> evaluations;
  std::vector<results::LayerRow> layers;
  std::vector<results::NodeEvaluationRow> nodes;
  for (const std::int64_t step : steps) rows.push_back({.step = step});
  for (const std::int64_t step : evaluated) {
    evaluations.push_back({.step = step});
    if (spread) layers.push_back({.step = step});
    if (spread) nodes.push_back({.step = step});
  }
  std::string text;
  in_run_order({rows, evaluations, layers, nodes},
               [&](const auto& row) { text += Named()(row) + " "; });
  return text;
}

BOOST_AUTO_TEST_SUITE(run_order)

BOOST_AUTO_TEST_CASE(an_evaluation_comes_after_the_row_of_its_step_with_its_own_rows_before_it) {
  BOOST_TEST(order({1, 2, 3, 4}, {2, 4}, true) == "s1 s2 l2 n2 e2 s3 s4 l4 n4 e4 ");
  BOOST_TEST(order({1, 2, 3}, {2}, false) == "s1 s2 e2 s3 ");
}

BOOST_AUTO_TEST_CASE(evaluations_of_steps_without_a_row_come_where_they_were) {
  BOOST_TEST(order({5, 10}, {3, 7, 12}, true) == "l3 n3 e3 s5 l7 n7 e7 s10 l12 n12 e12 ");
  BOOST_TEST(order({}, {1}, false) == "e1 ");
  BOOST_TEST(order({}, {}, true) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::record
