// Small mixing matrices for tests of time: who sends to whom, with weights 1/(1 + in-degree).
//
//   MixingMatrix w = uniform_mixing(ring(8));
//
// They depend on nothing but the matrix type, so that a test of the engine isn't one of the
// generators.
#pragma once

#include <cstdint>
#include <vector>

#include "topologies/mixing_matrix.h"

namespace consim::tests {

/// By node: the nodes it receives from, ascending, without itself.
using Senders = std::vector<std::vector<std::int32_t>>;

topologies::MixingMatrix uniform_mixing(const Senders& senders);

Senders ring(int n);
Senders path(int n);
Senders complete(int n);
/// Node i receives from i − offset mod n for each offset, 0 < offset < n.
Senders circulant(int n, const std::vector<int>& offsets);
/// Offsets 1, 2, 4, … below n; not symmetric.
Senders directed_exponential(int n);
/// A random spanning tree plus `extra` random edges, in both directions.
Senders random_connected(int n, int extra, std::uint64_t seed);
/// A directed ring plus `extra` random arcs: strongly connected.
Senders random_directed(int n, int extra, std::uint64_t seed);

}  // namespace consim::tests
