#include "scenarios/schema/resolve.h"

#include "scenarios/profiles.h"

namespace consim::scenarios {
namespace {

struct Alternatives {
  const Value& root;
  std::string first, second;
};

// What isn't given gives way to what is, and what the file gives to what an override does.
template <class A, class B>
void keep_later(const Alternatives& keys, std::optional<A>& first, std::optional<B>& second) {
  if (!first || !second) return;
  const auto source = [&](const std::string& key) {
    return find_value(keys.root, key) == nullptr ? -1 : find_place(keys.root, key).source;
  };
  if (source(keys.first) < source(keys.second))
    first.reset();
  else if (source(keys.first) > source(keys.second))
    second.reset();
}

}  // namespace

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
  NetworkConfig& network = scenario.cluster.network;
  if ((network.latency || network.bandwidth) && find_value(root, "cluster.network.link") == nullptr)
    network.link.reset();

  keep_later({root, "run.epochs", "run.steps"}, scenario.run.epochs, scenario.run.steps);
  std::vector<Phase>& phases = scenario.phase;
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const std::string key = "phase." + std::to_string(i);
    keep_later({root, key + ".until", key + ".until_epoch"}, phases[i].until,
               phases[i].until_epoch);
  }
  if (!phases.empty() && !phases.back().until && !phases.back().until_epoch)
    phases.back().until = PhaseEnd(1.0);
}

}  // namespace consim::scenarios
