// The stochastic block model: communities of nodes, joined densely within and thinly between.
//
// The n nodes are cut into `blocks` of equal size (the first n mod blocks have one more), in the
// order of their numbers. A pair within a block is joined with probability `within`, any other with
// `between`. A function of the seed alone (up to the last bit of the C library's logarithm).
// Source: holland1983stochastic.
//
//   Graph graph = make_graph(StochasticBlock{60, 3, 0.5, 0.01});
#pragma once

#include <cstdint>
#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct StochasticBlock {
  int nodes = 1;
  int blocks = 1;
  double within = 0;
  double between = 0;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const StochasticBlock&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<StochasticBlock> read(OptionReader& options);
};

/// Requires nodes >= blocks >= 1 and probabilities. O(n + E + blocks²).
Graph make_graph(const StochasticBlock& graph);

}  // namespace consim::topologies
