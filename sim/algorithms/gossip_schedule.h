// With which mixing matrix each exchange of a training goes: one phase after the other, each from a
// logical step on with a sequence W_0, W_1, … of its own.
//
//   exchange (t, k), k < K rounds a step, of the phase from step s on:  W_r,  r = (t − s)K + k
//
// and, in a phase whose steps have as many rounds as are decided on, r = (rounds of its steps
// before t) + k.
//
// A fixed W and the rounds of a period are turned into neighbours once; rounds that never repeat
// when the first node comes to them, until the last has left (sim/algorithms/drawn_rounds.h).
//
//   const MixingPhase phases[] = {{0, ring}, {500, matchings}};
//   GossipSchedule schedule(phases, 2);
//   schedule.at({500, 1}).senders(node);     // of W_1 of the matchings
//   schedule.leave({500, 1});                // each node, when it has mixed in that exchange
//
// Requires that every node goes through all exchanges in order. Complexity: O(1) for one phase, as
// many comparisons as phases else; memory: sim/algorithms/neighbours.h for each round of the
// periods and each open round.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "sim/algorithms/consensus_control.h"
#include "sim/algorithms/drawn_rounds.h"
#include "sim/algorithms/mixing_scale.h"
#include "sim/algorithms/neighbours.h"
#include "sim/kernel/event.h"
#include "topologies/sequence.h"

namespace consim::sim {

/// As many rounds in each step.
struct FixedRounds {
  std::uint32_t rounds = 1;
};
/// No gossip: the exact average of all nodes, by an all-reduce.
struct ExactAverage {};

enum class Order : std::uint8_t { kAdaptThenCombine, kCombineThenAdapt };

/// How the nodes agree in a step.
struct Agreement {
  Order order = Order::kAdaptThenCombine;
  std::variant<FixedRounds, ExactAverage, ConsensusControl> by = FixedRounds{};
  MixingScale scale = ConstantScale{};  ///< of gossip; exact averages are whole
};

/// From logical step `start` on, gossip goes with W_0, W_1, … of `mixing`.
struct MixingPhase {
  std::uint32_t start = 0;
  const topologies::MixingSequence& mixing;
  std::optional<Agreement> agreement = {};  ///< none: that of all phases
};

class GossipSchedule {
 public:
  /// The sequences are read here and not referred to afterwards; those of phases of exact averages
  /// aren't looked at. `rounds`: of phases that say nothing else. Requires rounds >= 1, phases that
  /// start at step 0 and ascend, and the same number of nodes in all.
  GossipSchedule(std::span<const MixingPhase> phases, std::uint32_t rounds);

  int nodes() const { return nodes_; }

  /// Requires that a node is in this exchange, or enters it now.
  const Neighbours& at(Tag exchange) {
    if (fixed_) [[likely]]
      return graphs_.front();
    return find(exchange);
  }
  /// A node has mixed in this exchange.
  void leave(Tag exchange) {
    if (!fixed_) [[unlikely]]
      count_out(exchange);
  }

  /// All nodes have left the exchanges before this step, which were `rounds` since the last call.
  /// For phases whose rounds are decided on.
  void advance(std::uint32_t step, std::uint32_t rounds) { phase_of(step).before += rounds; }

  /// The neighbours in all exchanges, if they never change; else null.
  const Neighbours* fixed() const { return fixed_ ? graphs_.data() : nullptr; }

  /// Of the phases that nodes have come to, so that the later ones may be others when it is loaded.
  template <class Archive>
  void persist(Archive& archive) {
    archive(entered_);
    for (std::size_t i = 0; i < std::min(entered_, phases_.size()); ++i) {
      Phase& phase = phases_[i];
      archive(phase.before);
      if (phase.drawn) archive(*phase.drawn);
    }
  }

 private:
  struct Phase {
    std::uint32_t start = 0;
    std::size_t first = 0;             ///< of the period's graphs
    std::int64_t period = 0;           ///< 0: rounds never repeat
    std::uint32_t rounds = 1;          ///< in each step; 0: `before` counts them
    std::int64_t before = 0;           ///< rounds of the steps before the present one
    std::optional<DrawnRounds> drawn;  ///< then these
  };

  Phase& phase_of(std::uint32_t step);
  std::int64_t round_in(const Phase& phase, Tag exchange) const;
  const Neighbours& find(Tag exchange);
  void count_out(Tag exchange);

  int nodes_ = 0;
  std::size_t entered_ = 0;  ///< phases
  bool fixed_ = false;       ///< one phase with one matrix
  std::vector<Phase> phases_;
  std::vector<Neighbours> graphs_;  ///< all rounds of all periods
};

}  // namespace consim::sim
