// The `control` table of decentralized SGD: how near to each other the nodes are kept.
#pragma once

#include <string>
#include <variant>

namespace consim::scenarios {

/// As many rounds as `gossip_rounds` says.
struct NoControl {
  bool operator==(const NoControl&) const = default;
};

/// Rounds until the consensus distance is at most `distance`; 0: exact averages.
struct TargetControl {
  double distance = 0;
  int max_rounds = 1000;
  bool operator==(const TargetControl&) const = default;
};

/// The same with `fraction` of the largest consensus distance of another run, in the phase of the
/// same number: one with this phase's control off and all else equal.
struct FractionOfMaxControl {
  double fraction = 1;
  std::string reference;  ///< its result file, absolute; "{seed}" stands for the scenario's seed
  int max_rounds = 1000;
  bool operator==(const FractionOfMaxControl&) const = default;
};

using ControlConfig = std::variant<NoControl, TargetControl, FractionOfMaxControl>;

}  // namespace consim::scenarios
