#include "topologies/families/bipartite_exponential.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"

namespace consim::topologies {
namespace {

// 1, 3, 5, 9, … below n.
std::vector<std::int64_t> distances(int nodes) {
  std::vector<std::int64_t> result = {1};
  for (std::int64_t power = 2; 1 + power < nodes; power *= 2) result.push_back(1 + power);
  return result;
}

}  // namespace

FamilyInfo BipartiteExponential::info() {
  return {"bipartite_exponential",
          {nodes_key()},
          "each round pairs of an even and an odd node, 1, 3, 5, 9, … places apart; n even",
          "bipartite_exponential:n=32"};
}

FamilyFacts BipartiteExponential::facts() const {
  return {.nodes = nodes, .period = std::ssize(distances(nodes))};
}

std::optional<BipartiteExponential> BipartiteExponential::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  if (*nodes % 2 != 0)
    return options.problem("nodes", fmt::format("{} is odd", *nodes), "as many odd as even nodes");
  if (!options.affordable(*nodes, std::ssize(distances(static_cast<int>(*nodes)))))
    return std::nullopt;
  return BipartiteExponential{static_cast<int>(*nodes)};
}

Graph round_graph(const BipartiteExponential& graph, std::int64_t round) {
  CONSIM_ASSERT(graph.nodes >= 2 && graph.nodes % 2 == 0 && round >= 0, graph.nodes, round);
  const std::vector<std::int64_t> all = distances(graph.nodes);
  const std::int64_t distance = all[static_cast<std::size_t>(round % std::ssize(all))];
  std::vector<Edge> edges;
  for (NodeId i = 0; i < graph.nodes; i += 2)
    edges.push_back({i, static_cast<NodeId>((i + distance) % graph.nodes)});
  return Graph::undirected(graph.nodes, edges);
}

}  // namespace consim::topologies
