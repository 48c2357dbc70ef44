#include "topologies/families/circulant.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace consim::topologies {

Graph circulant_graph(int nodes, std::span<const int> offsets, bool directed) {
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(nodes) * offsets.size());
  for (NodeId i = 0; i < nodes; ++i)
    for (const int s : offsets) {
      const auto j = static_cast<NodeId>((static_cast<std::int64_t>(i) + s) % nodes);
      if (directed || i < j) edges.push_back({i, j});
    }
  return directed ? Graph::directed(nodes, edges) : Graph::undirected(nodes, edges);
}

std::vector<std::complex<double>> circulant_laplacian_eigenvalues(int nodes,
                                                                  std::span<const int> offsets) {
  // 1 − ω^m = 2 sin²(πm/n) − i sin(2πm/n), for m = ks mod n.
  const auto n = static_cast<std::size_t>(nodes);
  std::vector<std::complex<double>> steps(n);
  for (std::size_t m = 0; 2 * m <= n; ++m) {
    const double angle = std::numbers::pi * static_cast<double>(m) / nodes;
    steps[m] = {2 * std::sin(angle) * std::sin(angle), -2 * std::sin(angle) * std::cos(angle)};
    if (m > 0) steps[n - m] = std::conj(steps[m]);
  }
  std::vector<std::complex<double>> values(n);
  for (const int s : offsets) {
    CONSIM_ASSERT(0 < s && s < nodes, s, nodes);
    std::size_t m = 0;
    for (std::size_t k = 0; k < n; ++k, m = (m + static_cast<std::size_t>(s)) % n)
      values[k] += steps[m];
  }
  return values;
}

std::vector<int> with_negatives(int nodes, std::vector<int> offsets) {
  const std::size_t count = offsets.size();
  for (std::size_t i = 0; i < count; ++i) offsets.push_back(nodes - offsets[i]);
  std::ranges::sort(offsets);
  const auto repeated = std::ranges::unique(offsets);
  offsets.erase(repeated.begin(), repeated.end());
  return offsets;
}

}  // namespace consim::topologies
