#include "topologies/families/star.h"

#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Star::info() {
  return {"star", {nodes_key()}, "node 0 talks to all others, they only to it", "star:n=8"};
}

FamilyFacts Star::facts() const { return {.nodes = nodes}; }

std::optional<Star> Star::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  return Star{static_cast<int>(*nodes)};
}

Graph make_graph(const Star& star) {
  CONSIM_ASSERT(star.nodes >= 1, star.nodes);
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(star.nodes));
  for (NodeId i = 1; i < star.nodes; ++i) edges.push_back({0, i});
  return Graph::undirected(star.nodes, edges);
}

std::vector<double> laplacian_eigenvalues(const Star& star) {
  std::vector<double> values(static_cast<std::size_t>(star.nodes), 1.0);
  values.front() = 0;
  if (star.nodes > 1) values.back() = star.nodes;
  return values;
}

}  // namespace consim::topologies
