#include "topologies/families/erdos_renyi.h"

#include <fmt/format.h>

#include <vector>

#include "topologies/families/random_pairs.h"

namespace consim::topologies {

FamilyInfo ErdosRenyi::info() {
  return {"erdos_renyi",
          {nodes_key(), {"probability", KeyKind::kReal, "of each pair to be joined"}, seed_key()},
          "each pair joined with one probability, independently",
          "erdos_renyi:n=100,probability=0.1,seed=7"};
}

FamilyFacts ErdosRenyi::facts() const {
  return {.nodes = nodes,
          .options = {{"probability", fmt::format("{}", probability)},
                      {"seed", fmt::format("{}", seed)}}};
}

std::optional<ErdosRenyi> ErdosRenyi::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<double> probability = options.required_real("probability", {0, 1});
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !probability || !seed) return std::nullopt;
  const double degree = *probability * static_cast<double>(*nodes - 1);
  if (!options.affordable(*nodes, static_cast<std::int64_t>(1.1 * degree))) return std::nullopt;
  return ErdosRenyi{static_cast<int>(*nodes), *probability, *seed};
}

Graph make_graph(const ErdosRenyi& graph) {
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  const std::int64_t n = graph.nodes;
  std::vector<Edge> edges;
  // Pairs (i, j), j < i, are numbered row by row; the chosen ones come in order.
  std::int64_t i = 1, first_of_row = 0;
  for_each_chosen(random, n * (n - 1) / 2, graph.probability, [&](std::int64_t pair) {
    for (; pair >= first_of_row + i; ++i) first_of_row += i;
    edges.push_back({static_cast<NodeId>(pair - first_of_row), static_cast<NodeId>(i)});
  });
  return Graph::undirected(graph.nodes, edges);
}

}  // namespace consim::topologies
