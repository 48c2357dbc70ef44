#include "topologies/optimal_weights.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/topologies/random_graph.h"
#include "topologies/families/path.h"
#include "topologies/families/ring.h"
#include "topologies/families/star.h"
#include "topologies/mixing.h"
#include "topologies/spectrum.h"

namespace consim::topologies {
namespace {

constexpr double kRounding = 1e-14;
// The eigensolver's error in the proven bound, and the sums that make it.
constexpr double kProof = 1e-12;

Graph published() {
  return Graph::undirected(8, {{0, 1},
                               {1, 2},
                               {2, 3},
                               {0, 4},
                               {1, 7},
                               {1, 3},
                               {4, 5},
                               {4, 6},
                               {2, 6},
                               {3, 7},
                               {5, 6},
                               {6, 7},
                               {1, 6}});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimal_weights)

// boyd2004fastest's example of 8 nodes: values of the project's notes, six digits.
BOOST_AUTO_TEST_CASE(the_published_optimum_comes_with_its_proof) {
  const FastestMixing fastest = fastest_mixing(published());
  BOOST_TEST(fastest.converged);
  BOOST_TEST(std::abs(fastest.beta - 0.680961) <= 1e-5);
  BOOST_TEST(fastest.lower_bound <= 0.680961 + 1e-6);
  BOOST_TEST(fastest.beta - fastest.lower_bound <= 1e-6);
  BOOST_TEST(std::abs(*spectrum(best_constant_weights(published())).beta - 0.711858) <= 1e-6);
}

BOOST_AUTO_TEST_CASE(closed_forms_of_the_fastest_weights) {
  for (const int n : {2, 3, 4, 5, 8, 13}) {
    const double path = n == 2 ? 0 : std::cos(std::numbers::pi / n);
    BOOST_TEST(std::abs(fastest_mixing(make_graph(Path{n})).beta - path) <= 2e-6);
  }
  for (const int n : {4, 6, 8, 20}) {
    const double s = std::pow(std::sin(std::numbers::pi / n), 2);
    BOOST_TEST(std::abs(fastest_mixing(make_graph(Ring{n})).beta - (1 - s) / (1 + s)) <= 2e-6);
  }
  for (const int n : {4, 5, 9})
    BOOST_TEST(std::abs(fastest_mixing(make_graph(Star{n})).beta - (n - 2.0) / (n - 1)) <= 2e-6);
}

BOOST_AUTO_TEST_CASE(one_node_and_a_disconnected_graph_have_answers) {
  const FastestMixing alone = fastest_mixing(Graph::undirected(1, {}));
  BOOST_TEST(alone.converged);
  BOOST_TEST(alone.beta == 0);
  BOOST_TEST(alone.weights.weight(0, 0) == 1);
  const FastestMixing apart = fastest_mixing(Graph::undirected(4, {{0, 1}, {2, 3}}));
  BOOST_TEST(std::abs(apart.beta - 1) <= kProof);
  BOOST_TEST(std::abs(apart.lower_bound - 1) <= 1e-6);
  BOOST_TEST(best_constant_weights(Graph::undirected(1, {})).weight(0, 0) == 1);
  BOOST_TEST(std::abs(best_constant_weights(make_graph(Path{2})).weight(0, 1) - 0.5) <= kRounding);
}

BOOST_AUTO_TEST_CASE(no_rule_and_no_other_weights_beat_the_bound) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_connected_graph(10);
    if (graph.nodes() < 2) return;
    const FastestMixing fastest = fastest_mixing(graph, {.tolerance = 1e-4});
    const MixingCheck check = check_mixing(fastest.weights);
    RC_ASSERT(check.max_row_sum_error <= kRounding);
    RC_ASSERT(check.max_asymmetry == 0);
    RC_ASSERT(check.min_weight >= -kRounding);
    RC_ASSERT(std::abs(*spectrum(fastest.weights).beta - fastest.beta) <= kProof);
    RC_ASSERT(fastest.lower_bound <= fastest.beta + kProof);
    for (const MixingRule rule : {MixingRule::kMetropolis, MixingRule::kMaxDegree})
      RC_ASSERT(*spectrum(mix(graph, rule)).beta >= fastest.lower_bound - kProof);
  }));
}

// β is smallest among all constant weights: a larger or smaller one is worse.
BOOST_AUTO_TEST_CASE(no_other_constant_weight_is_better) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_connected_graph(12);
    if (graph.nodes() < 3) return;
    const Edge edge = graph.edge_list().front();
    const MixingMatrix w = best_constant_weights(graph);
    const double best = w.weight(edge.from, edge.to), beta = *spectrum(w).beta;
    for (const double factor : {0.9, 0.99, 1.01, 1.1}) {
      std::vector<std::int64_t> start = {0};
      std::vector<MixingWeight> entries;
      for (int i = 0; i < w.nodes(); ++i) {
        for (MixingWeight entry : w.row(i)) {
          entry.weight *= factor;
          if (entry.column == i) entry.weight = 1 - factor * best * graph.in_degree(i);
          entries.push_back(entry);
        }
        start.push_back(static_cast<std::int64_t>(entries.size()));
      }
      RC_ASSERT(*spectrum(MixingMatrix(start, entries)).beta >= beta - kProof);
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_graph_that_is_too_large_is_refused) {
  BOOST_CHECK_EXCEPTION(
      fastest_mixing(make_graph(Ring{501})), base::InputError, [](const base::InputError& error) {
        return std::string(error.what()) ==
               "mixing: fastest: 501 nodes and 501 edges take too long; up to 500 "
               "nodes and 4000 edges; best_constant for any size";
      });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
