// A cluster: what computing, sending and averaging cost in simulated time. Immutable; its ports'
// state is a Network.
//
//   Cluster cluster{.nodes = 4, .step_time = {Duration{12'000'000}}, .link = link};
//   compute_time(cluster, node, step);       // nominal time × jitter factor, rounded once
#pragma once

#include <limits>
#include <vector>

#include "sim/cluster/collective.h"
#include "sim/cluster/distribution.h"
#include "sim/cluster/network.h"

namespace consim::sim {

struct Cluster {
  int nodes = 1;
  std::uint64_t seed = 0;
  std::vector<base::Duration> step_time = {
      base::Duration{1}};            ///< nominal; one for all, or one a node
  Distribution jitter = Constant{};  ///< multiplies the nominal time
  LinkModel link = {};
  AllReduce all_reduce = AllReduce::kRing;
  base::Bandwidth reduction{std::numeric_limits<double>::infinity()};  ///< adding up received bytes
};

/// The time of local step `step` on `node`: round(nominal · factor(seed, node, step)). What lasts
/// longer than the clock goes is as long as the clock goes (base::kEndOfTime).
base::Duration compute_time(const Cluster& cluster, base::NodeId node, std::uint32_t step);

}  // namespace consim::sim
