// From a spec to graphs and mixing matrices, round by round.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

// What a family may define: one graph, a graph for each round, W for each round.
template <class F>
concept HasGraph = requires(const F& family) { make_graph(family); };
template <class F>
concept HasRounds = requires(const F& family) { round_graph(family, std::int64_t{}); };
template <class F>
concept HasNativeWeights = requires(const F& family) { native_weights(family, std::int64_t{}); };

// The pairs with a weight, as edges if the family is undirected.
Graph pattern(const MixingMatrix& w, bool directed) {
  Graph arrows = graph_of(w);
  return directed ? std::move(arrows) : Graph::undirected(w.nodes(), arrows.edge_list());
}

template <class F>
Graph graph_in_round(const F& family, std::int64_t round) {
  if constexpr (HasRounds<F>)
    return round_graph(family, round);
  else if constexpr (HasGraph<F>)
    return make_graph(family);
  else
    return pattern(native_weights(family, round), family.facts().directed);
}

template <class F>
MixingMatrix weights_in_round(const F& family, MixingRule rule, std::int64_t round) {
  if constexpr (HasNativeWeights<F>)
    if (rule == MixingRule::kNative) return native_weights(family, round);
  return mix(graph_in_round(family, round), rule);
}

MixingSequence sequence(const TopologySpec& spec, std::int64_t period) {
  if (period == 0)
    return {nodes(spec), [spec](std::int64_t round) { return mixing_matrix(spec, round); }};
  std::vector<MixingMatrix> rounds;
  for (std::int64_t round = 0; round < period; ++round)
    rounds.push_back(mixing_matrix(spec, round));
  return MixingSequence(std::move(rounds));
}

Graph all_edges(const TopologySpec& spec, std::int64_t period) {
  if (period <= 1) return make_graph(spec);
  std::vector<Edge> edges;
  for (std::int64_t round = 0; round < period; ++round) {
    const std::vector<Edge> more = make_graph(spec, round).edge_list();
    edges.insert(edges.end(), more.begin(), more.end());
  }
  return is_directed(spec) ? Graph::directed(nodes(spec), edges)
                           : Graph::undirected(nodes(spec), edges);
}

}  // namespace

Graph make_graph(const TopologySpec& spec, std::int64_t round) {
  CONSIM_ASSERT(round >= 0, round);
  return std::visit([&](const auto& family) { return graph_in_round(family, round); }, spec.family);
}

MixingMatrix mixing_matrix(const TopologySpec& spec, std::int64_t round) {
  CONSIM_ASSERT(round >= 0, round);
  MixingMatrix w = std::visit(
      [&](const auto& family) { return weights_in_round(family, spec.mixing.rule, round); },
      spec.family);
  return spec.mixing.lazy ? lazy(w) : w;
}

Topology make_topology(const TopologySpec& spec) {
  const std::int64_t period = facts(spec).period;
  return {spec, all_edges(spec, period), sequence(spec, period)};
}

}  // namespace consim::topologies
