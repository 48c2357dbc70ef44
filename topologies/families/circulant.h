// Circulant graphs: i talks to i + s mod n for each s of a set of offsets. Rings and exponential
// graphs are such; what they have in common is here.
//
// Eigenvalues of D − A, k = 0, …, n − 1, ω = e^{2πi/n}: Σ_s (1 − ω^{ks}); real (up to a rounding of
// the imaginary parts) if −s is in the set with s. Source: gray2006toeplitz.
//
//   circulant_laplacian_eigenvalues(8, std::vector{1, 7});   // the ring of 8: 4 sin²(πk/8)
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "topologies/graph.h"

namespace consim::topologies {

/// Requires offsets within 1 … n − 1, each once. Undirected: −s with each s. O(n · offsets).
Graph circulant_graph(int nodes, std::span<const int> offsets, bool directed);
std::vector<std::complex<double>> circulant_laplacian_eigenvalues(int nodes,
                                                                  std::span<const int> offsets);

/// The offsets with their negatives, each once, ascending.
std::vector<int> with_negatives(int nodes, std::vector<int> offsets);

}  // namespace consim::topologies
