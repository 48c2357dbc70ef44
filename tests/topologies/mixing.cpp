#include "topologies/mixing.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/check.h"
#include "tests/topologies/random_graph.h"
#include "topologies/families/exponential.h"
#include "topologies/families/path.h"
#include "topologies/families/ring.h"
#include "topologies/families/star.h"
#include "topologies/graph_structure.h"

namespace consim::topologies {
namespace {

constexpr double kRounding = 1e-15;

MixingRule any_rule() {
  return *rc::gen::element(MixingRule::kUniform, MixingRule::kMetropolis, MixingRule::kMaxDegree);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mixing)

// A path of four: degrees 1, 2, 2, 1.
BOOST_AUTO_TEST_CASE(weights_follow_the_rules_definitions) {
  const Graph path = make_graph(Path{4});
  const MixingMatrix uniform = mix(path, MixingRule::kUniform);
  BOOST_TEST(uniform.weight(0, 0) == 0.5);
  BOOST_TEST(uniform.weight(0, 1) == 0.5);
  BOOST_TEST(uniform.weight(1, 0) == 1.0 / 3);
  const Graph star = make_graph(Star{5});
  const MixingMatrix metropolis = mix(star, MixingRule::kMetropolis);
  BOOST_TEST(metropolis.weight(0, 0) == 0.2);
  BOOST_TEST(metropolis.weight(0, 3) == 0.2);
  BOOST_TEST(metropolis.weight(3, 3) == 0.8);
  BOOST_TEST(metropolis.weight(2, 3) == 0);
  const Graph tailed_star = Graph::undirected(5, {{0, 1}, {0, 2}, {0, 3}, {3, 4}});
  const MixingMatrix largest = mix(tailed_star, MixingRule::kMaxDegree);
  BOOST_TEST(largest.weight(3, 4) == 0.25);
  BOOST_TEST(std::abs(largest.weight(4, 4) - 0.75) <= kRounding);
  BOOST_TEST(std::abs(largest.weight(3, 3) - 0.5) <= kRounding);
}

BOOST_AUTO_TEST_CASE(all_rules_give_the_same_bits_on_a_regular_graph) {
  const Graph graph = make_graph(Exponential{22, false});
  const MixingMatrix w = mix(graph, MixingRule::kMetropolis);
  BOOST_TEST((w == mix(graph, MixingRule::kUniform)));
  BOOST_TEST((w == mix(graph, MixingRule::kMaxDegree)));
}

BOOST_AUTO_TEST_CASE(rows_are_ascending_and_hold_the_own_weight) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_graph(20, false);
    const MixingMatrix w = mix(graph, any_rule());
    RC_ASSERT(w.nodes() == graph.nodes());
    RC_ASSERT(w.nonzeros() == graph.arcs() + graph.nodes());
    for (int i = 0; i < w.nodes(); ++i) {
      std::vector<NodeId> expected(graph.in_neighbours(i).begin(), graph.in_neighbours(i).end());
      expected.push_back(i);
      std::ranges::sort(expected);
      std::vector<NodeId> columns;
      for (const MixingWeight& entry : w.row(i)) columns.push_back(entry.column);
      RC_ASSERT(columns == expected);
    }
  }));
}

BOOST_AUTO_TEST_CASE(metropolis_and_max_degree_are_symmetric_and_doubly_stochastic_on_any_graph) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_connected_graph(40);
    const MixingRule rule = any_rule();
    const MixingCheck check = check_mixing(mix(graph, rule));
    RC_ASSERT(check.connected);
    RC_ASSERT(check.max_row_sum_error <= kRounding);
    RC_ASSERT(check.min_weight > 0);
    if (rule == MixingRule::kUniform) return;
    RC_ASSERT(check.max_asymmetry == 0);
    RC_ASSERT(check.max_column_sum_error <= kRounding);
    RC_ASSERT(warnings(check).empty());
  }));
}

BOOST_AUTO_TEST_CASE(a_matrix_is_connected_if_its_graph_is) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_graph(8, *rc::gen::arbitrary<bool>());
    const MixingRule rule = graph.directed() ? MixingRule::kUniform : any_rule();
    RC_ASSERT(check_mixing(mix(graph, rule)).connected == (component_count(graph) == 1));
  }));
}

BOOST_AUTO_TEST_CASE(a_stored_weight_of_zero_joins_nobody) {
  const MixingMatrix w({0, 2, 4}, {{0, 1}, {1, 0}, {0, 0}, {1, 1}});
  BOOST_TEST(check_mixing(w).symmetric());
  BOOST_TEST(!check_mixing(w).connected);
}

BOOST_AUTO_TEST_CASE(a_directed_regular_graph_is_doubly_stochastic_but_not_symmetric) {
  const MixingMatrix w = mix(make_graph(Exponential{12, true}), MixingRule::kUniform);
  const MixingCheck check = check_mixing(w);
  BOOST_TEST(check.doubly_stochastic());
  BOOST_TEST(!check.symmetric());
  // j sends to i: column j of row i is the arrow j -> i.
  BOOST_TEST(w.weight(1, 0) == 0.2);
  BOOST_TEST(w.weight(0, 1) == 0);
  BOOST_TEST((graph_of(w) == make_graph(Exponential{12, true})));
}

BOOST_AUTO_TEST_CASE(symmetric_rules_on_a_directed_graph_are_wrong_code) {
  const Graph graph = make_graph(Exponential{8, true});
  BOOST_CHECK_THROW(mix(graph, MixingRule::kMetropolis), base::LogicError);
  BOOST_CHECK_THROW(mix(graph, MixingRule::kMaxDegree), base::LogicError);
}

BOOST_AUTO_TEST_CASE(the_worst_entries_are_named) {
  // Row sums 1, 1.5, 1; column sums 1, 1, 1.5; the pair (1, 2) differs by 0.5.
  const MixingMatrix w({0, 1, 3, 4}, {{0, 1.0}, {1, 1.0}, {2, 0.5}, {2, 1.0}});
  const MixingCheck check = check_mixing(w);
  BOOST_TEST(check.max_row_sum_error == 0.5);
  BOOST_TEST(check.worst_row == 1);
  BOOST_TEST(check.max_column_sum_error == 0.5);
  BOOST_TEST(check.worst_column == 2);
  BOOST_TEST(check.max_asymmetry == 0.5);
  BOOST_TEST((check.worst_pair == Edge{1, 2}));
  BOOST_TEST(!check.connected);
  BOOST_TEST(!check.row_stochastic());
  BOOST_TEST(warnings(check) ==
             "row sums differ from 1 by up to 0.5 (node 1): equal states don't stay equal; "
             "column sums differ from 1 by up to 0.5 (node 2): gossip doesn't keep the average; "
             "W doesn't connect the nodes: they never agree");
}

BOOST_AUTO_TEST_CASE(what_keeps_directed_graphs_from_agreeing_is_told) {
  const auto of = [](const Graph& graph) {
    return warnings(check_mixing(mix(graph, MixingRule::kUniform)));
  };
  const auto ends = [](const std::string& text, const std::string& end) {
    return text.ends_with(end);
  };
  // 0 reaches all; two sources, neither of which reaches the other.
  const Graph rooted = Graph::directed(3, {{0, 1}, {1, 2}, {2, 1}});
  const Graph apart = Graph::directed(3, {{0, 2}, {1, 2}});
  BOOST_TEST(is_rooted(rooted));
  BOOST_TEST(!is_rooted(apart));
  BOOST_TEST(!is_rooted(Graph::undirected(3, {{0, 1}})));
  BOOST_TEST(ends(of(rooted),
                  "; W isn't strongly connected: what some nodes start with never "
                  "reaches the others"));
  BOOST_TEST(ends(of(apart), "; W doesn't connect the nodes: they never agree"));
  const MixingMatrix negative({0, 2, 4}, {{0, 1.5}, {1, -0.5}, {0, -0.5}, {1, 1.5}});
  BOOST_TEST(warnings(check_mixing(negative)) == "node 0 takes -0.5 of node 1");
}

BOOST_AUTO_TEST_CASE(weights_that_are_not_numbers_are_never_stochastic) {
  const MixingMatrix w({0, 1, 2}, {{0, std::nan("")}, {1, 1.0}});
  const MixingCheck check = check_mixing(w);
  BOOST_TEST(!check.row_stochastic());
  BOOST_TEST(!check.doubly_stochastic());
  BOOST_TEST(!check.symmetric());
}

BOOST_AUTO_TEST_CASE(the_product_with_a_vector_averages_neighbours) {
  const MixingMatrix w = mix(make_graph(Ring{4}), MixingRule::kMetropolis);
  const std::vector<double> x = {3, 6, 9, 12};
  const std::vector<double> expected = {7, 6, 9, 8};
  const std::vector<double> mixed = w.times(x);
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(std::abs(mixed[i] - expected[i]) <= 1e-14);
  BOOST_CHECK_THROW(w.times(std::vector<double>(3)), base::LogicError);
}

BOOST_AUTO_TEST_CASE(a_rule_has_one_name_and_a_lazy_version) {
  for (const MixingRuleInfo& rule : mixing_rules()) {
    const std::string name(rule.name);
    BOOST_TEST((parse_mixing(name) == Mixing{rule.rule}));
    BOOST_TEST((parse_mixing("lazy_" + name) == Mixing{rule.rule, true}));
    BOOST_TEST(to_string(Mixing{rule.rule}) == name);
    BOOST_TEST(to_string(Mixing{rule.rule, true}) == "lazy_" + name);
  }
  BOOST_TEST((parse_mixing("lazy") == Mixing{MixingRule::kMetropolis, true}));
  BOOST_TEST((parse_mixing("w.csv") == Mixing{MixingRule::kFile, false, "w.csv"}));
  for (const char* wrong : {"", "Metropolis", "metropolis ", "lazy_", "lazy_lazy_uniform", "file"})
    BOOST_TEST(!parse_mixing(wrong).has_value());
}

// λ(lazy) = (1 + λ)/2, entry by entry (I + W)/2 exactly: halves and their sums with 1/2 round once.
BOOST_AUTO_TEST_CASE(a_lazy_matrix_is_halfway_to_the_identity) {
  BOOST_TEST(rc::check([] {
    const MixingMatrix w = mix(any_graph(12, false), MixingRule::kMetropolis);
    const MixingMatrix half = lazy(w);
    for (int i = 0; i < w.nodes(); ++i)
      for (int j = 0; j < w.nodes(); ++j)
        RC_ASSERT(half.weight(i, j) == 0.5 * w.weight(i, j) + (i == j ? 0.5 : 0.0));
  }));
}

BOOST_AUTO_TEST_CASE(column_stochastic_weights_keep_the_sum_on_any_directed_graph) {
  BOOST_TEST(rc::check([] {
    const MixingMatrix w = mix(any_graph(12, true), MixingRule::kColumnStochastic);
    RC_ASSERT(check_mixing(w).max_column_sum_error <= 1e-14);  // rounding of 12 terms
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
