// Decentralized SGD (D-PSGD) with mixing matrices that may change, asynchronous in time: a node
// waits only for its neighbours.
//
//   adapt then combine    x_i <- Σ_j w_ij (x_j − η u_j)
//                         local step, then K gossip rounds
//   combine then adapt    x_i <- Σ_j w_ij x_j − η u_i
//                         K gossip rounds while the gradient at the old x_i is being computed, then
//                         the local update
//
// u_i is the optimizer's (momentum) update of node i; it stays local. The gossip rounds of step t
// are those of a schedule of phases (sim/algorithms/gossip_schedule.h). With X the matrix of all
// x_i and s the step at which t's phase starts,
//
//   X <- W_{r+K−1} ⋯ W_{r+1} W_r X,   r = (t − s)K,   W_0, W_1, … the phase's sequence
//
// Each phase says how its nodes agree: by K rounds; by the exact average J X in place of gossip,
// which is all-reduce SGD and is charged so; or by as many rounds as bring the consensus distance
// to a target (sim/algorithms/consensus_control.h). For an oracle's control all nodes wait for each
// other before the first exchange, at no cost of its own. Else they test after exchanges: for each
// test they wait for a collective that is charged, of one number or of a sketch.
//
// Gossip may be carried out in part, x <- x + γ_t (W − I) x (sim/algorithms/mixing_scale.h).
//
// Source: lian2017can, kong2021consensus; with changing matrices koloskova2020unified.
//
// Messages of one round go to the receivers in the order of their distance (receiver − sender mod
// n), so that on circulant graphs with sharing = nic every port gets one message at a time and a
// round costs α + δm/B for degree δ. A neighbour may be rounds ahead; its early messages are kept.
// Received versions are summed in the order of the columns of W, whatever the order of arrival, so
// the trajectory doesn't depend on times.
//
// Whatever the graphs, all nodes go through all rounds: round r waits for messages that were sent
// on entering round r, hence for rounds below r alone. A node without senders goes on at once. In
// a round of a graph that isn't strongly connected a sender needn't wait for its receivers, and may
// get ahead of them by as many rounds as no path leads back.
//
//   Dsgd ring(w, {.rounds = 1, .steps = 1000, .message = size});       // w: a MixingSequence
//   Dsgd turns(std::vector<MixingPhase>{{0, w}, {500, matchings}}, {.steps = 1000});
//   const Agreement near{.by = ConsensusControl{TargetDistance{2.5}}}, exact{.by = ExactAverage{}};
//   Dsgd tight(std::vector<MixingPhase>{{0, w, near}, {500, w, exact}}, {.steps = 1000});
//
// Requires steps >= 1, rounds >= 1. Complexity: O(degree) a round and node (degree · log degree
// where something is learned); state of about 100 bytes a node, 16 bytes a message that waits, and
// the schedule's.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "sim/algorithms/gossip_schedule.h"
#include "sim/kernel/algorithm.h"

namespace consim::sim {

class Dsgd final : public Algorithm {
 public:
  struct Config {
    Order order = Order::kAdaptThenCombine;  ///< these two: of phases that say nothing else
    std::uint32_t rounds = 1;
    std::uint32_t steps = 1;
    base::Bytes message = {};
  };

  Dsgd(std::span<const MixingPhase> phases, const Config& config);
  /// One phase; the sequence isn't referred to afterwards.
  Dsgd(const topologies::MixingSequence& mixing, const Config& config);

  void start(NodeId node, Outbox& outbox) override;
  void on(NodeId node, const Payload& event, Outbox& outbox) override;
  Decision decide(Tag tag, const Measurement& measured) override;
  void save(base::Saver& saver) override { persist(saver); }
  void load(base::Loader& loader) override { persist(loader); }
  void prefetch(NodeId node) const override {
    __builtin_prefetch(&nodes_[static_cast<std::size_t>(node)]);
    if (const Neighbours* neighbours = schedule_.fixed()) neighbours->prefetch(node);
  }

 private:
  struct Message {
    Tag tag;
    NodeId from = 0;
    VersionId version = kNoVersion;
    auto operator<=>(const Message&) const = default;
  };
  struct NodeState {
    Tag now;                     ///< the exchange that the node is in, or will enter next
    std::uint32_t received = 0;  ///< messages of that exchange
    bool exchanging = false;     ///< in this step's agreement, x has entered it
    bool joined = false;         ///< and waits there for all others, before or after an exchange
    bool computing = false;
    std::vector<Message> kept;  ///< of later exchanges, and those of this one that carry a version
    template <class Archive>
    void persist(Archive& archive) {
      archive(now, received, exchanging, joined, computing, kept);
    }
  };

  template <class Archive>
  void persist(Archive& archive) {
    archive(nodes_, schedule_, decided_rounds_, counted_step_, target_);
  }

  struct Phase {
    std::uint32_t start = 0;
    Agreement agreement;
  };

  NodeState& at(NodeId node) { return nodes_[static_cast<std::size_t>(node)]; }
  const Phase& phase(std::uint32_t step) const {
    std::size_t place = phases_.size() - 1;
    while (phases_[place].start > step) --place;
    return phases_[place];
  }
  const Agreement& agreement(std::uint32_t step) const { return phase(step).agreement; }
  std::uint32_t rounds_in(std::uint32_t step) const;
  const ConsensusControl* control(std::uint32_t step) const {
    return std::get_if<ConsensusControl>(&agreement(step).by);
  }
  bool tests_after(Tag exchange) const;
  std::uint32_t tests_in(std::uint32_t step) const;
  bool has_more_rounds(Tag exchange) const;
  void count_rounds_before(std::uint32_t step);
  void collective_done(NodeId node, const CollectiveDone& done, Outbox& outbox);
  void begin_step(NodeId node, Outbox& outbox);
  void begin_exchange(NodeId node, Outbox& outbox);
  void send_to_all(NodeId node, Outbox& outbox);
  void receive(NodeId node, const Message& message);
  void next_exchange(NodeId node, Tag tag);
  void mix_while_complete(NodeId node, Outbox& outbox);
  void mix(NodeId node, Outbox& outbox);
  void test(NodeId node, Outbox& outbox);
  void leave_exchange(NodeId node, Outbox& outbox);
  void end_step(NodeId node, Outbox& outbox);

  Config config_;
  std::vector<Phase> phases_;
  GossipSchedule schedule_;

  std::vector<NodeState> nodes_;
  std::uint32_t decided_rounds_ = 0;  ///< of the last step that was decided on
  std::uint32_t counted_step_ = 0;    ///< the last one whose rounds before it are counted
  TargetState target_;
  std::vector<Term> terms_;  ///< scratch
};

}  // namespace consim::sim
