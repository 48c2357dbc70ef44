#include "topologies/families/random_matching.h"

#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {

FamilyInfo RandomMatching::info() {
  return {"random_matching",
          {nodes_key(), seed_key()},
          "each round random pairs; never repeats",
          "random_matching:n=32,seed=7"};
}

FamilyFacts RandomMatching::facts() const {
  const double n = nodes;
  FamilyFacts facts{.nodes = nodes, .options = {{"seed", fmt::format("{}", seed)}}};
  if (nodes <= 2) return facts;  // the same pair each time
  facts.period = 0;
  facts.mean_square_contraction = nodes % 2 == 0 ? (n - 2) / (2 * (n - 1)) : 0.5;
  return facts;
}

std::optional<RandomMatching> RandomMatching::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !seed) return std::nullopt;
  return RandomMatching{static_cast<int>(*nodes), *seed};
}

Graph round_graph(const RandomMatching& graph, std::int64_t round) {
  CONSIM_ASSERT(graph.nodes >= 1 && 0 <= round && round >> 32 == 0, graph.nodes, round);
  base::RandomStream random(graph.seed, base::Purpose::kTopology,
                            {.step = static_cast<std::uint64_t>(round)});
  std::vector<NodeId> order(static_cast<std::size_t>(graph.nodes));
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(std::span(order));
  std::vector<Edge> edges;
  for (std::size_t k = 0; k + 1 < order.size(); k += 2) edges.push_back({order[k], order[k + 1]});
  return Graph::undirected(graph.nodes, edges);
}

}  // namespace consim::topologies
