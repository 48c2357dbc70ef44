// The torus: a grid of rows × cols nodes whose sides are joined; node (r, c) is number r·cols + c
// and talks to (r ± 1, c) and (r, c ± 1), indices mod rows and cols.
//
// Degree 4 if both sides are >= 3. A side of 2 would give double edges, which are merged (2 × 2 is
// the ring of 4, r × 2 has degree 3); a side of 1 leaves the ring of the other side. Diameter
// ⌊rows/2⌋ + ⌊cols/2⌋. Metropolis eigenvalues for sides >= 3: (1 + 2cos(2πk/rows) +
// 2cos(2πl/cols))/5. Source: kong2021consensus.
//
// Keys: rows and cols; or one of them and nodes; or nodes alone, which gives the most even sides
// (32 = 4 × 8) and refuses primes, whose only torus is a ring.
//
//   Graph graph = make_graph(Torus{.rows = 4, .cols = 8});
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Torus {
  int rows = 1;
  int cols = 1;
  bool operator==(const Torus&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong (rows × cols must be nodes); the reader then has the
  /// problem.
  static std::optional<Torus> read(OptionReader& options);
};

/// Requires rows, cols >= 1. O(n).
Graph make_graph(const Torus& torus);

}  // namespace consim::topologies
