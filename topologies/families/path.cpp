#include "topologies/families/path.h"

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

}  // namespace consim::topologies
