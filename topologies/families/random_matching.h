// Random matchings: in each round the nodes are paired at random, everybody with one other.
//
// Weights ½; n odd: one node, another each time, is left alone. Rounds are independent, each a
// function of the seed and its number, and all pairings equally likely, so that E WᵀW is the same
// in all directions off the average: E‖WX − X̄‖² = (1 − p) ‖X − X̄‖² for every X, with 1 − p =
// (E‖W‖²_F − 1)/(n − 1) = (n − 2)/(2(n − 1)) for even n and 1/2 for odd n. Source:
// boyd2006randomized.
//
//   Graph tenth = round_graph(RandomMatching{.nodes = 32, .seed = 7}, 10);
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct RandomMatching {
  int nodes = 1;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const RandomMatching&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<RandomMatching> read(OptionReader& options);
};

/// Requires nodes >= 1, 0 <= round < 2^32. O(n).
Graph round_graph(const RandomMatching& graph, std::int64_t round);

}  // namespace consim::topologies
