#include "topologies/families/complete.h"

#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Complete::info() {
  return {"complete",
          {nodes_key()},
          "everybody talks to everybody: one round averages exactly",
          "complete:n=8"};
}

FamilyFacts Complete::facts() const {
  return {.nodes = nodes, .symmetry = Symmetry::kVertexTransitive};
}

std::optional<Complete> Complete::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes || !options.affordable(*nodes, *nodes - 1)) return std::nullopt;
  return Complete{static_cast<int>(*nodes)};
}

Graph make_graph(const Complete& complete) {
  CONSIM_ASSERT(complete.nodes >= 1, complete.nodes);
  const auto n = static_cast<std::size_t>(complete.nodes);
  std::vector<Edge> edges;
  edges.reserve(n * (n - 1) / 2);
  for (NodeId i = 0; i < complete.nodes; ++i)
    for (NodeId j = i + 1; j < complete.nodes; ++j) edges.push_back({i, j});
  return Graph::undirected(complete.nodes, edges);
}

std::vector<double> laplacian_eigenvalues(const Complete& complete) {
  std::vector<double> values(static_cast<std::size_t>(complete.nodes), complete.nodes);
  values.front() = 0;
  return values;
}

}  // namespace consim::topologies
