// Small algorithms for tests of the engine.
#pragma once

#include <functional>
#include <vector>

#include "sim/kernel/algorithm.h"

namespace consim::tests {

/// Each node computes, sends to the next node of a cycle and waits for the message of the one
/// before; `join_every` > 0: every so many steps all nodes average as well.
class Cycle final : public sim::Algorithm {
 public:
  struct Config {
    int nodes = 2;
    std::uint32_t steps = 1;
    base::Bytes message{1000};
    std::uint32_t join_every = 0;
  };
  explicit Cycle(const Config& config);

  void start(sim::NodeId node, sim::Outbox& outbox) override;
  void on(sim::NodeId node, const sim::Payload& event, sim::Outbox& outbox) override;
  void save(base::Saver& saver) override { saver(nodes_); }
  void load(base::Loader& loader) override { loader(nodes_); }

 private:
  struct State {
    std::uint32_t step = 0;
    std::uint32_t received = 0;  ///< messages so far; the node before may be a step ahead
    std::uint32_t sent = 0;
  };

  void proceed(sim::NodeId node, sim::Outbox& outbox);
  void end_step(sim::NodeId node, sim::Outbox& outbox);

  Config config_;
  std::vector<State> nodes_;
};

/// Answers by functions, and keeps what each node is told.
class Scripted final : public sim::Algorithm {
 public:
  using Start = std::function<void(sim::NodeId, sim::Outbox&)>;
  using Answer = std::function<void(sim::NodeId, const sim::Payload&, sim::Outbox&)>;
  struct Told {
    sim::NodeId node = 0;
    sim::Payload event;
  };

  explicit Scripted(Start start, Answer answer = {})
      : start_(std::move(start)), answer_(std::move(answer)) {}

  void start(sim::NodeId node, sim::Outbox& outbox) override { start_(node, outbox); }
  void on(sim::NodeId node, const sim::Payload& event, sim::Outbox& outbox) override {
    told.push_back({node, event});
    if (answer_) answer_(node, event, outbox);
  }
  void save(base::Saver&) override {}
  void load(base::Loader&) override {}

  std::vector<Told> told;

 private:
  Start start_;
  Answer answer_;
};

}  // namespace consim::tests
