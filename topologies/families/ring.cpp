#include "topologies/families/ring.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "topologies/families/circulant.h"

namespace consim::topologies {
namespace {

std::vector<int> offsets(const Ring& ring) {
  CONSIM_ASSERT(ring.nodes >= 1 && ring.neighbours >= 2 && ring.neighbours % 2 == 0, ring.nodes,
                ring.neighbours);
  std::vector<int> nearest;
  for (int s = 1; s <= std::min(ring.neighbours / 2, ring.nodes - 1); ++s) nearest.push_back(s);
  return with_negatives(ring.nodes, nearest);
}

}  // namespace

FamilyInfo Ring::info() {
  return {
      "ring",
      {nodes_key(), {"neighbours", KeyKind::kWholeNumber, "how many of the nearest; even", "2"}},
      "a circle: each node talks to the nearest on both sides",
      "ring:n=32"};
}

FamilyFacts Ring::facts() const {
  return {.nodes = nodes,
          .symmetry = Symmetry::kVertexTransitive,
          .options = {{"neighbours", fmt::format("{}", neighbours)}}};
}

std::optional<Ring> Ring::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> neighbours =
      options.whole_number("neighbours", {2, static_cast<int>(kMaxNodes)}, 2);
  if (!nodes || !neighbours) return std::nullopt;
  if (*neighbours % 2 != 0)
    return options.problem("neighbours", fmt::format("{} is odd", *neighbours),
                           "as many on each side: an even number");
  if (!options.affordable(*nodes, std::min<std::int64_t>(*neighbours, *nodes - 1)))
    return std::nullopt;
  return Ring{static_cast<int>(*nodes), *neighbours};
}

Graph make_graph(const Ring& ring) { return circulant_graph(ring.nodes, offsets(ring), false); }

std::vector<std::complex<double>> laplacian_eigenvalues(const Ring& ring) {
  return circulant_laplacian_eigenvalues(ring.nodes, offsets(ring));
}

}  // namespace consim::topologies
