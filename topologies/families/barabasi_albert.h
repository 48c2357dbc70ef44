// The Barabási–Albert graph: nodes come one after another and join m others, each with probability
// proportional to its degree.
//
// Begins with a star of m + 1 nodes around node 0; each further node takes m different ones. m (n −
// m) edges, degrees fall like k⁻³, the oldest nodes are hubs. A function of the seed alone. Source:
// barabasi1999emergence, batagelj2005efficient.
//
//   Graph graph = make_graph(BarabasiAlbert{.nodes = 1000, .attachments = 3});
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct BarabasiAlbert {
  int nodes = 2;
  int attachments = 1;  ///< m
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const BarabasiAlbert&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<BarabasiAlbert> read(OptionReader& options);
};

/// Requires nodes > attachments >= 1. O(n m²).
Graph make_graph(const BarabasiAlbert& graph);

}  // namespace consim::topologies
