// The keys of a scenario, one function for each of its tables. Adding a key means a member of the
// struct and a line here.
#pragma once

#include "scenarios/scenario.h"
#include "scenarios/schema/format.h"

namespace consim::scenarios {

Format<topologies::TopologySpec> topology_format();
Format<ClusterConfig> cluster_format();
Format<WorkloadConfig> workload_format();
Format<OptimizerConfig> optimizer_format();
Format<LearningRateConfig> learning_rate_format();
Format<AlgorithmConfig> algorithm_format();
Format<ControlConfig> control_format();
Format<MixingScaleConfig> mixing_scale_format();
Format<std::vector<Phase>> phases_format();
Format<RunConfig> run_format();
Format<Scenario> scenario_format();

}  // namespace consim::scenarios
