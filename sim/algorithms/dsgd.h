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
//
// Requires steps >= 1, rounds >= 1. Complexity: O(degree) a round and node (degree · log degree
// where something is learned); state of about 100 bytes a node, 16 bytes a message that waits, and
// the schedule's.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "sim/algorithms/gossip_schedule.h"
#include "sim/kernel/algorithm.h"

namespace consim::sim {

enum class Order : std::uint8_t { kAdaptThenCombine, kCombineThenAdapt };

class Dsgd final : public Algorithm {
 public:
  struct Config {
    Order order = Order::kAdaptThenCombine;
    std::uint32_t rounds = 1;
    std::uint32_t steps = 1;
    base::Bytes message = {};
  };

  Dsgd(std::span<const MixingPhase> phases, const Config& config);
  /// One phase; the sequence isn't referred to afterwards.
  Dsgd(const topologies::MixingSequence& mixing, const Config& config);

  void start(NodeId node, Outbox& outbox) override;
  void on(NodeId node, const Payload& event, Outbox& outbox) override;
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
    bool exchanging = false;     ///< x has been sent in this exchange
    bool computing = false;
    std::vector<Message> kept;  ///< of later exchanges, and those of this one that carry a version
    template <class Archive>
    void persist(Archive& archive) {
      archive(now, received, exchanging, computing, kept);
    }
  };

  template <class Archive>
  void persist(Archive& archive) {
    archive(nodes_, schedule_);
  }

  NodeState& at(NodeId node) { return nodes_[static_cast<std::size_t>(node)]; }
  void begin_step(NodeId node, Outbox& outbox);
  void begin_exchange(NodeId node, Outbox& outbox);
  void send_to_all(NodeId node, Outbox& outbox);
  void receive(NodeId node, const Message& message);
  void next_exchange(NodeId node, Tag tag);
  void mix_while_complete(NodeId node, Outbox& outbox);
  void mix(NodeId node, Outbox& outbox);
  void end_step(NodeId node, Outbox& outbox);

  Config config_;
  GossipSchedule schedule_;

  std::vector<NodeState> nodes_;
  std::vector<Term> terms_;  ///< scratch
};

}  // namespace consim::sim
