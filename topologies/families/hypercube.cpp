#include "topologies/families/hypercube.h"

#include <fmt/format.h>

#include <bit>
#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Hypercube::info() {
  return {"hypercube",
          {nodes_key()},
          "nodes = 2^d; numbers that differ in one binary digit talk: d neighbours",
          "hypercube:n=32"};
}

FamilyFacts Hypercube::facts() const {
  return {.nodes = 1 << dimension, .symmetry = Symmetry::kVertexTransitive};
}

std::optional<Hypercube> Hypercube::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  const auto n = static_cast<std::uint64_t>(*nodes);
  if (!std::has_single_bit(n)) {
    options.problem("nodes", fmt::format("{} isn't a power of two", n),
                    fmt::format("the nearest are {} and {}", std::bit_floor(n), std::bit_ceil(n)));
    return std::nullopt;
  }
  const int dimension = std::countr_zero(n);
  if (!options.affordable(*nodes, dimension)) return std::nullopt;
  return Hypercube{dimension};
}

Graph make_graph(const Hypercube& hypercube) {
  CONSIM_ASSERT(0 <= hypercube.dimension && hypercube.dimension <= 24, hypercube.dimension);
  const NodeId n = NodeId{1} << hypercube.dimension;
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(n) / 2 * static_cast<std::size_t>(hypercube.dimension));
  for (NodeId i = 0; i < n; ++i)
    for (int digit = 0; digit < hypercube.dimension; ++digit)
      if (const NodeId j = i ^ (NodeId{1} << digit); i < j) edges.push_back({i, j});
  return Graph::undirected(n, edges);
}

// A node's number is also a character's: twice its binary ones.
std::vector<double> laplacian_eigenvalues(const Hypercube& hypercube) {
  std::vector<double> values(std::size_t{1} << hypercube.dimension);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = 2.0 * std::popcount(k);
  return values;
}

}  // namespace consim::topologies
