// Synchronous data parallelism: after every local update all nodes' parameters are averaged
// exactly,
//
//   x_i <- (1/n) Σ_j (x_j − η u_j)
//
// with local momentum u. From equal states, and for an update linear in the gradient, this equals
// averaging gradients (DDP); after a decentralized phase it also brings the nodes together. Each
// average is charged as one all-reduce of the cluster.
//
//   AllReduceSgd algorithm({.steps = 1000, .message = size});
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/algorithm.h"

namespace consim::sim {

class AllReduceSgd final : public Algorithm {
 public:
  struct Config {
    std::uint32_t steps = 1;
    base::Bytes message = {};
  };

  explicit AllReduceSgd(const Config& config) : config_(config) {}

  void start(NodeId node, Outbox& outbox) override;
  void on(NodeId node, const Payload& event, Outbox& outbox) override;
  // A node's step is in the events themselves, so there is no state.
  void save(base::Saver&) override {}
  void load(base::Loader&) override {}

 private:
  Config config_;
};

}  // namespace consim::sim
