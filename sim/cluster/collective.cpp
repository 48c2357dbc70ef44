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

}  // namespace

CollectiveCost all_reduce_cost(AllReduce kind, CollectiveSize size, const LinkModel& link,
                               base::Bandwidth reduction) {
  const int n = size.nodes;
  CONSIM_ASSERT(n >= 1, n);
  Cost cost{link, reduction};
  if (kind == AllReduce::kRing) {
    const base::Bytes chunk{divide_up(size.bytes.count, n)};
    for (int i = 0; i + 1 < n; ++i) {
      cost.exchange(chunk);  // reduce-scatter
      cost.reduce(chunk);
      cost.exchange(chunk);  // all-gather
    }
    return cost.total;
  }
  CONSIM_ASSERT(std::has_single_bit(static_cast<unsigned>(n)), n);
  for (std::int64_t parts = 2; parts <= n; parts *= 2) {
    const base::Bytes chunk{divide_up(size.bytes.count, parts)};
    cost.exchange(chunk);
    cost.reduce(chunk);
    cost.exchange(chunk);
  }
  return cost.total;
}

}  // namespace consim::sim
