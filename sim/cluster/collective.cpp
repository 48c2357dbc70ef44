#include "sim/cluster/collective.h"

#include <bit>

#include "base/check.h"

namespace consim::sim {
namespace {

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

struct Cost {
  const LinkModel& link;
  base::Bandwidth reduction;
  CollectiveCost total{};

  void exchange(base::Bytes chunk) {
    total.duration += link.overhead + link.latency + base::transfer_time(chunk, link.bandwidth);
    total.bytes_sent.count += chunk.count;
  }
  void reduce(base::Bytes chunk) { total.duration += base::transfer_time(chunk, reduction); }
};

CollectiveCost ring(Cost cost, CollectiveSize size) {
  const base::Bytes chunk{divide_up(size.bytes.count, size.nodes)};
  for (int i = 0; i + 1 < size.nodes; ++i) {
    cost.exchange(chunk);  // reduce-scatter
    cost.reduce(chunk);
    cost.exchange(chunk);  // all-gather
  }
  return cost.total;
}

CollectiveCost halving_doubling(Cost cost, CollectiveSize size) {
  CONSIM_ASSERT(std::has_single_bit(static_cast<unsigned>(size.nodes)), size.nodes);
  for (std::int64_t parts = 2; parts <= size.nodes; parts *= 2) {
    const base::Bytes chunk{divide_up(size.bytes.count, parts)};
    cost.exchange(chunk);
    cost.reduce(chunk);
    cost.exchange(chunk);
  }
  return cost.total;
}

CollectiveCost recursive_doubling(Cost cost, CollectiveSize size) {
  const auto n = static_cast<unsigned>(size.nodes);
  const unsigned power = std::bit_floor(n);
  for (unsigned nodes = 1; nodes < power; nodes *= 2) {
    cost.exchange(size.bytes);
    cost.reduce(size.bytes);
  }
  const base::Bytes among = cost.total.bytes_sent;
  if (power == n) return cost.total;
  cost.exchange(size.bytes);
  cost.reduce(size.bytes);
  cost.exchange(size.bytes);
  CollectiveCost total = cost.total;
  total.bytes_sent = among;
  total.pairs = static_cast<int>(n - power);
  total.even = size.bytes;
  total.odd = {among.count + size.bytes.count};
  return total;
}

}  // namespace

CollectiveCost all_reduce_cost(AllReduce kind, CollectiveSize size, const LinkModel& link,
                               base::Bandwidth reduction) {
  CONSIM_ASSERT(size.nodes >= 1, size.nodes);
  const Cost cost{link, reduction};
  switch (kind) {
    case AllReduce::kRing:
      return ring(cost, size);
    case AllReduce::kHalvingDoubling:
      return halving_doubling(cost, size);
    case AllReduce::kRecursiveDoubling:
      break;
  }
  return recursive_doubling(cost, size);
}

}  // namespace consim::sim
