#include "topologies/families/margulis.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Margulis::info() {
  return {"margulis",
          {nodes_key()},
          "Margulis-Gabber-Galil: an expander of degree 8 at most, nodes = m²",
          "margulis:n=100"};
}

FamilyFacts Margulis::facts() const { return {.nodes = side * side}; }

std::optional<Margulis> Margulis::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  const auto side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(*nodes))));
  if (std::int64_t{side} * side != *nodes)
    return options.problem("nodes", fmt::format("{} isn't a square", *nodes),
                           fmt::format("the nearest is {}", std::int64_t{side} * side));
  return Margulis{side};
}

Graph make_graph(const Margulis& graph) {
  CONSIM_ASSERT(graph.side >= 1, graph.side);
  const std::int64_t m = graph.side;
  std::vector<Edge> edges;
  const auto join = [&](std::int64_t i, std::int64_t x, std::int64_t y) {
    const std::int64_t j = x % m * m + y % m;
    if (i != j) edges.push_back({static_cast<NodeId>(i), static_cast<NodeId>(j)});
  };
  for (std::int64_t x = 0; x < m; ++x)
    for (std::int64_t y = 0; y < m; ++y)
      for (const std::int64_t one : {0, 1}) {
        join(x * m + y, x + 2 * y + one, y);
        join(x * m + y, x, y + 2 * x + one);
      }
  return Graph::undirected(static_cast<int>(m * m), edges);
}

}  // namespace consim::topologies
