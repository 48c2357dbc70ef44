// From a spec to graphs and mixing matrices, round by round.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "topologies/files/mixing_file.h"
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
template <class F>
concept HasNativeRounds = requires(const F& family) { native_rounds(family); };

// The pairs with a weight, as edges if the family is undirected.
Graph pattern(const MixingMatrix& w, bool directed) {
  Graph arrows = graph_of(w);
  return directed ? std::move(arrows) : Graph::undirected(w.nodes(), arrows.edge_list());
}

template <class F>
MixingMatrix weights_in_round(const F& family, MixingRule rule, std::int64_t round);

template <class F>
Graph graph_in_round(const F& family, std::int64_t round) {
  if constexpr (HasRounds<F>)
    return round_graph(family, round);
  else if constexpr (HasGraph<F>)
    return make_graph(family);
  else
    return pattern(weights_in_round(family, MixingRule::kNative, round), family.facts().directed);
}

template <class F>
MixingMatrix weights_in_round(const F& family, MixingRule rule, std::int64_t round) {
  if constexpr (HasNativeWeights<F>)
    if (rule == MixingRule::kNative) return native_weights(family, round);
  if constexpr (HasNativeRounds<F>)
    if (rule == MixingRule::kNative)
      return native_rounds(family)[static_cast<std::size_t>(round % family.facts().period)];
  return mix(graph_in_round(family, round), rule);
}

MixingMatrix weights_of_file(const std::string& path, const Graph& graph) {
  MixingMatrix w = read_mixing_matrix(path, graph.nodes());
  for (NodeId i = 0; i < graph.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.column == i || entry.weight == 0 || graph.has_edge(entry.column, i)) continue;
      throw base::InputError(base::Problem{
          .file = path,
          .what = fmt::format("row {}, column {}: weight {} of nodes that aren't neighbours", i,
                              entry.column, entry.weight),
          .allowed = "weights of a node's own and its neighbours'"});
    }
  return w;
}

// The rounds of a period; at once where the construction gives all of them.
std::vector<MixingMatrix> rounds(const TopologySpec& spec, std::int64_t period) {
  std::vector<MixingMatrix> result;
  std::visit(
      [&]<class F>(const F& family) {
        if constexpr (HasNativeRounds<F>)
          if (spec.mixing == Mixing{MixingRule::kNative}) result = native_rounds(family);
      },
      spec.family);
  if (result.empty())
    for (std::int64_t round = 0; round < period; ++round)
      result.push_back(mixing_matrix(spec, round));
  return result;
}

Graph all_edges(std::span<const MixingMatrix> rounds, bool directed) {
  std::vector<Edge> edges;
  for (const MixingMatrix& w : rounds) {
    const std::vector<Edge> more = pattern(w, directed).edge_list();
    edges.insert(edges.end(), more.begin(), more.end());
  }
  const int nodes = rounds.front().nodes();
  return directed ? Graph::directed(nodes, edges) : Graph::undirected(nodes, edges);
}

void take_worse(MixingCheck& worst, const MixingCheck& check) {
  if (!(check.max_row_sum_error <= worst.max_row_sum_error)) {
    worst.max_row_sum_error = check.max_row_sum_error;
    worst.worst_row = check.worst_row;
  }
  if (!(check.max_column_sum_error <= worst.max_column_sum_error)) {
    worst.max_column_sum_error = check.max_column_sum_error;
    worst.worst_column = check.worst_column;
  }
  worst.max_asymmetry = std::max(worst.max_asymmetry, check.max_asymmetry);
  if (check.min_weight < worst.min_weight) {
    worst.min_weight = check.min_weight;
    worst.smallest = check.smallest;
  }
}

}  // namespace

Graph make_graph(const TopologySpec& spec, std::int64_t round) {
  CONSIM_ASSERT(round >= 0, round);
  return std::visit([&](const auto& family) { return graph_in_round(family, round); }, spec.family);
}

MixingMatrix mixing_matrix(const TopologySpec& spec, std::int64_t round) {
  CONSIM_ASSERT(round >= 0, round);
  if (spec.mixing.rule == MixingRule::kFile)
    return weights_of_file(spec.mixing.file, make_graph(spec));
  MixingMatrix w = std::visit(
      [&](const auto& family) { return weights_in_round(family, spec.mixing.rule, round); },
      spec.family);
  return spec.mixing.lazy ? lazy(w) : w;
}

Topology make_topology(const TopologySpec& spec) {
  const std::int64_t period = facts(spec).period;
  if (period == 0) {
    MixingSequence drawn(nodes(spec),
                         [spec](std::int64_t round) { return mixing_matrix(spec, round); });
    return {spec, make_graph(spec), std::move(drawn)};
  }
  if (period == 1 && spec.mixing.rule != MixingRule::kNative) {  // the graph is generated once
    Graph graph = make_graph(spec);
    MixingMatrix w = spec.mixing.rule == MixingRule::kFile
                         ? weights_of_file(spec.mixing.file, graph)
                         : mix(graph, spec.mixing.rule);
    return {spec, std::move(graph), MixingSequence(spec.mixing.lazy ? lazy(w) : std::move(w))};
  }
  MixingSequence repeated(rounds(spec, period));
  Graph graph = period == 1 ? make_graph(spec) : all_edges(repeated.rounds(), is_directed(spec));
  return {spec, std::move(graph), std::move(repeated)};
}

MixingCheck check_mixing(const Topology& topology) {
  const MixingSequence& mixing = topology.mixing;
  if (mixing.period() == 0) {
    MixingCheck first = check_mixing(mixing.draw(0));
    first.connected = first.rooted = true;
    return first;
  }
  MixingCheck worst = check_mixing(mixing.at(0));
  for (std::int64_t round = 1; round < mixing.period(); ++round)
    take_worse(worst, check_mixing(mixing.at(round)));
  if (!mixing.fixed()) {
    worst.connected = component_count(topology.graph) == 1;
    worst.rooted = worst.connected || is_rooted(topology.graph);
  }
  return worst;
}

}  // namespace consim::topologies
