#include "topologies/families/equidyn.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "topologies/families/circulant_weights.h"
#include "topologies/families/edge_weights.h"

namespace consim::topologies {
namespace {

constexpr double kEta = 0.5;

// The weight that a partner gets.
double share(int nodes) { return kEta * (nodes - 1) / nodes; }

std::vector<EdgeWeight> pairs(int nodes, int shift, int start) {
  std::vector<EdgeWeight> paired;
  std::vector<bool> taken(static_cast<std::size_t>(nodes));
  for (int k = 0; k < nodes; ++k) {
    const int i = (start + k) % nodes, j = (i + shift) % nodes;
    if (taken[static_cast<std::size_t>(i)] || taken[static_cast<std::size_t>(j)]) continue;
    taken[static_cast<std::size_t>(i)] = taken[static_cast<std::size_t>(j)] = true;
    paired.push_back({i, j, share(nodes)});
  }
  return paired;
}

}  // namespace

FamilyInfo EquiDyn::info() {
  return {"equidyn",
          {nodes_key(),
           {"directed", KeyKind::kBoolean, "OD-EquiDyn; false: pairs, OU-EquiDyn", "true"},
           seed_key()},
          "EquiTopo: one random shift a round, for all nodes; never repeats",
          "equidyn:n=32,seed=7"};
}

FamilyFacts EquiDyn::facts() const {
  FamilyFacts facts{
      .nodes = nodes,
      .directed = directed,
      .period = nodes == 1 ? 1 : 0,
      .native = Native::kDefault,
      .options = {{"directed", directed ? "true" : "false"}, {"seed", fmt::format("{}", seed)}}};
  if (!directed || nodes == 1) return facts;
  const double s = share(nodes), c = 1 - s;
  facts.mean_square_contraction = c * c + s * s - 2 * c * s / (nodes - 1);
  return facts;
}

std::optional<EquiDyn> EquiDyn::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<bool> directed = options.boolean("directed", true);
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !directed || !seed) return std::nullopt;
  return EquiDyn{static_cast<int>(*nodes), *directed, *seed};
}

MixingMatrix native_weights(const EquiDyn& graph, std::int64_t round) {
  CONSIM_ASSERT(graph.nodes >= 1 && 0 <= round && round >> 32 == 0, graph.nodes, round);
  if (graph.nodes == 1) return circulant_weights(1, {});
  base::RandomStream random(graph.seed, base::Purpose::kTopology,
                            {.step = static_cast<std::uint64_t>(round)});
  const auto n = static_cast<std::uint64_t>(graph.nodes);
  const int shift = 1 + static_cast<int>(random.below(n - 1));
  if (graph.directed) return circulant_weights(graph.nodes, {{shift, share(graph.nodes)}});
  const int start = static_cast<int>(random.below(n));
  return symmetric_weights(graph.nodes, pairs(graph.nodes, shift, start));
}

}  // namespace consim::topologies
