// Delivers events to the nodes of an algorithm in any order at all: pending gradients, messages and
// averages lie in a bag, and whoever tests draws the next one. Time plays no part.
//
//   Delivery delivery(dsgd, n, Handler::For::kLearning);
//   while (delivery.pending() > 0) delivery.deliver(any number below delivery.pending());
//   delivery.asked(node);               // all that the node has asked for, in order
#pragma once

#include <vector>

#include "base/check.h"
#include "tests/sim/algorithms/handler.h"

namespace consim::tests {

/// The handle of the average of a step, different from those of messages.
inline sim::VersionId mean_of(sim::Tag tag) { return -2 - static_cast<sim::VersionId>(tag.step); }

class Delivery {
 public:
  struct Event {
    sim::NodeId target = 0;
    sim::Payload what = {};
  };

  Delivery(sim::Algorithm& algorithm, int nodes, Handler::For purpose)
      : handler_(algorithm, purpose), asked_(static_cast<std::size_t>(nodes)) {
    for (sim::NodeId node = 0; node < nodes; ++node) take(node, handler_.start(node));
  }
  /// Goes on where `other` is, with a copy of its algorithm.
  Delivery(sim::Algorithm& algorithm, const Delivery& other, Handler::For purpose)
      : handler_(algorithm, purpose),
        asked_(other.asked_),
        bag_(other.bag_),
        joined_(other.joined_) {}

  std::size_t pending() const { return bag_.size(); }
  const Answer& asked(sim::NodeId node) const { return asked_[static_cast<std::size_t>(node)]; }

  /// Delivers the event at this place of the bag; what was delivered and what it was answered with.
  /// Refuses what no test comes near to, so that nodes which never finish are noticed.
  std::pair<Event, Answer> deliver(std::size_t place) {
    CONSIM_ASSERT(++delivered_ <= kMost, delivered_);
    const Event event = bag_[place];
    bag_.erase(bag_.begin() + static_cast<std::ptrdiff_t>(place));
    const Answer answer = handler_.on(event.target, event.what);
    take(event.target, answer);
    return {event, answer};
  }

 private:
  static constexpr std::size_t kMost = 100'000;

  struct Carry {
    Delivery& delivery;
    sim::NodeId node;
    void operator()(const sim::Compute& intent) const {
      delivery.bag_.push_back({node, sim::ComputeDone{intent.step}});
    }
    void operator()(const sim::Send& intent) const {
      delivery.bag_.push_back({intent.to, delivery.handler_.message({node, intent.tag})});
    }
    void operator()(const sim::Join& intent) const { delivery.join(intent.tag); }
    template <class Other>
    void operator()(const Other&) const {}
  };

  void take(sim::NodeId node, const Answer& answer) {
    auto& all = asked_[static_cast<std::size_t>(node)];
    all.insert(all.end(), answer.begin(), answer.end());
    for (const Asked& asked : answer) std::visit(Carry{*this, node}, asked.intent);
  }
  // A collective ends for all nodes once all have joined it.
  void join(sim::Tag tag) {
    if (++joined_ < asked_.size()) return;
    joined_ = 0;
    const auto mean = handler_.learning() ? mean_of(tag) : sim::kNoVersion;
    for (sim::NodeId node = 0; node < static_cast<sim::NodeId>(asked_.size()); ++node)
      bag_.push_back({node, sim::CollectiveDone{tag, mean}});
  }

  Handler handler_;
  std::vector<Answer> asked_;  ///< by node
  std::vector<Event> bag_;
  std::size_t joined_ = 0;
  std::size_t delivered_ = 0;
};

}  // namespace consim::tests
