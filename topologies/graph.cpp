#include "topologies/graph.h"

#include <algorithm>
#include <initializer_list>

#include "base/check.h"

namespace consim::topologies {
namespace {

void check_edges(int nodes, std::span<const Edge> edges) {
  CONSIM_ASSERT(nodes >= 0, nodes);
  for (const Edge& edge : edges) {
    CONSIM_ASSERT(0 <= edge.from && edge.from < nodes, edge.from, edge.to, nodes);
    CONSIM_ASSERT(0 <= edge.to && edge.to < nodes, edge.from, edge.to, nodes);
    CONSIM_ASSERT(edge.from != edge.to, edge.from);
  }
}

}  // namespace

// A counting sort by the reading node, then each row sorted and its duplicates dropped in place.
Graph::Rows Graph::make_rows(int nodes, std::span<const Edge> edges, Read read) {
  Rows rows;
  rows.start.assign(static_cast<std::size_t>(nodes) + 1, 0);
  const auto for_each_arc = [&](auto&& visit) {
    for (const Edge& edge : edges) {
      if (read != Read::kBackward) visit(edge.from, edge.to);
      if (read != Read::kForward) visit(edge.to, edge.from);
    }
  };
  for_each_arc([&](NodeId from, NodeId) { ++rows.start[static_cast<std::size_t>(from) + 1]; });
  for (std::size_t i = 1; i < rows.start.size(); ++i) rows.start[i] += rows.start[i - 1];
  rows.targets.resize(static_cast<std::size_t>(rows.start.back()));
  std::vector<std::int64_t> next(rows.start.begin(), rows.start.end() - 1);
  for_each_arc([&](NodeId from, NodeId to) {
    rows.targets[static_cast<std::size_t>(next[static_cast<std::size_t>(from)]++)] = to;
  });

  auto kept = rows.targets.begin();
  for (std::size_t i = 0; i + 1 < rows.start.size(); ++i) {
    const auto first = rows.targets.begin() + rows.start[i];
    const auto last = rows.targets.begin() + next[i];
    std::sort(first, last);
    rows.start[i] = kept - rows.targets.begin();
    kept = std::move(first, std::unique(first, last), kept);
  }
  rows.start.back() = kept - rows.targets.begin();
  rows.targets.erase(kept, rows.targets.end());
  return rows;
}

Graph Graph::undirected(int nodes, std::span<const Edge> edges) {
  check_edges(nodes, edges);
  Graph graph;
  graph.out_ = make_rows(nodes, edges, Read::kBothWays);
  return graph;
}

Graph Graph::directed(int nodes, std::span<const Edge> edges) {
  check_edges(nodes, edges);
  Graph graph;
  graph.directed_ = true;
  graph.out_ = make_rows(nodes, edges, Read::kForward);
  graph.in_ = make_rows(nodes, edges, Read::kBackward);
  return graph;
}

Graph Graph::undirected(int nodes, std::initializer_list<Edge> edges) {
  return undirected(nodes, std::span(edges.begin(), edges.size()));
}

Graph Graph::directed(int nodes, std::initializer_list<Edge> edges) {
  return directed(nodes, std::span(edges.begin(), edges.size()));
}

bool Graph::has_edge(NodeId i, NodeId j) const {
  return std::ranges::binary_search(out_neighbours(i), j);
}

std::vector<Edge> Graph::edge_list() const {
  std::vector<Edge> list;
  list.reserve(static_cast<std::size_t>(edges()));
  for (NodeId i = 0; i < nodes(); ++i)
    for (const NodeId j : out_neighbours(i))
      if (directed_ || i < j) list.push_back({i, j});
  return list;
}

Graph permuted(const Graph& graph, std::span<const NodeId> order) {
  CONSIM_ASSERT(static_cast<int>(order.size()) == graph.nodes(), order.size(), graph.nodes());
  std::vector<Edge> edges = graph.edge_list();
  for (Edge& edge : edges)
    edge = {order[static_cast<std::size_t>(edge.from)], order[static_cast<std::size_t>(edge.to)]};
  return graph.directed() ? Graph::directed(graph.nodes(), edges)
                          : Graph::undirected(graph.nodes(), edges);
}

}  // namespace consim::topologies
