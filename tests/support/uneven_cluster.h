// Clusters of unequal nodes, for tests of time.
#pragma once

#include "sim/cluster/cluster.h"

namespace consim::tests {

/// Step times drawn uniformly from 1 to 20 ms, node by node.
sim::Cluster uneven_cluster(int n, std::uint64_t seed, const sim::LinkModel& link);

/// c_i(t) of all nodes, by [node][step].
std::vector<std::vector<base::Duration>> compute_times(const sim::Cluster& cluster,
                                                       std::uint32_t steps);

}  // namespace consim::tests
