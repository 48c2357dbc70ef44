// Consensus control: how many gossip rounds bring the nodes as near to each other as is wanted.
//
//   k = least k >= least_rounds with Ξ_k <= target,  Ξ_k² = tr((I − J) P_k G P_kᵀ (I − J)) / n
//
// where P_k = W_{k−1} ⋯ W_0 are the rounds to come and G is the Gram matrix of the centred rows
// (sim/learning/measurement.h), so that all k are known from one pass over the parameters. W's rows
// must sum to 1; it needn't be doubly stochastic or symmetric.
//
// The rounds themselves are carried out in the parameters' numbers, whose rounding moves Ξ by
// about their resolution: a target counts as met where the prediction is below it by kMargin
// resolutions, so that the state that follows meets it too. A target below resolution · ‖x̄‖ can't
// be met by any number of rounds, and more than most_rounds aren't made: `reached` is false then.
//
//   const RoundsNeeded found = rounds_needed(measured, {.distance = 2.5}, {w_of_round});
//   found.rounds;  found.distance;
//
// Source: kong2021consensus (control), docs/consensus-control.md.
// Complexity: O(n² degree) a round.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/algorithms/neighbours.h"
#include "sim/learning/measurement.h"

namespace consim::sim {

/// Ξ is brought to at most `distance` in each step.
struct TargetDistance {
  double distance = 0;  ///< > 0
  std::uint32_t least_rounds = 1;
  std::uint32_t most_rounds = 1000;
};

/// The target as a function of the step: linear between points, constant before the first and after
/// the last.
struct TargetSchedule {
  struct Point {
    std::uint32_t step = 0;
    double distance = 0;  ///< > 0
  };
  std::vector<Point> points;  ///< at least one, by ascending steps
  std::uint32_t least_rounds = 1;
  std::uint32_t most_rounds = 1000;

  /// O(points).
  double at(std::uint32_t step) const;
};

/// fraction · φ̄_t, where φ̄_t is a moving average of the local gradient norm from the phase's
/// first step s on: φ̄_s = φ_s, φ̄_t = decay · φ̄_{t−1} + (1 − decay) · φ_t.
struct AdaptiveTarget {
  double fraction = 0;  ///< > 0
  double decay = 0.9;   ///< in [0, 1)
  std::uint32_t least_rounds = 1;
  std::uint32_t most_rounds = 1000;
};

struct RoundsNeeded {
  std::uint32_t rounds = 0;
  double distance = 0;  ///< Ξ after them; if the target isn't reached, after the last one tried
  bool reached = false;
  bool resolved = true;  ///< false: the target is below what the parameters' numbers resolve
};

/// The rounds to come: W_k as neighbours, of which I + scale (W_k − I) is carried out.
struct RoundsToCome {
  std::function<const Neighbours&(std::uint32_t k)> round;
  double scale = 1;
};

/// `round` is called for k = 0, 1, … in order and for no k that isn't needed.
/// Requires 1 <= least_rounds <= most_rounds, distance > 0.
RoundsNeeded rounds_needed(const Measurement& measured, const TargetDistance& target,
                           const RoundsToCome& rounds);

}  // namespace consim::sim
