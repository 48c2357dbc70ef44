#include "topologies/report.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <type_traits>

namespace consim::topologies {
namespace {

// The contract's keys, in its order; those from `note` on are added.
const std::vector<std::string> kKeys = {"spec",
                                        "family",
                                        "nodes",
                                        "edges",
                                        "directed",
                                        "connected",
                                        "bipartite",
                                        "degree_min",
                                        "degree_max",
                                        "diameter",
                                        "mixing",
                                        "symmetric",
                                        "row_stochastic",
                                        "doubly_stochastic",
                                        "max_row_sum_error",
                                        "max_column_sum_error",
                                        "lambda2",
                                        "lambda_n",
                                        "beta",
                                        "spectral_gap",
                                        "p",
                                        "method",
                                        "residual",
                                        "effective_neighbours",
                                        "rounds_to",
                                        "period",
                                        "period_contraction",
                                        "eigenvalues",
                                        "note",
                                        "effective_neighbours_error",
                                        "iterations",
                                        "converged",
                                        "messages_per_round",
                                        "busiest_per_round",
                                        "contraction_per_round",
                                        "beta_lower_bound",
                                        "bisection",
                                        "fiedler_vector",
                                        "slem",
                                        "rounds_to_agreement",
                                        "node_share_min",
                                        "node_share_max"};

TopologyReport report_of(const std::string& text, AnalyzeOptions options = {}) {
  return analyze(parse_topology_spec(text), options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(a_visitor_sees_every_key_of_the_contract_in_its_order) {
  std::vector<std::string> names;
  for_each_field(report_of("ring:n=4"),
                 [&](std::string_view name, const auto&) { names.emplace_back(name); });
  BOOST_TEST(names == kKeys, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_ring_of_32_is_described_in_full) {
  const TopologyReport report = report_of("ring:n=32", {.eigenvalues = true, .gammas = {0.5, 0.9}});
  BOOST_TEST(report.spec == "ring:nodes=32");
  BOOST_TEST(report.family == "ring");
  BOOST_TEST(report.nodes == 32);
  BOOST_TEST(report.edges == 32);
  BOOST_TEST(!report.directed);
  BOOST_TEST(report.connected);
  BOOST_TEST(report.bipartite);
  BOOST_TEST(report.degree_min == 2);
  BOOST_TEST(report.degree_max == 2);
  BOOST_TEST(report.diameter.value() == 16);
  BOOST_TEST(report.mixing == "metropolis");
  BOOST_TEST(report.symmetric);
  BOOST_TEST(report.row_stochastic);
  BOOST_TEST(report.doubly_stochastic);
  BOOST_TEST(report.max_row_sum_error <= 1e-15);
  BOOST_TEST(report.max_column_sum_error <= 1e-15);
  const double beta = 1.0 / 3 + 2.0 / 3 * std::cos(2 * std::acos(-1.0) / 32);
  BOOST_TEST(std::abs(report.beta.value() - beta) <= 1e-12);
  BOOST_TEST(std::abs(report.p.value() - (1 - beta * beta)) <= 1e-12);
  BOOST_TEST(report.method.value() == "closed_form");
  BOOST_TEST(report.period == 1);
  BOOST_TEST(report.period_contraction.value() == report.beta.value());
  BOOST_TEST(report.eigenvalues->values.size() == 32u);
  BOOST_TEST(!report.note.has_value());
  BOOST_TEST_REQUIRE(report.effective_neighbours.size() == 2u);
  BOOST_TEST(report.effective_neighbours[0].key == "0.5");
  BOOST_TEST(report.effective_neighbours[1].key == "0.9");
  // k = ⌈ln f / ln β⌉ with β = 0.98719.
  BOOST_TEST_REQUIRE(report.rounds_to.size() == 3u);
  BOOST_TEST((report.rounds_to[0] == Keyed<std::int64_t>{"0.5", 54}));
  BOOST_TEST((report.rounds_to[1] == Keyed<std::int64_t>{"0.1", 179}));
  BOOST_TEST((report.rounds_to[2] == Keyed<std::int64_t>{"0.01", 358}));
}

BOOST_AUTO_TEST_CASE(one_node_agrees_with_itself) {
  for (const char* spec : {"ring:n=1", "path:n=1", "star:n=1", "complete:n=1", "torus:n=1",
                           "hypercube:n=1", "exponential:n=1", "exponential:n=1,directed=true"}) {
    BOOST_TEST_CONTEXT(spec) {
      const TopologyReport report = report_of(spec);
      BOOST_TEST(report.connected);
      BOOST_TEST(report.diameter.value() == 0);
      BOOST_TEST(report.beta.value() == 0);
      BOOST_TEST(report.p.value() == 1);
      BOOST_TEST(!report.lambda2.has_value());
      BOOST_TEST(report.lambda_n.value() == 1);
      BOOST_TEST(report.rounds_to[0].value.value() == 0);
      BOOST_TEST(report.effective_neighbours[0].value.value() == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_directed_graph_has_no_ordered_eigenvalues_but_a_gap) {
  const TopologyReport report = report_of("exponential:n=32,directed=true");
  BOOST_TEST(report.directed);
  BOOST_TEST(report.edges == 160);
  BOOST_TEST(report.mixing == "uniform");
  BOOST_TEST(!report.symmetric);
  BOOST_TEST(report.doubly_stochastic);
  BOOST_TEST(!report.lambda2.has_value());
  BOOST_TEST(!report.lambda_n.has_value());
  BOOST_TEST(std::abs(report.beta.value() - 4.0 / 6) <= 1e-12);
  // W is normal, so powers follow β = 2/3 exactly: ⌈ln f / ln β⌉.
  BOOST_TEST(report.rounds_to[0].value.value() == 2);
  BOOST_TEST(report.rounds_to[2].value.value() == 12);
  BOOST_TEST(!report.eigenvalues.has_value());
}

BOOST_AUTO_TEST_CASE(weights_that_lose_the_average_are_noted) {
  const TopologyReport report = report_of("star:n=8,mixing=uniform");
  BOOST_TEST(report.row_stochastic);
  BOOST_TEST(!report.doubly_stochastic);
  // The centre's column: 1/8 + 7 · 1/2.
  BOOST_TEST(std::abs(report.max_column_sum_error - 2.625) <= 1e-15);
  BOOST_TEST(!report.beta.has_value());
  BOOST_TEST(!report.rounds_to[0].value.has_value());
  // They agree on Σ π_i x_i with π_i ∝ 1 + d_i: 8 for the centre, 2 for each of seven leaves.
  BOOST_TEST(std::abs(report.node_share_min.value() - 8 * 2.0 / 22) <= 1e-12);
  BOOST_TEST(std::abs(report.node_share_max.value() - 8 * 8.0 / 22) <= 1e-12);
  // Leaves keep half of what sets them apart from each other; the centre's 1/8 − 1/2 is less.
  BOOST_TEST(std::abs(report.slem.value() - 0.5) <= 1e-12);
  BOOST_TEST(report.rounds_to_agreement[2].value.value() >= 7);  // 2⁻⁷ < 0.01
  BOOST_TEST(report.note.value() ==
             "column sums differ from 1 by up to 2.62 (node 0): gossip doesn't keep the average");
}

BOOST_AUTO_TEST_CASE(a_ring_of_a_million_nodes_is_known_by_formula) {
  const TopologyReport report = report_of("ring:n=1000000");
  BOOST_TEST(report.connected);
  BOOST_TEST(report.diameter.value() == 500'000);
  BOOST_TEST(report.doubly_stochastic);
  BOOST_TEST(report.method.value() == "closed_form");
  const double gap = 4.0 / 3 * std::pow(std::sin(std::acos(-1.0) / 1e6), 2);
  BOOST_TEST(std::abs(report.spectral_gap.value() / gap - 1) <= 1e-14);
  // n_W of a long ring doesn't depend on its length.
  const double shorter = report_of("ring:n=1000").effective_neighbours[0].value.value();
  BOOST_TEST(std::abs(report.effective_neighbours[0].value.value() / shorter - 1) <= 1e-12);
  BOOST_TEST(!report.note.has_value());
}

BOOST_AUTO_TEST_CASE(a_large_graph_can_be_left_without_a_spectrum) {
  const TopologyReport report = report_of("path:n=100,mixing=uniform", {.spectrum_up_to = 99});
  BOOST_TEST(!report.beta.has_value());
  BOOST_TEST(!report.effective_neighbours[0].value.has_value());
  BOOST_TEST(report.note->ends_with("no spectrum: more than 99 nodes"));
}

BOOST_AUTO_TEST_CASE(fastest_weights_come_with_the_bound_that_proves_them) {
  const TopologyReport report = report_of("path:n=6,mixing=fastest");
  const double best = std::cos(std::acos(-1.0) / 6);
  BOOST_TEST(report.beta_lower_bound.value() <= best + 1e-12);
  BOOST_TEST(report.beta_lower_bound.value() >= best - 1e-6);
  BOOST_TEST(!report_of("path:n=6").beta_lower_bound.has_value());
}

BOOST_AUTO_TEST_CASE(a_fiedler_vector_halves_a_path_at_its_middle) {
  const TopologyReport report = report_of("path:n=10", {.fiedler = true});
  BOOST_TEST(report.bisection.value() == 1);
  BOOST_TEST_REQUIRE(report.fiedler_vector.has_value());
  const std::vector<double>& v = *report.fiedler_vector;
  for (std::size_t i = 1; i < 10; ++i) BOOST_TEST((v[i] < v[i - 1]) == (v[1] < v[0]));
}

BOOST_AUTO_TEST_CASE(gammas_outside_zero_to_one_are_wrong_input) {
  for (const double gamma : {-0.1, 1.0, 2.0, std::nan("")})
    BOOST_CHECK_THROW(report_of("ring:n=4", {.gammas = {0.9, gamma}}), base::InputError);
  try {
    report_of("ring:n=4", {.gammas = {1, -1}});
    BOOST_ERROR("accepted");
  } catch (const base::InputError& error) {
    BOOST_TEST(
        std::string(error.what()) ==
        "gamma: 1 is out of range; 0 <= gamma < 1\ngamma: -1 is out of range; 0 <= gamma < 1");
  }
}

BOOST_AUTO_TEST_CASE(the_text_for_people_says_the_same) {
  const std::string text =
      describe(report_of("hypercube:n=8", {.eigenvalues = true, .gammas = {0.5}}));
  BOOST_TEST(text.starts_with("hypercube:nodes=8\n"));
  for (const char* part :
       {"8 nodes, 12 edges, undirected, connected, bipartite; degree 3; diameter 3",
        "metropolis weights, symmetric, doubly stochastic", "lambda_2 = 0.5, lambda_n = -0.5",
        "beta = 0.5, spectral gap 1 - beta = 0.5, p = 1 - beta^2 = 0.75", "1 round to 0.5",
        "at gamma 0.5", "eigenvalues\n    1\n    0.5\n"})
    BOOST_TEST(text.find(part) != std::string::npos, "missing: " << part << "\nin:\n" << text);
  BOOST_TEST(describe(report_of("star:n=8,mixing=uniform")).find("row-stochastic only") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
