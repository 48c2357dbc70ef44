// Graphs in turn: round k gossips on graph k mod m of a list of m, whatever they are.
//
// A graph of the list that changes from round to round itself goes on by one round each time its
// turn comes. Each keeps its own mixing rule. Period: m times the least common multiple of the
// graphs' periods; none if one of them never repeats.
//
//   alternating:graphs=ring:n=32+exponential:n=32
//
// The key `graphs` takes the rest of the text, with + between the specs.
//
//   MixingMatrix w1 = native_weights(Alternating{{ring, star}}, 1);   // the star's
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct TopologySpec;

struct Alternating {
  std::vector<TopologySpec> graphs;
  bool operator==(const Alternating& other) const;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong: no graph, a wrong spec (all problems of all specs),
  /// different numbers of nodes.
  static std::optional<Alternating> read(OptionReader& options);
};

/// Requires at least one graph, all of the same number of nodes, none of them an Alternating.
MixingMatrix native_weights(const Alternating& alternating, std::int64_t round);

}  // namespace consim::topologies
