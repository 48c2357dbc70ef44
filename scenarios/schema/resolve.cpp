#include "scenarios/schema/resolve.h"

#include "scenarios/profiles.h"

namespace consim::scenarios {
void resolve_profiles(ClusterConfig& cluster) {
  for (Device& device : cluster.device)
    if (const auto* name = std::get_if<std::string>(&device); name && is_profile_path(*name))
      device = load_device(*name);
  NetworkConfig& network = cluster.network;
  if (!network.link || !is_profile_path(*network.link)) return;
  const LinkProfile link = load_link(*network.link);
  network.latency = link.latency;
  network.bandwidth = link.bandwidth;
  network.link.reset();
}

void resolve_alternatives(Scenario& scenario, const Value& root) {
  const auto given = [&](std::string_view key) { return find_value(root, key) != nullptr; };
  NetworkConfig& network = scenario.cluster.network;
  if ((network.latency || network.bandwidth) && !given("cluster.network.link"))
    network.link.reset();

  if (!given("run.steps")) return;
  if (!given("run.epochs")) return scenario.run.epochs.reset();
  const int steps = find_place(root, "run.steps").source;
  const int epochs = find_place(root, "run.epochs").source;
  if (steps > epochs) scenario.run.epochs.reset();
  if (epochs > steps) scenario.run.steps.reset();
}

}  // namespace consim::scenarios
