#include "topologies/families/equistatic.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "topologies/families/circulant.h"
#include "topologies/families/circulant_weights.h"

namespace consim::topologies {
namespace {

std::vector<int> drawn_shifts(const EquiStatic& graph) {
  CONSIM_ASSERT(graph.nodes >= 1 && graph.shifts >= 1, graph.nodes, graph.shifts);
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  std::vector<int> drawn;
  for (int i = 0; i < graph.shifts && graph.nodes > 1; ++i)
    drawn.push_back(1 +
                    static_cast<int>(random.below(static_cast<std::uint64_t>(graph.nodes - 1))));
  return drawn;
}

}  // namespace

FamilyInfo EquiStatic::info() {
  return {"equistatic",
          {nodes_key(),
           {"shifts", KeyKind::kWholeNumber, "shifts M; messages of a node, twice that undirected"},
           {"directed", KeyKind::kBoolean, "D-EquiStatic: shifts one way only", "false"},
           seed_key()},
          "EquiTopo: random shifts, a gap that doesn't depend on n",
          "equistatic:n=32,shifts=4,seed=7"};
}

FamilyFacts EquiStatic::facts() const {
  return {.nodes = nodes,
          .directed = directed,
          .symmetry = Symmetry::kVertexTransitive,
          .native = Native::kDefault,
          .options = {{"shifts", fmt::format("{}", shifts)},
                      {"directed", directed ? "true" : "false"},
                      {"seed", fmt::format("{}", seed)}}};
}

std::optional<EquiStatic> EquiStatic::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> shifts = options.required("shifts", {1, static_cast<int>(kMaxNodes)});
  const std::optional<bool> directed = options.boolean("directed", false);
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !shifts || !directed || !seed) return std::nullopt;
  if (!options.affordable(*nodes, 2 * std::int64_t{*shifts})) return std::nullopt;
  return EquiStatic{static_cast<int>(*nodes), *shifts, *directed, *seed};
}

MixingMatrix native_weights(const EquiStatic& graph, std::int64_t) {
  const double n = graph.nodes;
  std::vector<ShiftWeight> weights;
  const double share = (n - 1) / (n * graph.shifts);
  for (const int a : drawn_shifts(graph)) {
    weights.push_back({a, graph.directed ? share : share / 2});
    if (!graph.directed) weights.push_back({graph.nodes - a, share / 2});
  }
  return circulant_weights(graph.nodes, std::move(weights));
}

std::vector<std::complex<double>> native_eigenvalues(const EquiStatic& graph) {
  std::vector<std::complex<double>> values =
      circulant_laplacian_eigenvalues(graph.nodes, drawn_shifts(graph));
  const double n = graph.nodes;
  for (std::complex<double>& value : values) {
    value *= (n - 1) / (n * graph.shifts);
    if (!graph.directed) value = value.real();
  }
  return values;
}

}  // namespace consim::topologies
