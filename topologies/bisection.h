// How many edges hold two halves of a graph together, estimated.
//
//   bisection_estimate(graph, fiedler_vector);
//
// The nodes are halved at the median of λ₂'s eigenvector (ties by number): an upper bound on the
// bisection width, the least number of edges between two halves, which is hard to find exactly.
// Source: pothen1990partitioning.
#pragma once

#include <cstdint>
#include <span>

#include "topologies/graph.h"

namespace consim::topologies {

/// Requires one number a node. O(n log n + E).
std::int64_t bisection_estimate(const Graph& graph, std::span<const double> fiedler_vector);

}  // namespace consim::topologies
