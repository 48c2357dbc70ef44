#include "topologies/families/one_peer_hypercube.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo OnePeerHypercube::info() {
  return {"one_peer_hypercube",
          {nodes_key()},
          "nodes = 2^d; each round pairs that differ in one binary digit; exact after d rounds",
          "one_peer_hypercube:n=32"};
}

FamilyFacts OnePeerHypercube::facts() const {
  return {.nodes = 1 << dimension, .period = std::max(1, dimension)};
}

std::optional<OnePeerHypercube> OnePeerHypercube::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  const auto n = static_cast<std::uint64_t>(*nodes);
  if (!std::has_single_bit(n))
    return options.problem(
        "nodes", fmt::format("{} isn't a power of two", n),
        fmt::format("the nearest are {} and {}", std::bit_floor(n), std::bit_ceil(n)));
  if (!options.affordable(*nodes, std::countr_zero(n))) return std::nullopt;
  return OnePeerHypercube{std::countr_zero(n)};
}

Graph round_graph(const OnePeerHypercube& graph, std::int64_t round) {
  CONSIM_ASSERT(0 <= graph.dimension && graph.dimension <= 24 && round >= 0, graph.dimension);
  const NodeId n = NodeId{1} << graph.dimension;
  std::vector<Edge> edges;
  if (graph.dimension > 0) {
    const NodeId digit = NodeId{1} << (round % graph.dimension);
    for (NodeId i = 0; i < n; ++i)
      if ((i & digit) == 0) edges.push_back({i, i | digit});
  }
  return Graph::undirected(n, edges);
}

}  // namespace consim::topologies
