// A finite simple graph: who talks to whom, before any weights.
//
// Nodes are 0, …, n − 1. An edge {i, j} of an undirected graph lets both speak; an edge i -> j of a
// directed graph lets i send to j. No self loops, no double edges (duplicates are merged).
// Neighbours are stored by node, ascending, in compressed rows, so looking at a node's neighbours
// costs nothing.
//
// Memory: 4 bytes for each end of an edge and 8 for each node (directed graphs store both
// directions of reading).
//
// Complexity: construction O(n + E log degree); neighbours and degrees O(1); has_edge O(log
// degree).
//
//   Graph ring = Graph::undirected(4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}});
//   for (NodeId j : ring.out_neighbours(0)) use(j);   // 1, 3
//   ring.edges() == 4;  ring.arcs() == 8;
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "base/node.h"

namespace consim::topologies {

using base::NodeId;

struct Edge {
  NodeId from = 0;
  NodeId to = 0;
  auto operator<=>(const Edge&) const = default;
};

/// More nodes, and more neighbours in all (ordered pairs), aren't built: 2^24 nodes, 2^27 pairs
/// (about 3 GiB with W).
inline constexpr std::int64_t kMaxNodes = std::int64_t{1} << 24;
inline constexpr std::int64_t kMaxArcs = std::int64_t{1} << 27;

class Graph {
 public:
  /// No nodes.
  Graph() = default;
  /// Either orientation of an edge may be given, or both. Requires ends within 0 … nodes − 1 that
  /// differ.
  static Graph undirected(int nodes, std::span<const Edge> edges);
  static Graph undirected(int nodes, std::initializer_list<Edge> edges);
  /// Requires ends within 0 … nodes − 1 that differ.
  static Graph directed(int nodes, std::span<const Edge> edges);
  static Graph directed(int nodes, std::initializer_list<Edge> edges);

  int nodes() const { return static_cast<int>(out_.start.size()) - 1; }
  bool directed() const { return directed_; }
  /// Undirected: pairs {i, j}; directed: arrows i -> j.
  std::int64_t edges() const { return directed_ ? arcs() : arcs() / 2; }
  /// Ordered pairs (i, j) such that i sends to j; twice the edges of an undirected graph.
  std::int64_t arcs() const { return static_cast<std::int64_t>(out_.targets.size()); }

  /// Whom node i sends to, ascending.
  std::span<const NodeId> out_neighbours(NodeId i) const { return out_.row(i); }
  /// Who sends to node i, ascending; the same as out_neighbours if the graph is undirected.
  std::span<const NodeId> in_neighbours(NodeId i) const {
    return directed_ ? in_.row(i) : out_.row(i);
  }
  int out_degree(NodeId i) const { return static_cast<int>(out_neighbours(i).size()); }
  int in_degree(NodeId i) const { return static_cast<int>(in_neighbours(i).size()); }
  /// Does i send to j?
  bool has_edge(NodeId i, NodeId j) const;

  /// All edges in ascending order; from < to if the graph is undirected.
  std::vector<Edge> edge_list() const;

  bool operator==(const Graph&) const = default;

 private:
  struct Rows {
    std::vector<std::int64_t> start = {0};
    std::vector<NodeId> targets;
    std::span<const NodeId> row(NodeId i) const {
      const auto index = static_cast<std::size_t>(i);
      const auto first = static_cast<std::size_t>(start[index]);
      return std::span(targets).subspan(first, static_cast<std::size_t>(start[index + 1]) - first);
    }
    bool operator==(const Rows&) const = default;
  };
  enum class Read { kForward, kBackward, kBothWays };
  static Rows make_rows(int nodes, std::span<const Edge> edges, Read read);

  bool directed_ = false;
  Rows out_;
  Rows in_;  // empty if undirected
};

/// The graph with node i renamed to order[i]. Requires a permutation of 0 … n − 1.
Graph permuted(const Graph& graph, std::span<const NodeId> order);

}  // namespace consim::topologies
