#include "topologies/families/exponential.h"

#include <bit>
#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Exponential::info() {
  return {"exponential",
          {nodes_key(),
           {"directed", KeyKind::kBoolean, "node i only sends to i + 2^j, not back", "false"}},
          "neighbours 1, 2, 4, 8, … places away around a circle",
          "exponential:n=32"};
}

FamilyFacts Exponential::facts() const {
  return {.nodes = nodes,
          .directed = directed,
          .symmetry = Symmetry::kVertexTransitive,
          .options = {{"directed", directed ? "true" : "false"}}};
}

std::optional<Exponential> Exponential::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<bool> directed = options.boolean("directed");
  if (!nodes || (options.has("directed") && !directed)) return std::nullopt;
  const int distances = std::bit_width(static_cast<std::uint64_t>(*nodes - 1));
  const bool one_way = directed.value_or(false);
  if (!options.affordable(*nodes, one_way ? distances : 2 * distances)) return std::nullopt;
  return Exponential{static_cast<int>(*nodes), one_way};
}

Graph make_graph(const Exponential& exponential) {
  const std::int64_t n = exponential.nodes;
  CONSIM_ASSERT(1 <= n && n <= kMaxNodes, n);
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(n) *
                static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(n))));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t distance = 1; distance < n; distance *= 2)
      edges.push_back({static_cast<NodeId>(i), static_cast<NodeId>((i + distance) % n)});
  return exponential.directed ? Graph::directed(exponential.nodes, edges)
                              : Graph::undirected(exponential.nodes, edges);
}

}  // namespace consim::topologies
