// Eigenvalues by formula: what a family knows of its graph, made into eigenvalues of I − W.
//
// If all weights off the diagonal of W are the same number w, then I − W = w (D − A), and the
// eigenvalues are w times those of the graph Laplacian D − A, which many families have in closed
// form: metropolis, max_degree, uniform and lazy weights of regular graphs, all rules on paths and
// stars. Constructions that define W themselves may know its eigenvalues directly.
//
//   if (auto known = known_eigenvalues(make_topology(parse_topology_spec("ring:n=1000000"))))
//     spectrum(w, {.known = &*known});      // no numerics
//
// A family offers them by a free function beside its make_graph, laplacian_eigenvalues(family) or
// native_eigenvalues(family): all n values in any order, computed without cancellation, of a normal
// matrix.
#pragma once

#include <optional>

#include "topologies/spec.h"
#include "topologies/spectrum.h"

namespace consim::topologies {

/// Nothing if no formula applies, or the rounds change. O(n + nonzeros) and the formula's own.
std::optional<KnownEigenvalues> known_eigenvalues(const Topology& topology);

}  // namespace consim::topologies
