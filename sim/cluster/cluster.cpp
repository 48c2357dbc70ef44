#include "sim/cluster/cluster.h"

#include <cmath>

namespace consim::sim {

base::Duration compute_time(const Cluster& cluster, base::NodeId node, std::uint32_t step) {
  const auto index = cluster.step_time.size() == 1 ? 0 : static_cast<std::size_t>(node);
  const base::Duration nominal = cluster.step_time[index];
  if (std::holds_alternative<Constant>(cluster.jitter)) return nominal;
  const double factor = draw(cluster.jitter, cluster.seed, node, step);
  const auto drawn = std::llround(static_cast<double>(nominal.count()) * factor);
  return std::max(base::Duration{1}, base::Duration{drawn});
}

}  // namespace consim::sim
