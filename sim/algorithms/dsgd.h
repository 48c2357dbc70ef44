// Decentralized SGD (D-PSGD) with a mixing matrix W, asynchronous in time: a node waits only for
// its neighbours.
//
//   adapt then combine    x_i <- Σ_j w_ij (x_j − η u_j)
//                         local step, then k gossip rounds with W
//   combine then adapt    x_i <- Σ_j w_ij x_j − η u_i
//                         k gossip rounds while the gradient at the old x_i is being computed, then
//                         the local update
//
// u_i is the optimizer's (momentum) update of node i; it stays local. Source: lian2017can,
// kong2021consensus.
//
// Messages of one round go to the receivers in the order of their distance (receiver − sender mod
// n), so that on circulant graphs with sharing = nic every port gets one message at a time and a
// round costs α + δm/B for degree δ. A neighbour may be rounds ahead; its early messages are kept.
// Received versions are summed in the order of the columns of W, whatever the order of arrival, so
// the trajectory doesn't depend on times.
//
//   Dsgd algorithm({.mixing = w, .rounds = 1, .steps = 1000, .message = size});
//
// Requires a strongly connected pattern of W for all nodes to proceed together; steps >= 1, rounds
// >= 1. Complexity: O(degree) a round and node; state of about 100 bytes + 4 bytes a neighbour.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/algorithms/neighbours.h"
#include "sim/kernel/algorithm.h"
#include "topologies/mixing_matrix.h"

namespace consim::sim {

enum class Order : std::uint8_t { kAdaptThenCombine, kCombineThenAdapt };

class Dsgd final : public Algorithm {
 public:
  struct Config {
    const topologies::MixingMatrix& mixing;
    Order order = Order::kAdaptThenCombine;
    std::uint32_t rounds = 1;
    std::uint32_t steps = 1;
    base::Bytes message = {};
  };

  explicit Dsgd(const Config& config);

  void start(NodeId node, Outbox& outbox) override;
  void on(NodeId node, const Payload& event, Outbox& outbox) override;
  void save(base::Saver& saver) override { persist(saver); }
  void load(base::Loader& loader) override { persist(loader); }
  void prefetch(NodeId node) const override {
    __builtin_prefetch(&nodes_[static_cast<std::size_t>(node)]);
    neighbours_.prefetch(node);
  }

 private:
  struct Early {
    Tag tag;
    NodeId from = 0;
    VersionId version = kNoVersion;
  };
  struct NodeState {
    Tag now;                     ///< the exchange that the node is in, or will enter next
    std::uint32_t received = 0;  ///< messages of that exchange
    bool exchanging = false;     ///< x has been sent in this exchange
    bool computing = false;
    std::vector<Early> early;  ///< messages of later exchanges
    template <class Archive>
    void persist(Archive& archive) {
      archive(now, received, exchanging, computing, early);
    }
  };

  template <class Archive>
  void persist(Archive& archive) {
    archive(nodes_, inbox_);
  }

  NodeState& at(NodeId node) { return nodes_[static_cast<std::size_t>(node)]; }
  void begin_step(NodeId node, Outbox& outbox);
  void begin_exchange(NodeId node, Outbox& outbox);
  void send_to_all(NodeId node, Outbox& outbox);
  void receive(NodeId node, const Early& message);
  void keep(NodeId node, NodeId from, VersionId version);
  void next_exchange(NodeId node, Tag tag);
  void mix_while_complete(NodeId node, Outbox& outbox);
  void mix(NodeId node, Outbox& outbox);
  void end_step(NodeId node, Outbox& outbox);

  Config config_;
  Neighbours neighbours_;

  std::vector<NodeState> nodes_;
  std::vector<VersionId> inbox_;  ///< versions received in the current exchange, by pair
  std::vector<Term> terms_;       ///< scratch
};

}  // namespace consim::sim
