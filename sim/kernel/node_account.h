// What a node does with its time, and what it sends.
//
// A node computes; or it communicates: it isn't computing, and a message to or from it, or a
// collective, is under way; or it is idle. A sum of time holds minus the beginning while its
// activity lasts, so that only a change of activity costs anything.
//
//   account.begin_traffic(now);  account.begin_compute(now);  account.end_compute(later);
//   account.totals(later);        // compute = later − now, communication and idle 0 since now
#pragma once

#include <cstdint>

#include "base/time.h"

namespace consim::sim {

/// Compute, communication and idle time add up to the time simulated so far.
struct NodeTotals {
  base::Duration compute{};
  base::Duration communication{};  ///< not computing, and a message to or from it is under way
  base::Duration idle{};
  std::int64_t bytes_sent = 0;
  std::int64_t bytes_received = 0;
  std::uint32_t steps = 0;
};

struct NodeAccount {
  base::Duration compute{};
  base::Duration communication{};
  std::int64_t bytes_sent = 0;
  std::int64_t bytes_received = 0;
  std::uint32_t steps = 0;
  std::uint32_t sequence = 0;  ///< of the events that this node has caused, modulo 2^32
  std::uint32_t under_way = 0;
  std::uint32_t computing = 0;  ///< 0 or 1

  void begin_compute(base::Time now) {
    if (under_way > 0) communication += now - base::kStart;
    compute -= now - base::kStart;
    computing = 1;
  }
  void end_compute(base::Time now) {
    compute += now - base::kStart;
    computing = 0;
    if (under_way > 0) communication -= now - base::kStart;
  }
  void begin_traffic(base::Time now) {
    if (under_way++ == 0 && !computing) communication -= now - base::kStart;
  }
  void end_traffic(base::Time now) {
    if (--under_way == 0 && !computing) communication += now - base::kStart;
  }
  NodeTotals totals(base::Time now) const {
    const base::Duration elapsed = now - base::kStart;
    NodeTotals sum{compute, communication, {}, bytes_sent, bytes_received, steps};
    if (computing)
      sum.compute += elapsed;
    else if (under_way > 0)
      sum.communication += elapsed;
    sum.idle = elapsed - sum.compute - sum.communication;
    return sum;
  }
};

}  // namespace consim::sim
