// Generated graphs whose weights are all different, so that a weight tells its place.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tests/sim/algorithms/four_nodes.h"
#include "tests/support/mixing_builders.h"

namespace consim::tests {

/// The pattern of `senders`, with w_ij = (1 + i·n + j)/n²; rows needn't sum to 1 for a handler.
inline topologies::MixingMatrix with_distinct_weights(const Senders& senders) {
  const auto n = static_cast<std::int32_t>(senders.size());
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (std::int32_t i = 0; i < n; ++i) {
    std::vector<std::int32_t> columns = senders[static_cast<std::size_t>(i)];
    columns.insert(std::lower_bound(columns.begin(), columns.end(), i), i);
    for (const std::int32_t j : columns) entries.push_back({j, (1.0 + i * n + j) / (n * n)});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

/// A connected graph, or a strongly connected directed one, of 1 to 8 nodes. Called inside a
/// property, as are the others.
inline Senders any_senders() {
  const int n = *rc::gen::inRange(1, 9);
  const int extra = *rc::gen::inRange(0, 2 * n);
  const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
  return *rc::gen::arbitrary<bool>() ? random_connected(n, extra, seed)
                                     : random_directed(n, extra, seed);
}

inline Exchange any_exchange() {
  return {*rc::gen::element(sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt),
          *rc::gen::inRange(1u, 4u), *rc::gen::inRange(1u, 5u)};
}

}  // namespace consim::tests
