// What a graph looks like before any weights: components, bipartiteness, degrees, diameter
// (Boost.Graph inside).
//
// Directed graphs: connected means strongly connected, distances follow the arrows, bipartite
// ignores directions.
//
//   GraphStructure ring = structure(make_graph(Ring{8}));   // connected, bipartite, diameter 4
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/graph.h"

namespace consim::topologies {

/// Connected components, strong ones if the graph is directed. O(n + E).
int component_count(const Graph& graph);

/// Whether some node reaches all others along the arrows; undirected: connected. No node: false.
/// O(n + E).
bool is_rooted(const Graph& graph);

/// No cycle of odd length, directions ignored. O(n + E).
bool is_bipartite(const Graph& graph);

/// The longest shortest path that starts at node i, -1 if some node can't be reached. O(n + E).
int eccentricity(const Graph& graph, NodeId i);

/// How `diameter` may look for the longest shortest path.
enum class Symmetry : std::uint8_t {
  kNone,              ///< from every node, or by two searches if the graph is a tree
  kVertexTransitive,  ///< every node sees the same graph: from node 0 alone
};

/// Searches of more node and edge visits than this aren't made.
inline constexpr std::int64_t kMaxDiameterVisits = 500'000'000;

/// max over i of eccentricity(i), exactly; nothing if the graph has no nodes, isn't connected, or
/// has no shortcut by symmetry and is too large for n searches (n (n + arcs) > kMaxDiameterVisits).
std::optional<std::int64_t> diameter(const Graph& graph, Symmetry symmetry = Symmetry::kNone);

struct GraphStructure {
  bool connected = false;
  bool bipartite = false;
  int degree_min = 0;  ///< over all nodes and, if directed, both in- and out-degrees
  int degree_max = 0;
  std::optional<std::int64_t> diameter;
};

GraphStructure structure(const Graph& graph, Symmetry symmetry = Symmetry::kNone);

}  // namespace consim::topologies
