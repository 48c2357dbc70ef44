#include "sim/cluster/cluster.h"

#include <cmath>

#include "base/check.h"

namespace consim::sim {
namespace {

constexpr double kLongest = 9.2e18;  // below 2^63 ns

}  // namespace

base::Duration compute_time(const Cluster& cluster, base::NodeId node, std::uint32_t step) {
  const auto index = cluster.step_time.size() == 1 ? 0 : static_cast<std::size_t>(node);
  const base::Duration nominal = cluster.step_time[index];
  if (std::holds_alternative<Constant>(cluster.jitter)) return nominal;
  const double factor = draw(cluster.jitter, cluster.seed, node, step);
  const double drawn = static_cast<double>(nominal.count()) * factor;
  CONSIM_ASSERT(drawn < kLongest, node, step, factor);
  return base::Duration{std::llround(drawn)};
}

}  // namespace consim::sim
