// The one-peer exponential graph: in round k every node sends to one other, 2^(k mod τ) places on.
//
// τ = ⌈log₂ n⌉ rounds a period, weights ½ (uniform). For n = 2^τ any τ rounds in a row average
// exactly: what the static exponential graph does with τ messages a round, approximately, takes one
// message a round. For no other n it is exact. Source: ying2021exponential, assran2019stochastic.
//
//   Graph second = round_graph(OnePeerExponential{.nodes = 8}, 1);   // i -> i + 2
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct OnePeerExponential {
  int nodes = 1;
  bool operator==(const OnePeerExponential&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<OnePeerExponential> read(OptionReader& options);
};

/// Requires nodes >= 1, round >= 0. O(n).
Graph round_graph(const OnePeerExponential& graph, std::int64_t round);

}  // namespace consim::topologies
