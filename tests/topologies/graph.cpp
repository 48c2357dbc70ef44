#include "topologies/graph.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <queue>

#include "base/check.h"
#include "tests/topologies/random_graph.h"
#include "topologies/families/ring.h"
#include "topologies/graph_structure.h"

namespace consim::topologies {
namespace {

constexpr int kFar = 1 << 20;

// Floyd-Warshall, the independent computation of distances.
std::vector<std::vector<int>> all_distances(const Graph& graph) {
  const auto n = static_cast<std::size_t>(graph.nodes());
  std::vector<std::vector<int>> distance(n, std::vector<int>(n, kFar));
  for (std::size_t i = 0; i < n; ++i) distance[i][i] = 0;
  for (const Edge& edge : graph.edge_list()) {
    const auto from = static_cast<std::size_t>(edge.from), to = static_cast<std::size_t>(edge.to);
    distance[from][to] = 1;
    if (!graph.directed()) distance[to][from] = 1;
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
  return distance;
}

int longest(const std::vector<std::vector<int>>& distance) {
  int result = 0;
  for (const auto& row : distance) result = std::max(result, *std::ranges::max_element(row));
  return result;
}

// Nodes in the same component reach each other.
int count_components(const std::vector<std::vector<int>>& distance) {
  int count = 0;
  for (std::size_t i = 0; i < distance.size(); ++i) {
    bool first = true;
    for (std::size_t j = 0; j < i; ++j)
      if (distance[i][j] < kFar && distance[j][i] < kFar) first = false;
    count += first;
  }
  return count;
}

// Bipartite by trying every colouring of at most 2^n.
bool has_two_colouring(const Graph& graph) {
  const std::vector<Edge> edges = graph.edge_list();
  for (unsigned colours = 0; colours < 1u << graph.nodes(); ++colours)
    if (std::ranges::all_of(edges, [&](const Edge& edge) {
          return ((colours >> edge.from) & 1u) != ((colours >> edge.to) & 1u);
        }))
      return true;
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(graph)

BOOST_AUTO_TEST_CASE(an_undirected_graph_merges_both_orientations_and_duplicates) {
  const Graph graph = Graph::undirected(4, {{2, 0}, {0, 2}, {0, 2}, {3, 1}, {0, 1}});
  BOOST_TEST(graph.nodes() == 4);
  BOOST_TEST(graph.edges() == 3);
  BOOST_TEST(graph.arcs() == 6);
  BOOST_TEST((graph.edge_list() == std::vector<Edge>{{0, 1}, {0, 2}, {1, 3}}));
  const std::vector<NodeId> expected = {1, 2};
  BOOST_TEST(graph.out_neighbours(0) == expected, boost::test_tools::per_element());
  BOOST_TEST(graph.in_neighbours(0) == expected, boost::test_tools::per_element());
  BOOST_TEST(graph.has_edge(3, 1));
  BOOST_TEST(graph.has_edge(1, 3));
  BOOST_TEST(!graph.has_edge(2, 3));
}

BOOST_AUTO_TEST_CASE(a_directed_graph_keeps_both_ways_of_an_edge_apart) {
  const Graph graph = Graph::directed(3, {{1, 0}, {2, 0}, {0, 1}, {2, 0}});
  BOOST_TEST(graph.edges() == 3);
  BOOST_TEST((graph.edge_list() == std::vector<Edge>{{0, 1}, {1, 0}, {2, 0}}));
  const std::vector<NodeId> senders = {1, 2};
  BOOST_TEST(graph.in_neighbours(0) == senders, boost::test_tools::per_element());
  BOOST_TEST(graph.out_degree(0) == 1);
  BOOST_TEST(graph.in_degree(2) == 0);
  BOOST_TEST(!graph.has_edge(0, 2));
}

BOOST_AUTO_TEST_CASE(self_loops_and_ends_outside_are_wrong_code) {
  BOOST_CHECK_THROW(Graph::undirected(3, {{1, 1}}), base::LogicError);
  BOOST_CHECK_THROW(Graph::undirected(3, {{0, 3}}), base::LogicError);
  BOOST_CHECK_THROW(Graph::directed(3, {{-1, 0}}), base::LogicError);
  BOOST_CHECK_THROW(Graph::directed(-1, {}), base::LogicError);
}

BOOST_AUTO_TEST_CASE(a_graph_of_no_nodes_has_nothing) {
  const Graph none;
  BOOST_TEST(none.nodes() == 0);
  BOOST_TEST(none.edges() == 0);
  BOOST_TEST(!structure(none).connected);
  BOOST_TEST(!diameter(none).has_value());
}

BOOST_AUTO_TEST_CASE(structure_equals_the_matrix_of_all_distances) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_graph(9, *rc::gen::arbitrary<bool>());
    const auto distance = all_distances(graph);
    const GraphStructure found = structure(graph);
    const int far = longest(distance);
    RC_ASSERT(component_count(graph) == count_components(distance));
    RC_ASSERT(found.connected == (far < kFar));
    RC_ASSERT(found.diameter.has_value() == found.connected);
    if (found.connected) RC_ASSERT(*found.diameter == far);
    RC_ASSERT(found.bipartite == has_two_colouring(graph));
  }));
}

BOOST_AUTO_TEST_CASE(renaming_nodes_keeps_the_structure_and_renames_the_edges) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_graph(12, *rc::gen::arbitrary<bool>());
    const std::vector<NodeId> order = any_order(graph.nodes());
    const Graph renamed = permuted(graph, order);
    RC_ASSERT(renamed.edges() == graph.edges());
    for (const Edge& edge : graph.edge_list())
      RC_ASSERT(renamed.has_edge(order[static_cast<std::size_t>(edge.from)],
                                 order[static_cast<std::size_t>(edge.to)]));
    RC_ASSERT(diameter(renamed) == diameter(graph));
    RC_ASSERT(component_count(renamed) == component_count(graph));
    RC_ASSERT(is_bipartite(renamed) == is_bipartite(graph));
  }));
}

BOOST_AUTO_TEST_CASE(diameter_needs_a_shortcut_when_searches_from_all_nodes_are_too_many) {
  const Graph ring = make_graph(Ring{100'000});
  BOOST_TEST(!diameter(ring).has_value());
  BOOST_TEST(diameter(ring, Symmetry::kVertexTransitive).value() == 50'000);
}

BOOST_AUTO_TEST_CASE(a_long_path_needs_no_deep_recursion) {
  constexpr int kNodes = 1'000'000;
  std::vector<Edge> edges;
  for (NodeId i = 0; i + 1 < kNodes; ++i) edges.push_back({i, i + 1});
  const Graph path = Graph::undirected(kNodes, edges);
  const GraphStructure found = structure(path);
  BOOST_TEST(found.connected);
  BOOST_TEST(found.bipartite);
  BOOST_TEST(found.diameter.value() == kNodes - 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
