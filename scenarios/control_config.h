// The `control` table of decentralized SGD: how near to each other the nodes are kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/quantity.h"
#include "base/time.h"

namespace consim::scenarios {

/// As many rounds as `gossip_rounds` says.
struct NoControl {
  bool operator==(const NoControl&) const = default;
};

/// The controller sees the consensus distance, at no cost.
struct Oracle {
  bool operator==(const Oracle&) const = default;
};

/// Tests of Θ, one number a test, after each `every`-th round.
struct Theta {
  int every = 1;
  bool operator==(const Theta&) const = default;
};

/// Tests of a Gaussian sketch, rows + 1 numbers a test, after each `every`-th round.
struct Sketch {
  int rows = 256;
  int every = 1;
  bool operator==(const Sketch&) const = default;
};

using Estimator = std::variant<Oracle, Theta, Sketch>;

/// Rounds until the consensus distance is at most `distance`; 0: exact averages.
struct TargetControl {
  double distance = 0;
  int max_rounds = 1000;
  Estimator estimator;
  bool operator==(const TargetControl&) const = default;
};

inline constexpr std::string_view kPilot = "pilot";
inline constexpr std::string_view kArm = "arm:";

/// The same with `fraction` of the largest consensus distance of another run, in the phase of the
/// same number: one with this phase's control off and all else equal.
struct FractionOfMaxControl {
  double fraction = 1;
  /// Its result file, absolute; "{seed}" stands for the scenario's seed. Or kPilot, or the name of
  /// an arm of a sweep after kArm.
  std::string reference;
  int max_rounds = 1000;
  Estimator estimator;
  bool operator==(const FractionOfMaxControl&) const = default;
};

/// A distance for each of some epochs, in between linear, before and after constant.
struct ScheduleControl {
  std::vector<double> epochs = {0};     ///< ascending
  std::vector<double> distances = {1};  ///< > 0, as many
  int max_rounds = 1000;
  Estimator estimator;
  bool operator==(const ScheduleControl&) const = default;
};

/// `fraction` of a moving average of the nodes' gradient norm.
struct AdaptiveControl {
  double fraction = 1;
  double decay = 0.9;  ///< in [0, 1)
  int max_rounds = 1000;
  Estimator estimator;
  bool operator==(const AdaptiveControl&) const = default;
};

/// `fraction` of the critical consensus distance, as it is estimated while training.
struct CriticalControl {
  double fraction = 1;
  double decay = 0.9;  ///< in [0, 1), of the estimates
  int max_rounds = 1000;
  Estimator estimator;
  bool operator==(const CriticalControl&) const = default;
};

/// As many rounds as a step may cost, in bytes that a node sends or in time; one of both.
struct BudgetControl {
  std::optional<base::Bytes> bytes;
  std::optional<base::Duration> time;
  bool operator==(const BudgetControl&) const = default;
};

using ControlConfig = std::variant<NoControl, TargetControl, FractionOfMaxControl, ScheduleControl,
                                   AdaptiveControl, CriticalControl, BudgetControl>;

/// What all controls with a target have; nothing for others.
inline const Estimator* estimator(const ControlConfig& control) {
  return std::visit(
      []<class Control>(const Control& one) -> const Estimator* {
        if constexpr (requires { one.estimator; }) return &one.estimator;
        return nullptr;
      },
      control);
}
inline std::optional<int> max_rounds(const ControlConfig& control) {
  return std::visit(
      []<class Control>(const Control& one) -> std::optional<int> {
        if constexpr (requires { one.max_rounds; }) return one.max_rounds;
        return std::nullopt;
      },
      control);
}

}  // namespace consim::scenarios
