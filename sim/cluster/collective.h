// The cost of an all-reduce of m bytes over n nodes, by the algorithm that carries it out.
//
//   ring              2(n−1)·(α + c/B) + (n−1)·c·γ,              chunks of c = ⌈m/n⌉ bytes
//   halving-doubling  2 Σ_{k=1}^{log₂ n} (α + c_k/B) + Σ c_k·γ,  c_k = ⌈m/2^k⌉, n a power of two
//   recursive doubling  k(α + m/B + mγ) for n = 2^k; else (k + 2)(α + m/B) + (k + 1)mγ,
//                     k = ⌊log₂ n⌋: of the first 2(n − 2^k) nodes the even ones give their numbers
//                     to the odd ones, stand aside, and get the result
//
// Source: patarasuk2009bandwidth (ring), thakur2005optimization (the other two).
//
// α latency, B bandwidth, γ seconds to reduce a byte. Each chunk's time is rounded once to the
// nearest nanosecond, so the sums hold exactly. Every node sends and receives at the same time
// (full duplex), as many bytes one way as the other. n = 1 costs nothing.
//
//   CollectiveCost cost = all_reduce_cost(AllReduce::kRing, {32, Bytes{1 << 20}, link});
//   cost.duration; cost.bytes_of(3);
#pragma once

#include "base/node.h"
#include "base/quantity.h"
#include "sim/cluster/network.h"

namespace consim::sim {

enum class AllReduce : std::uint8_t { kRing, kHalvingDoubling, kRecursiveDoubling };

struct CollectiveCost {
  base::Duration duration{};
  base::Bytes bytes_sent;  ///< by each node; as many are received
  int pairs = 0;           ///< of the first nodes, an even and an odd one, that send other numbers
  base::Bytes even, odd;   ///< of these

  base::Bytes bytes_of(base::NodeId node) const {
    if (node >= 2 * pairs) return bytes_sent;
    return node % 2 == 0 ? even : odd;
  }
};

struct CollectiveSize {
  int nodes = 1;
  base::Bytes bytes;
};

/// `reduction` is the speed at which received bytes are added up (1/γ); infinity for free.
/// Requires nodes >= 1, and a power of two for kHalvingDoubling.
CollectiveCost all_reduce_cost(AllReduce kind, CollectiveSize size, const LinkModel& link,
                               base::Bandwidth reduction);

}  // namespace consim::sim
