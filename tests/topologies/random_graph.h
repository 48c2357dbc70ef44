// Graphs for property tests.
#pragma once

#include <rapidcheck.h>

#include <numeric>
#include <vector>

#include "base/random.h"
#include "topologies/graph.h"

namespace consim::topologies {

/// A connected undirected graph of 1 to most_nodes nodes: a random tree and some more edges. Called
/// inside a property.
inline Graph any_connected_graph(int most_nodes) {
  const int n = *rc::gen::inRange(1, most_nodes + 1);
  std::vector<Edge> edges;
  for (NodeId i = 1; i < n; ++i) edges.push_back({*rc::gen::inRange<NodeId>(0, i), i});
  const int more = n > 1 ? *rc::gen::inRange(0, 2 * n) : 0;
  for (int k = 0; k < more; ++k) {
    const auto i = *rc::gen::inRange<NodeId>(0, n);
    const auto j = *rc::gen::inRange<NodeId>(0, n);
    if (i != j) edges.push_back({i, j});
  }
  return Graph::undirected(n, edges);
}

/// Any graph of 1 to most_nodes nodes, connected or not.
inline Graph any_graph(int most_nodes, bool directed) {
  const int n = *rc::gen::inRange(1, most_nodes + 1);
  std::vector<Edge> edges;
  const int count = n > 1 ? *rc::gen::inRange(0, 3 * n) : 0;
  for (int k = 0; k < count; ++k) {
    const auto i = *rc::gen::inRange<NodeId>(0, n);
    const auto j = *rc::gen::inRange<NodeId>(0, n);
    if (i != j) edges.push_back({i, j});
  }
  return directed ? Graph::directed(n, edges) : Graph::undirected(n, edges);
}

inline std::vector<NodeId> any_order(int n) {
  std::vector<NodeId> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  base::RandomStream random(*rc::gen::inRange<std::uint64_t>(0, 1000), base::Purpose::kTest);
  random.shuffle(std::span(order));
  return order;
}

}  // namespace consim::topologies
