// Mixing weights that are best for a graph: one weight for all edges, or one for each.
//
// Best constant: W = I − w L, L = D − A, w = 2/(λ₁(L) + λ_{n−1}(L)), the largest and the smallest
// eigenvalue off the constant vector; β = (λ₁ − λ_{n−1})/(λ₁ + λ_{n−1}). Own weights may be
// negative (star): allowed, and told by warnings(). Any size.
//
// Fastest mixing: the symmetric W >= 0 with the graph's edges and the smallest β = ‖W − J‖₂, a
// semidefinite program. Solved by cutting planes: each unit vector v off the constant one gives
// β >= ± vᵀWv, which is linear in the weights; the linear program over all cuts so far is a lower
// bound, its eigenvectors are the next cuts, taken between the program's solution and the best
// weights yet. The bound that is returned is computed anew from the program's multipliers y (cuts)
// and z (nodes): any y >= 0 with Σ y = 1 and z >= 0 with z_i + z_j >= Σ_c ± y_c (v_ci − v_cj)²
// prove β >= Σ_c ± y_c − Σ_i z_i, whatever the solver did; only the rounding of these sums is left.
//
//   FastestMixing fastest = fastest_mixing(graph);
//   fastest.beta - fastest.lower_bound;    // 1e-6 or less if converged
//
// Complexity: an eigendecomposition O(n³) and a linear program an iteration. Guarantee: the same W
// each time. Source: boyd2004fastest, xiao2004fast, benameur2007acceleration.
#pragma once

#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

/// Requires an undirected graph.
MixingMatrix best_constant_weights(const Graph& graph);

struct FastestMixing {
  MixingMatrix weights;
  double beta = 0;
  double lower_bound = 0;  ///< no symmetric W >= 0 on this graph has a smaller β
  int iterations = 0;
  bool converged = false;  ///< beta - lower_bound <= the tolerance
};

struct FastestOptions {
  double tolerance = 1e-6;
  int most_iterations = 400;
};

/// Larger graphs take too long: 500 nodes, 4000 edges.
inline constexpr int kMostFastestNodes = 500;
inline constexpr int kMostFastestEdges = 4000;

/// Requires an undirected graph. Throws InputError (key "mixing") for a larger one.
FastestMixing fastest_mixing(const Graph& graph, const FastestOptions& options = {});

}  // namespace consim::topologies
