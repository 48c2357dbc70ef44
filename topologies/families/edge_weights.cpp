#include "topologies/families/edge_weights.h"

#include <algorithm>

#include "base/check.h"
#include "topologies/compensated_sum.h"

namespace consim::topologies {
namespace {

MixingMatrix edge_weights(int nodes, std::span<const EdgeWeight> edges, bool symmetric) {
  const auto n = static_cast<std::size_t>(nodes);
  std::vector<std::int64_t> row_start(n + 1);
  for (std::size_t i = 0; i < n; ++i) row_start[i + 1] = 1;  // the own weight
  for (const EdgeWeight& edge : edges) {
    CONSIM_ASSERT(
        edge.i != edge.j && 0 <= edge.i && edge.i < nodes && 0 <= edge.j && edge.j < nodes, edge.i,
        edge.j, nodes);
    ++row_start[static_cast<std::size_t>(edge.i) + 1];
    if (symmetric) ++row_start[static_cast<std::size_t>(edge.j) + 1];
  }
  for (std::size_t i = 0; i < n; ++i) row_start[i + 1] += row_start[i];
  std::vector<MixingWeight> entries(static_cast<std::size_t>(row_start[n]));
  std::vector<std::int64_t> next(row_start.begin(), row_start.end() - 1);
  std::vector<CompensatedSum> own(n);
  const auto store = [&](base::NodeId i, base::NodeId j, double weight) {
    entries[static_cast<std::size_t>(next[static_cast<std::size_t>(i)]++)] = {j, weight};
    own[static_cast<std::size_t>(i)].add(-weight);
  };
  for (const EdgeWeight& edge : edges) {
    store(edge.i, edge.j, edge.weight);
    if (symmetric) store(edge.j, edge.i, edge.weight);
  }
  for (std::size_t i = 0; i < n; ++i) {
    own[i].add(1);
    entries[static_cast<std::size_t>(next[i])] = {static_cast<base::NodeId>(i), own[i].value()};
    std::ranges::sort(entries.begin() + row_start[i], entries.begin() + row_start[i + 1], {},
                      &MixingWeight::column);
  }
  return {std::move(row_start), std::move(entries)};
}

}  // namespace

MixingMatrix symmetric_weights(int nodes, std::span<const EdgeWeight> edges) {
  return edge_weights(nodes, edges, true);
}

MixingMatrix directed_weights(int nodes, std::span<const EdgeWeight> edges) {
  return edge_weights(nodes, edges, false);
}

}  // namespace consim::topologies
