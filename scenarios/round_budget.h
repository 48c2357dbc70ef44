// How many gossip rounds a step's budget allows.
//
// Of equal nodes that begin together, a round of δ messages of m bytes at the busiest node takes
//   sharing = nic    δ (o + m/B) + α        sharing = none   o + m/B + α
// and a node sends, in the mean, (number of arrows)/n messages in it. Of rounds that change the
// mean over a period counts; of rounds that never repeat the first stands for all.
//
//   int rounds = rounds_within(budget, {topology, cluster, message});
#pragma once

#include "scenarios/control_config.h"
#include "sim/cluster/cluster.h"
#include "topologies/spec.h"

namespace consim::scenarios {

struct RoundCost {
  const topologies::Topology& topology;
  const sim::Cluster& cluster;
  base::Bytes message;
};

/// ⌊budget / cost of a round⌋, at most 1,000,000 (also where a round costs nothing); 0 if the
/// budget isn't enough for one. Requires one of bytes and time.
int rounds_within(const BudgetControl& budget, const RoundCost& cost);

}  // namespace consim::scenarios
