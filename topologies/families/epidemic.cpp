#include "topologies/families/epidemic.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/random.h"
#include "topologies/families/random_regular.h"

namespace consim::topologies {

FamilyInfo Epidemic::info() {
  return {"epidemic",
          {nodes_key(),
           {"degree", KeyKind::kWholeNumber, "neighbours of each node; nodes · degree even"},
           seed_key()},
          "epidemic learning: a random regular graph anew each round; never repeats",
          "epidemic:n=32,degree=4,seed=7"};
}

FamilyFacts Epidemic::facts() const {
  FamilyFacts facts{
      .nodes = nodes,
      .options = {{"degree", fmt::format("{}", degree)}, {"seed", fmt::format("{}", seed)}}};
  if (degree == 0 || degree == nodes - 1) return facts;  // there is one such graph only
  facts.period = 0;
  facts.mean_square_contraction = (static_cast<double>(nodes) / (1 + degree) - 1) / (nodes - 1);
  return facts;
}

std::optional<Epidemic> Epidemic::read(OptionReader& options) {
  const std::optional<RegularSize> size = read_regular_size(options);
  const std::optional<std::uint64_t> seed = options.seed();
  if (!size || !seed) return std::nullopt;
  return Epidemic{size->nodes, size->degree, *seed};
}

Graph round_graph(const Epidemic& graph, std::int64_t round) {
  CONSIM_ASSERT(0 <= round && round >> 32 == 0, round);
  base::RandomStream random(graph.seed, base::Purpose::kTopology,
                            {.step = static_cast<std::uint64_t>(round)});
  return draw_regular(graph.nodes, graph.degree, random);
}

}  // namespace consim::topologies
