#include "topologies/families/ring_of_cliques.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo RingOfCliques::info() {
  return {"ring_of_cliques",
          {{"cliques", KeyKind::kWholeNumber, "groups around the ring"},
           {"size", KeyKind::kWholeNumber, "nodes of each group"}},
          "complete groups, joined one to the next",
          "ring_of_cliques:cliques=4,size=8"};
}

FamilyFacts RingOfCliques::facts() const {
  return {.nodes = cliques * size,
          .options = {{"cliques", fmt::format("{}", cliques)}, {"size", fmt::format("{}", size)}}};
}

std::optional<RingOfCliques> RingOfCliques::read(OptionReader& options) {
  const int most = static_cast<int>(kMaxNodes);
  const std::optional<int> cliques = options.required("cliques", {1, most});
  const std::optional<int> size = options.required("size", {1, most});
  if (!cliques || !size) return std::nullopt;
  if (std::int64_t{*cliques} * *size > kMaxNodes)
    return options.problem("cliques", fmt::format("{} × {} nodes are too many", *cliques, *size),
                           fmt::format("up to {}", kMaxNodes));
  if (!options.affordable(std::int64_t{*cliques} * *size, *size + 1, "size")) return std::nullopt;
  return RingOfCliques{*cliques, *size};
}

Graph make_graph(const RingOfCliques& graph) {
  CONSIM_ASSERT(graph.cliques >= 1 && graph.size >= 1, graph.cliques, graph.size);
  const NodeId n = graph.cliques * graph.size;
  std::vector<Edge> edges;
  for (NodeId first = 0; first < n; first += graph.size) {
    for (NodeId i = first; i < first + graph.size; ++i)
      for (NodeId j = i + 1; j < first + graph.size; ++j) edges.push_back({i, j});
    const NodeId leaving = graph.size > 1 ? first + 1 : first;
    const NodeId next = (first + graph.size) % n;
    if (graph.cliques > 1) edges.push_back({leaving, next});
  }
  return Graph::undirected(n, edges);
}

}  // namespace consim::topologies
