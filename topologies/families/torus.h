// The torus: a grid whose opposite sides are joined, in any number of dimensions; or the grid
// alone.
//
// A node has one coordinate for each side, the last one fastest: in two dimensions node (r, c) is
// number r·cols + c. It talks to those whose coordinates differ by ±1 in one place, modulo the side
// if periodic. A periodic side of 2 would give double edges, which are merged (2 × 2 is the ring of
// 4); a side of 1 adds nothing. Degree 2 for each side >= 3.
//
// Eigenvalues of D − A: Σ_d 4 sin²(πk_d/s_d) periodic (sides >= 3; 4 sin²(πk_d/s_d)/2 of a side of
// 2), Σ_d 4 sin²(πk_d/(2 s_d)) of the grid. Metropolis on r × c, r, c >= 3:
// (1 + 2cos(2πk/r) + 2cos(2πl/c))/5. Source: kong2021consensus.
//
// Keys: rows and cols; or one of them and nodes; or nodes alone, which gives the most even sides
// (32 = 4 × 8) and refuses primes, whose only torus is a ring; or sides=4x4x4.
//
//   Graph graph = make_graph(Torus{.sides = {4, 8}});
#pragma once

#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Torus {
  std::vector<int> sides = {1, 1};
  bool periodic = true;
  bool operator==(const Torus&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong (the product of the sides must be nodes); the reader
  /// then has the problem.
  static std::optional<Torus> read(OptionReader& options);
};

/// Requires sides >= 1, at least one. O(n · dimensions).
Graph make_graph(const Torus& torus);

/// Of D − A, all n, see known_eigenvalues.h. O(n).
std::vector<double> laplacian_eigenvalues(const Torus& torus);

}  // namespace consim::topologies
