// A random regular graph: every node has d neighbours, all such graphs about equally likely.
//
// Drawn by the pairing model: each node has d ends; two of those left are joined at random unless
// that makes a loop or a double edge, again and again, all of it once more if nothing fits any
// more. Asymptotically uniform for d <= n^(1/3 − ε) (kim2003generating); for d > (n − 1)/2 the
// complement is drawn. Almost surely an expander for d >= 3: λ₂ of A near 2√(d − 1). A function of
// the seed alone. Source: steger1999generating, friedman2008proof.
//
//   Graph graph = make_graph(RandomRegular{.nodes = 1000, .degree = 4, .seed = 7});
#pragma once

#include <cstdint>
#include <optional>

#include "base/random.h"
#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct RandomRegular {
  int nodes = 1;
  int degree = 0;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const RandomRegular&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<RandomRegular> read(OptionReader& options);
};

/// Requires 0 <= degree < nodes, nodes · degree even. O(n d²).
Graph make_graph(const RandomRegular& graph);

/// The same from a stream of one's own.
Graph draw_regular(int nodes, int degree, base::RandomStream& random);

/// Reads `nodes` and `degree`, which must fit; nothing if they don't, with the problem told.
struct RegularSize {
  int nodes = 1;
  int degree = 0;
};
std::optional<RegularSize> read_regular_size(OptionReader& options);

}  // namespace consim::topologies
