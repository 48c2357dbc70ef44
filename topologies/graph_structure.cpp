#include "topologies/graph_structure.h"

#include <algorithm>
#include <boost/graph/bipartite.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <limits>
#include <vector>

#include "base/check.h"
#include "topologies/graph_boost.h"

namespace consim::topologies {
namespace {

constexpr int kUnreached = -1;

// Distances from node i along the arrows; kUnreached where there is no path.
std::vector<int> distances(const Graph& graph, NodeId i) {
  std::vector<int> distance(static_cast<std::size_t>(graph.nodes()), kUnreached);
  distance[static_cast<std::size_t>(i)] = 0;
  const auto index = boost::typed_identity_property_map<NodeId>();
  const auto recorder = boost::record_distances(
      boost::make_iterator_property_map(distance.begin(), index), boost::on_tree_edge());
  boost::breadth_first_search(
      graph, i, boost::visitor(boost::make_bfs_visitor(recorder)).vertex_index_map(index));
  return distance;
}

Graph without_directions(const Graph& graph) {
  return Graph::undirected(graph.nodes(), graph.edge_list());
}

struct Components {
  int count = 0;
  std::vector<int> of;  // by node
};

// Strong ones if the graph is directed.
Components components(const Graph& graph) {
  Components result{0, std::vector<int>(static_cast<std::size_t>(graph.nodes()))};
  const auto index = boost::typed_identity_property_map<NodeId>();
  result.count =
      boost::strong_components(graph, boost::make_iterator_property_map(result.of.begin(), index),
                               boost::vertex_index_map(index));
  return result;
}

// In a tree the node farthest from anywhere is an end of a longest path.
int tree_diameter(const Graph& tree) {
  const std::vector<int> distance = distances(tree, 0);
  const auto farthest = std::ranges::max_element(distance) - distance.begin();
  return eccentricity(tree, static_cast<NodeId>(farthest));
}

}  // namespace

int component_count(const Graph& graph) { return components(graph).count; }

bool is_rooted(const Graph& graph) {
  const Components found = components(graph);
  std::vector<bool> entered(static_cast<std::size_t>(found.count));
  for (const Edge& edge : graph.edge_list()) {
    const int from = found.of[static_cast<std::size_t>(edge.from)];
    const int to = found.of[static_cast<std::size_t>(edge.to)];
    if (from != to) entered[static_cast<std::size_t>(to)] = true;
  }
  return std::ranges::count(entered, false) == 1;  // the roots' own component
}

bool is_bipartite(const Graph& graph) {
  const auto index = boost::typed_identity_property_map<NodeId>();
  return graph.directed() ? boost::is_bipartite(without_directions(graph), index)
                          : boost::is_bipartite(graph, index);
}

int eccentricity(const Graph& graph, NodeId i) {
  CONSIM_ASSERT(0 <= i && i < graph.nodes(), i, graph.nodes());
  int farthest = 0;
  for (const int distance : distances(graph, i)) {
    if (distance == kUnreached) return kUnreached;
    farthest = std::max(farthest, distance);
  }
  return farthest;
}

std::optional<std::int64_t> diameter(const Graph& graph, Symmetry symmetry) {
  const std::int64_t n = graph.nodes();
  if (n == 0 || eccentricity(graph, 0) == kUnreached) return std::nullopt;
  if (symmetry == Symmetry::kVertexTransitive) return eccentricity(graph, 0);
  if (!graph.directed() && graph.edges() == n - 1) return tree_diameter(graph);
  if (n * (n + graph.arcs()) > kMaxDiameterVisits) return std::nullopt;
  std::int64_t longest = 0;
  for (NodeId i = 0; i < n; ++i) {
    const int farthest = eccentricity(graph, i);
    if (farthest == kUnreached) return std::nullopt;
    longest = std::max<std::int64_t>(longest, farthest);
  }
  return longest;
}

GraphStructure structure(const Graph& graph, Symmetry symmetry) {
  GraphStructure result;
  result.connected = component_count(graph) == 1;
  result.bipartite = is_bipartite(graph);
  if (graph.nodes() > 0) result.degree_min = std::numeric_limits<int>::max();
  for (NodeId i = 0; i < graph.nodes(); ++i) {
    const auto [low, high] = std::minmax({graph.in_degree(i), graph.out_degree(i)});
    result.degree_min = std::min(result.degree_min, low);
    result.degree_max = std::max(result.degree_max, high);
  }
  if (result.connected) result.diameter = diameter(graph, symmetry);
  return result;
}

}  // namespace consim::topologies
