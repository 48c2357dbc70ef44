// The [[phase]] tables: parts of training, one after the other, that change what the rest of the
// scenario says.
#pragma once

#include <cstdint>
#include <optional>

#include "scenarios/training_config.h"
#include "topologies/spec.h"

namespace consim::scenarios {

/// Up to its end: a fraction of training, or an epoch; exactly one of both. What isn't given is as
/// in the scenario.
struct Phase {
  std::optional<double> until;              ///< in (0, 1], of the run's steps
  std::optional<std::int64_t> until_epoch;  ///< epochs that are over then
  std::optional<AlgorithmConfig> algorithm;
  std::optional<topologies::TopologySpec> topology;  ///< of the same number of nodes
  bool operator==(const Phase&) const = default;
};

}  // namespace consim::scenarios
