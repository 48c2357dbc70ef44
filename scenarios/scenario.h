// A Scenario describes a run completely: plain values, validated, every default filled in. It
// executes nothing.
//
// Every member is a key of the scenario file with the same name; docs/scenario.md lists keys,
// ranges and defaults, and is made from the same description that reads the file. A scenario that
// `load_scenario` returned has no contradictions; one built by hand should pass through
// `parse_scenario(to_toml(s), …)` if that matters.
//
//   Scenario s = load_scenario("ring-32.toml");
//   nodes(s.topology);                                    // 32
//   if (const auto* dsgd = std::get_if<Dsgd>(&s.algorithm)) dsgd->gossip_rounds;
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/cluster_config.h"
#include "scenarios/phase_config.h"
#include "scenarios/training_config.h"
#include "scenarios/workload_config.h"
#include "topologies/spec.h"

namespace consim::scenarios {

struct OutputConfig {
  std::optional<std::string> path;  ///< absolute; not given: NAME.h5 in the working directory
  bool operator==(const OutputConfig&) const = default;
};

struct Scenario {
  int schema = 1;  ///< version of the file format
  std::string name = "scenario";
  std::uint64_t seed = 1;
  topologies::TopologySpec topology;
  ClusterConfig cluster;
  WorkloadConfig workload;
  OptimizerConfig optimizer;
  AlgorithmConfig algorithm;
  std::vector<Phase> phase;  ///< by their ends, the last of which is the run's; none: one phase
  RunConfig run;
  OutputConfig output;
  bool operator==(const Scenario&) const = default;
};

}  // namespace consim::scenarios
