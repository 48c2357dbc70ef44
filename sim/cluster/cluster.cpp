#include "sim/cluster/cluster.h"

#include <algorithm>
#include <cmath>

namespace consim::sim {
namespace {

constexpr base::Duration kForever = base::kEndOfTime.time_since_epoch();

}  // namespace

base::Duration compute_time(const Cluster& cluster, base::NodeId node, std::uint32_t step) {
  const auto index = cluster.step_time.size() == 1 ? 0 : static_cast<std::size_t>(node);
  const base::Duration nominal = cluster.step_time[index];
  if (std::holds_alternative<Constant>(cluster.jitter)) return std::min(nominal, kForever);
  const double factor = draw(cluster.jitter, cluster.seed, node, step);
  const double drawn = static_cast<double>(nominal.count()) * factor;
  if (drawn >= static_cast<double>(kForever.count())) return kForever;
  return base::Duration{std::llround(drawn)};
}

}  // namespace consim::sim
