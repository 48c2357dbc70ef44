#include "tests/support/uneven_cluster.h"

#include "base/random.h"

namespace consim::tests {

sim::Cluster uneven_cluster(int n, std::uint64_t seed, const sim::LinkModel& link) {
  base::RandomStream stream(seed, base::Purpose::kTest);
  sim::Cluster cluster{.nodes = n, .seed = seed, .step_time = {}, .link = link};
  for (int i = 0; i < n; ++i)
    cluster.step_time.emplace_back(1'000'000 + static_cast<std::int64_t>(stream.below(19'000'000)));
  return cluster;
}

std::vector<std::vector<base::Duration>> compute_times(const sim::Cluster& cluster,
                                                       std::uint32_t steps) {
  std::vector<std::vector<base::Duration>> times(static_cast<std::size_t>(cluster.nodes));
  for (base::NodeId i = 0; i < cluster.nodes; ++i)
    for (std::uint32_t t = 0; t < steps; ++t)
      times[static_cast<std::size_t>(i)].push_back(sim::compute_time(cluster, i, t));
  return times;
}

}  // namespace consim::tests
