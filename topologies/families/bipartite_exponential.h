// The bipartite exponential graph: in each round every even node exchanges with one odd node, 1, 3,
// 5, 9, … places on.
//
// n even; the distances are 1 and 1 + 2^j below n, one a round in turn: perfect matchings, weights
// ½. No node waits for one of its own side, so sends and receives never form a cycle. Source:
// lian2018asynchronous, assran2019stochastic.
//
//   Graph first = round_graph(BipartiteExponential{.nodes = 8}, 1);   // 0-3, 2-5, 4-7, 6-1
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct BipartiteExponential {
  int nodes = 2;  ///< even
  bool operator==(const BipartiteExponential&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<BipartiteExponential> read(OptionReader& options);
};

/// Requires an even number of nodes, round >= 0. O(n).
Graph round_graph(const BipartiteExponential& graph, std::int64_t round);

}  // namespace consim::topologies
