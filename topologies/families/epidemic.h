// Epidemic learning: a random regular graph, drawn anew in each round.
//
// Each round is a function of the seed and its number. Metropolis weights 1/(1 + d). A round's
// graph is as likely as any renaming of it, so that E WᵀW is the same in all directions off the
// average and 1 − p = (E‖W‖²_F − 1)/(n − 1) = (n/(1 + d) − 1)/(n − 1). (De Vos et al. send to d
// random nodes, which keeps the average only in the mean; a regular graph keeps it exactly.)
// Source: devos2023epidemic.
//
//   Graph tenth = round_graph(Epidemic{.nodes = 32, .degree = 4, .seed = 7}, 10);
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Epidemic {
  int nodes = 1;
  int degree = 0;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const Epidemic&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Epidemic> read(OptionReader& options);
};

/// Requires 0 <= degree < nodes, nodes · degree even, 0 <= round < 2^32. O(n d²).
Graph round_graph(const Epidemic& graph, std::int64_t round);

}  // namespace consim::topologies
