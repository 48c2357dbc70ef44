// What a topology's gossip costs: bytes, seconds a round, and until the nodes agree.
//
// A round of messages of m bytes on equal nodes, latency α, bandwidth B, host overhead o a message;
// δ is what the busiest node sends or receives in a round:
//   one port    δ (o + m/B) + α    messages of a node one after another (exact on regular graphs)
//   no sharing  o + α + m/B
// Agreement to a fraction f: the report's rounds_to_agreement[f]; of rounds that never repeat the
// least k with contraction_per_round^k <= f, which holds in the mean square. With training, a step
// is a local step and then some gossip rounds: ⌈rounds / rounds a step⌉ steps.
//
//   GossipCost cost{.link = {…}, .message = {1'089'896}};
//   Agreement tenfold = agreement(report, cost, 0.1);
//   tenfold.seconds;
#pragma once

#include <cstdint>
#include <optional>

#include "base/quantity.h"
#include "base/time.h"
#include "topologies/report.h"

namespace consim::analysis {

struct GossipCost {
  base::Duration latency{};
  base::Bandwidth bandwidth{1e9};
  base::Duration overhead{};
  bool one_port = true;
  base::Bytes message{};
  base::Duration local_step{};       ///< 0: gossip alone
  std::int64_t rounds_per_step = 1;  ///< with local steps
};

/// Bytes that a node sends in a round, in the mean.
double bytes_per_round(const topologies::TopologyReport& report, const GossipCost& cost);
double round_seconds(const topologies::TopologyReport& report, const GossipCost& cost);

struct Agreement {
  std::int64_t rounds = 0;
  std::int64_t steps = 0;  ///< of training
  double seconds = 0;      ///< of these steps; of the rounds alone without local steps
};

/// Nothing if it isn't known when, or never. Requires 0 < fraction < 1.
std::optional<Agreement> agreement(const topologies::TopologyReport& report, const GossipCost& cost,
                                   double fraction);

}  // namespace consim::analysis
