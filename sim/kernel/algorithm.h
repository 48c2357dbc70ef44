// A decentralized algorithm: a state machine for each node that answers an event with intents.
//
// It decides what to compute, send and mix; it never sees a duration, the queue or a parameter's
// value. It is tested by feeding it events and reading the outbox. Handlers must not depend on
// anything but their arguments and their state.
//
//   algorithm.start(node, outbox);         // at time 0, for node = 0, …, n − 1
//   algorithm.on(node, event, outbox);     // ComputeDone, MessageReceived or CollectiveDone
#pragma once

#include "base/archive.h"
#include "base/check.h"
#include "sim/kernel/outbox.h"
#include "sim/learning/measurement.h"

namespace consim::sim {

/// What an algorithm decided on a measurement.
struct Decision {
  double target = 0;         ///< of the consensus distance
  double distance = 0;       ///< what the decision leads to
  std::uint32_t rounds = 0;  ///< of gossip after which it does
  bool reached = true;       ///< false ends the run: no allowed decision reaches the target
  bool resolved = true;      ///< false: since the parameters' numbers don't resolve it
};

class Algorithm {
 public:
  virtual ~Algorithm() = default;
  virtual void start(NodeId node, Outbox& outbox) = 0;
  virtual void on(NodeId node, const Payload& event, Outbox& outbox) = 0;
  /// All nodes have joined a measurement under this tag; called once, before any of them is told
  /// that it has ended. The only place where an algorithm sees values.
  virtual Decision decide(Tag tag, const Measurement&) {
    CONSIM_ASSERT(false, tag.step, tag.round);
    return {};
  }
  virtual void save(base::Saver& saver) = 0;
  virtual void load(base::Loader& loader) = 0;
  /// An event for the node is near: its state may be fetched into the processor's cache. Changes
  /// nothing.
  virtual void prefetch(NodeId) const {}
};

}  // namespace consim::sim
