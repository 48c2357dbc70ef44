// Zachary's karate club: 34 members, 78 friendships, which split into two clubs around nodes 0
// and 33.
//
// Numbered as in the paper, from 0. Source: zachary1977information.
//
//   Graph graph = make_graph(Karate{});
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Karate {
  bool operator==(const Karate&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Karate> read(OptionReader& options);
};

/// 34 nodes, 78 edges.
Graph make_graph(const Karate& graph);

}  // namespace consim::topologies
