#include "topologies/families/one_peer_exponential.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/check.h"
#include "topologies/families/circulant.h"

namespace consim::topologies {
namespace {

int rounds(int nodes) { return std::bit_width(static_cast<unsigned>(nodes - 1)); }

}  // namespace

FamilyInfo OnePeerExponential::info() {
  return {"one_peer_exponential",
          {nodes_key()},
          "each round one message, 1, 2, 4, … places on; exact after log2(n) rounds if n = 2^k",
          "one_peer_exponential:n=32"};
}

FamilyFacts OnePeerExponential::facts() const {
  return {.nodes = nodes, .directed = true, .period = std::max(1, rounds(nodes))};
}

std::optional<OnePeerExponential> OnePeerExponential::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  if (!options.affordable(*nodes, rounds(static_cast<int>(*nodes)))) return std::nullopt;
  return OnePeerExponential{static_cast<int>(*nodes)};
}

Graph round_graph(const OnePeerExponential& graph, std::int64_t round) {
  CONSIM_ASSERT(graph.nodes >= 1 && round >= 0, graph.nodes, round);
  if (graph.nodes == 1) return Graph::directed(1, {});
  const std::vector<int> offset = {1 << (round % rounds(graph.nodes))};
  return circulant_graph(graph.nodes, offset, true);
}

}  // namespace consim::topologies
