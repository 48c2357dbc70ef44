// The random geometric graph: nodes at random places of the unit square, joined if they are near.
//
// Pairs at a distance of at most `radius` are joined, across the borders too if `wrap` (a torus).
// Mean degree about n π radius²; connected with high probability if that is above ln n. A function
// of the seed alone. Source: gilbert1961random, penrose2003random.
//
//   Graph graph = make_graph(RandomGeometric{.nodes = 100, .radius = 0.2});
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct RandomGeometric {
  int nodes = 1;
  double radius = 0;
  bool wrap = false;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const RandomGeometric&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<RandomGeometric> read(OptionReader& options);
};

/// Requires nodes >= 1, 0 <= radius <= 1. O(n + E) by cells of the radius.
Graph make_graph(const RandomGeometric& graph);

}  // namespace consim::topologies
