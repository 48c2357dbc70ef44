#include "topologies/families/exponential.h"

#include <bit>
#include <vector>

#include "base/check.h"
#include "topologies/families/circulant.h"

namespace consim::topologies {
namespace {

std::vector<int> offsets(const Exponential& exponential) {
  const int n = exponential.nodes;
  CONSIM_ASSERT(1 <= n && n <= kMaxNodes, n);
  std::vector<int> powers;
  for (int distance = 1; distance < n; distance *= 2) powers.push_back(distance);
  return exponential.directed ? powers : with_negatives(n, powers);
}

}  // namespace

FamilyInfo Exponential::info() {
  return {"exponential",
          {nodes_key(),
           {"directed", KeyKind::kBoolean, "node i only sends to i + 2^j, not back", "false"}},
          "neighbours 1, 2, 4, 8, … places away around a circle",
          "exponential:n=32"};
}

FamilyFacts Exponential::facts() const {
  return {.nodes = nodes,
          .directed = directed,
          .symmetry = Symmetry::kVertexTransitive,
          .options = {{"directed", directed ? "true" : "false"}}};
}

std::optional<Exponential> Exponential::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<bool> directed = options.boolean("directed");
  if (!nodes || (options.has("directed") && !directed)) return std::nullopt;
  const int distances = std::bit_width(static_cast<std::uint64_t>(*nodes - 1));
  const bool one_way = directed.value_or(false);
  if (!options.affordable(*nodes, one_way ? distances : 2 * distances)) return std::nullopt;
  return Exponential{static_cast<int>(*nodes), one_way};
}

Graph make_graph(const Exponential& exponential) {
  return circulant_graph(exponential.nodes, offsets(exponential), exponential.directed);
}

std::vector<std::complex<double>> laplacian_eigenvalues(const Exponential& exponential) {
  return circulant_laplacian_eigenvalues(exponential.nodes, offsets(exponential));
}

}  // namespace consim::topologies
