// Consensus control: how many gossip rounds bring the nodes as near to each other as is wanted.
//
//   k = least k >= least_rounds with Ξ_k <= target,  Ξ_k² = tr((I − J) P_k G P_kᵀ (I − J)) / n
//
// where P_k = W_{k−1} ⋯ W_0 are the rounds of the step and G is the Gram matrix of the centred rows
// (sim/learning/measurement.h), so that all k are known from one pass over the parameters. W's rows
// must sum to 1; it needn't be doubly stochastic or symmetric.
//
// Nodes that can't see Ξ test something else, in k = least_rounds, least_rounds + every, …, and
// stop at the first test that passes:
//
//   theta    Θ_{k−1} <= σ · target, with Θ_k² = (1/n) Σ ‖(W x)_i − x_i‖² after k rounds and σ the
//            smallest singular value of I − W on the complement of 1 (1 − λ₂ of symmetric W). Then
//            Ξ_{k−1} <= target, and Ξ_k too. One number a test; safe, and more rounds than needed.
//   sketch   (1/n) Σ ‖R x_i‖² − ‖mean R x_i‖² <= target², R an r × d matrix of N(0, 1/r) that all
//            nodes share. r + 1 numbers a test. The left side is Ξ_k² on average, with a standard
//            deviation of sqrt(2 tr(G_k²) / r) / n, at most sqrt(2/r) Ξ_k²; what comes out may be
//            above the target by as much.
//
// R isn't formed: its product with the centred rows has independent rows of the law N(0, G/r), from
// which it is drawn, once a step (base::Purpose::kSketch); rounds act on it as on the parameters.
//
// The rounds themselves are carried out in the parameters' numbers, whose rounding moves Ξ by
// about their resolution: a target counts as met where the prediction is below it by kMargin
// resolutions, so that the state that follows meets it too. A target below resolution · ‖x̄‖ can't
// be met by any number of rounds, and more than most_rounds aren't made: `reached` is false then.
//
//   const RoundsNeeded found = rounds_needed(measured, {.distance = 2.5}, {w_of_round});
//   found.rounds;  found.distance;
//
// Source: kong2021consensus (control, theta), docs/consensus-control.md.
// Complexity: O(n² degree) a round, with a sketch O(n² r) a step and O(n degree r) a round.
#pragma once

#include <cstdint>
#include <functional>
#include <variant>

#include "sim/algorithms/neighbours.h"
#include "sim/algorithms/target_rule.h"
#include "sim/learning/measurement.h"

namespace consim::sim {

/// Sees Ξ, at no cost.
struct Oracle {};

struct ThetaTest {
  double smallest = 0;  ///< σ, > 0; requires one doubly stochastic W
  std::uint32_t every = 1;
};

struct SketchTest {
  std::uint32_t rows = 256;  ///< r
  std::uint64_t seed = 0;    ///< of R
  std::uint32_t every = 1;
};

using Estimator = std::variant<Oracle, ThetaTest, SketchTest>;

struct RoundLimits {
  std::uint32_t least = 1;
  std::uint32_t most = 1000;
};

/// In each step as many rounds as its target needs.
struct ConsensusControl {
  TargetRule target;
  RoundLimits rounds = {};
  Estimator estimator = Oracle{};
};

struct Wanted {
  double distance = 0;  ///< the step's target, > 0
  RoundLimits rounds = {};
  Estimator estimator = Oracle{};
  std::uint32_t step = 0;  ///< of the draws of a sketch
};

struct RoundsNeeded {
  std::uint32_t rounds = 0;
  double distance = 0;  ///< Ξ as it is seen after them, or when the last test failed
  bool reached = false;
  bool resolved = true;  ///< false: the target is below what the parameters' numbers resolve
};

/// Round k of the step: W_k as neighbours, of which I + scale (W_k − I) is carried out.
struct StepRounds {
  std::function<const Neighbours&(std::uint32_t k)> round;
  double scale = 1;
};

/// How many rounds of a step are made when the nodes are measured for it.
std::uint32_t rounds_before_measurement(const Estimator& estimator, const RoundLimits& rounds);
/// Whether nodes test when they have made so many rounds of a step. Never with an oracle.
bool tests_after(const Estimator& estimator, const RoundLimits& rounds, std::uint32_t made);
/// How many times they have tested in a step that ended after so many rounds.
std::uint32_t tests_in(const Estimator& estimator, const RoundLimits& rounds, std::uint32_t made);
/// What each node offers to a test, numbers of 8 bytes each; 0 with an oracle.
std::int64_t bytes_of_test(const Estimator& estimator);

/// `round` is called in order, from rounds_before_measurement on, and for no k that isn't needed.
/// Requires 1 <= least <= most, distance > 0.
RoundsNeeded rounds_needed(const Measurement& measured, const Wanted& wanted,
                           const StepRounds& rounds);

}  // namespace consim::sim
