#include "topologies/bisection.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/check.h"

namespace consim::topologies {

std::int64_t bisection_estimate(const Graph& graph, std::span<const double> fiedler_vector) {
  const auto n = static_cast<std::size_t>(graph.nodes());
  CONSIM_ASSERT(fiedler_vector.size() == n, fiedler_vector.size(), n);
  std::vector<NodeId> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {},
                           [&](NodeId i) { return fiedler_vector[static_cast<std::size_t>(i)]; });
  std::vector<bool> upper(n);
  for (std::size_t k = n / 2; k < n; ++k) upper[static_cast<std::size_t>(order[k])] = true;
  std::int64_t cut = 0;
  for (const Edge& edge : graph.edge_list())
    cut += upper[static_cast<std::size_t>(edge.from)] != upper[static_cast<std::size_t>(edge.to)];
  return cut;
}

}  // namespace consim::topologies
