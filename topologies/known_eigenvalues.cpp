#include "topologies/known_eigenvalues.h"

namespace consim::topologies {
namespace {

template <class F>
concept HasLaplacian = requires(const F& family) { laplacian_eigenvalues(family); };
template <class F>
concept HasNative = requires(const F& family) { native_eigenvalues(family); };

// The weight that all pairs of different nodes have.
std::optional<double> equal_weight(const MixingMatrix& w) {
  std::optional<double> equal;
  for (int i = 0; i < w.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.column == i) continue;
      if (equal.value_or(entry.weight) != entry.weight) return std::nullopt;
      equal = entry.weight;
    }
  return equal;
}

template <class Values>
KnownEigenvalues scaled(const Values& values, double factor) {
  KnownEigenvalues result;
  result.reserve(values.size());
  for (const auto& value : values) result.emplace_back(factor * value);
  return result;
}

template <class F>
std::optional<KnownEigenvalues> by_formula(const F& family, const Topology& topology) {
  if constexpr (HasNative<F>)
    if (topology.spec.mixing.rule == MixingRule::kNative)
      return scaled(native_eigenvalues(family), topology.spec.mixing.lazy ? 0.5 : 1.0);
  if constexpr (HasLaplacian<F>) {
    const MixingMatrix& w = topology.mixing.at(0);
    if (w.nodes() == 1) return KnownEigenvalues(1);
    // A file's matrix may have other neighbours than the graph.
    if (topology.spec.mixing.rule == MixingRule::kFile ||
        w.nonzeros() != topology.graph.arcs() + w.nodes())
      return std::nullopt;
    if (const std::optional<double> weight = equal_weight(w))
      return scaled(laplacian_eigenvalues(family), *weight);
  }
  return std::nullopt;
}

}  // namespace

std::optional<KnownEigenvalues> known_eigenvalues(const Topology& topology) {
  if (!topology.mixing.fixed()) return std::nullopt;
  return std::visit([&](const auto& family) { return by_formula(family, topology); },
                    topology.spec.family);
}

}  // namespace consim::topologies
