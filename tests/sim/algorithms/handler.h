// Feeds events to an algorithm's handlers and reads the outbox: no engine, no clock.
//
//   Handler handler(dsgd);
//   handler.start(0);                          // the answers, see answer.h
//   handler.computed(0, step);
//   handler.received(0, {from, tag});          // with version_of(from, tag)
#pragma once

#include "sim/kernel/algorithm.h"
#include "tests/sim/algorithms/answer.h"

namespace consim::tests {

/// The handle of what `from` sends under this tag; different for all tags and nodes of a test.
/// Requires fewer than 100 nodes and rounds.
inline sim::VersionId version_of(sim::NodeId from, sim::Tag tag) {
  return static_cast<sim::VersionId>((tag.step * 100 + tag.round) * 100) + from;
}

struct Sent {
  sim::NodeId from = 0;
  sim::Tag tag = {};
};

class Handler {
 public:
  using For = sim::Outbox::For;

  explicit Handler(sim::Algorithm& algorithm, For purpose = For::kLearning)
      : algorithm_(algorithm), outbox_(purpose) {}

  Answer start(sim::NodeId node) {
    outbox_.clear();
    algorithm_.start(node, outbox_);
    return read(outbox_);
  }
  Answer on(sim::NodeId node, const sim::Payload& event) {
    outbox_.clear();
    algorithm_.on(node, event, outbox_);
    return read(outbox_);
  }
  Answer computed(sim::NodeId node, std::uint32_t step) { return on(node, sim::ComputeDone{step}); }
  Answer received(sim::NodeId node, Sent sent) { return on(node, message(sent)); }
  Answer averaged(sim::NodeId node, sim::Tag tag, sim::VersionId mean) {
    return on(node, sim::CollectiveDone{tag, learning() ? mean : sim::kNoVersion});
  }

  bool learning() const { return outbox_.learning(); }
  sim::MessageReceived message(Sent sent) const {
    const auto version = learning() ? version_of(sent.from, sent.tag) : sim::kNoVersion;
    return {sent.tag, kMessage, version, sent.from};
  }

 private:
  sim::Algorithm& algorithm_;
  sim::Outbox outbox_;
};

}  // namespace consim::tests
