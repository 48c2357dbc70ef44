#include "topologies/families/ring.h"

#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Ring::info() {
  return {"ring", {nodes_key()}, "each node talks to the two beside it, in a circle", "ring:n=32"};
}

FamilyFacts Ring::facts() const {
  return {.nodes = nodes, .symmetry = Symmetry::kVertexTransitive};
}

std::optional<Ring> Ring::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  return Ring{static_cast<int>(*nodes)};
}

Graph make_graph(const Ring& ring) {
  CONSIM_ASSERT(ring.nodes >= 1, ring.nodes);
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(ring.nodes));
  if (ring.nodes > 1)
    for (NodeId i = 0; i < ring.nodes; ++i) edges.push_back({i, (i + 1) % ring.nodes});
  return Graph::undirected(ring.nodes, edges);
}

}  // namespace consim::topologies
