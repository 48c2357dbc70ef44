#include "topologies/families/path.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Path::info() {
  return {"path",
          {nodes_key()},
          "a line: each node talks to the one before and the one after",
          "path:n=8"};
}

FamilyFacts Path::facts() const { return {.nodes = nodes}; }

std::optional<Path> Path::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  return Path{static_cast<int>(*nodes)};
}

Graph make_graph(const Path& path) {
  CONSIM_ASSERT(path.nodes >= 1, path.nodes);
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(path.nodes));
  for (NodeId i = 0; i + 1 < path.nodes; ++i) edges.push_back({i, i + 1});
  return Graph::undirected(path.nodes, edges);
}

std::vector<double> laplacian_eigenvalues(const Path& path) {
  std::vector<double> values;
  for (int k = 0; k < path.nodes; ++k) {
    const double sine = std::sin(std::numbers::pi * k / (2.0 * path.nodes));
    values.push_back(4 * sine * sine);
  }
  return values;
}

}  // namespace consim::topologies
