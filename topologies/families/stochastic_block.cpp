#include "topologies/families/stochastic_block.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "topologies/families/random_pairs.h"

namespace consim::topologies {
namespace {

constexpr int kMostBlocks = 10'000;

// The first node of a block.
std::int64_t first_of(const StochasticBlock& graph, std::int64_t block) {
  const std::int64_t size = graph.nodes / graph.blocks, larger = graph.nodes % graph.blocks;
  return block * size + std::min(block, larger);
}

}  // namespace

FamilyInfo StochasticBlock::info() {
  return {"stochastic_block",
          {nodes_key(),
           {"blocks", KeyKind::kWholeNumber, "communities, of equal size"},
           {"within", KeyKind::kReal, "probability of a pair of one block"},
           {"between", KeyKind::kReal, "probability of a pair of two blocks"},
           seed_key()},
          "communities: dense within, thin between",
          "stochastic_block:n=60,blocks=3,within=0.5,between=0.02,seed=7"};
}

FamilyFacts StochasticBlock::facts() const {
  return {.nodes = nodes,
          .options = {{"blocks", fmt::format("{}", blocks)},
                      {"within", fmt::format("{}", within)},
                      {"between", fmt::format("{}", between)},
                      {"seed", fmt::format("{}", seed)}}};
}

std::optional<StochasticBlock> StochasticBlock::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> blocks =
      options.required("blocks", {1, static_cast<int>(nodes.value_or(kMaxNodes))});
  const std::optional<double> within = options.required_real("within", {0, 1});
  const std::optional<double> between = options.required_real("between", {0, 1});
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !blocks || !within || !between || !seed) return std::nullopt;
  if (*blocks > kMostBlocks)
    return options.problem("blocks", fmt::format("{} are too many", *blocks),
                           fmt::format("up to {}", kMostBlocks));
  const double n = static_cast<double>(*nodes);
  const double degree = *within * n / *blocks + *between * n * (1 - 1.0 / *blocks);
  if (!options.affordable(*nodes, static_cast<std::int64_t>(1.1 * degree))) return std::nullopt;
  return StochasticBlock{static_cast<int>(*nodes), *blocks, *within, *between, *seed};
}

Graph make_graph(const StochasticBlock& graph) {
  CONSIM_ASSERT(1 <= graph.blocks && graph.blocks <= graph.nodes, graph.blocks, graph.nodes);
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  std::vector<Edge> edges;
  for (std::int64_t a = 0; a < graph.blocks; ++a) {
    const std::int64_t first = first_of(graph, a), size = first_of(graph, a + 1) - first;
    std::int64_t i = 1, first_of_row = 0;  // pairs (i, j), j < i, row by row
    for_each_chosen(random, size * (size - 1) / 2, graph.within, [&](std::int64_t pair) {
      for (; pair >= first_of_row + i; ++i) first_of_row += i;
      edges.push_back(
          {static_cast<NodeId>(first + pair - first_of_row), static_cast<NodeId>(first + i)});
    });
    for (std::int64_t b = a + 1; b < graph.blocks; ++b) {
      const std::int64_t other = first_of(graph, b), width = first_of(graph, b + 1) - other;
      for_each_chosen(random, size * width, graph.between, [&](std::int64_t pair) {
        edges.push_back(
            {static_cast<NodeId>(first + pair / width), static_cast<NodeId>(other + pair % width)});
      });
    }
  }
  return Graph::undirected(graph.nodes, edges);
}

}  // namespace consim::topologies
