// Links: when a message that leaves now reaches its target.
//
// α-β model, m bytes, latency α, bandwidth B, sender's host overhead o a message:
//   Sharing::kNone   delivered at now + o + α + m/B; messages don't disturb each other.
//   Sharing::kNic    each node has one full-duplex port. A sender's messages leave one after
//                    another, each holding the port for o + m/B; the head reaches the receiver α
//                    after m's transmission begins (at o into the hold), and the receiver's port
//                    takes messages in the order of their heads' arrival, m/B each. An idle pair:
//                    o + α + m/B. Ring, two neighbours, o = 0: α + 2m/B a round.
//
// m/B is rounded once, to the nearest nanosecond.
//
//   Network network({.latency = α, .bandwidth = B, .sharing = Sharing::kNic}, n);
//   Time head = network.depart(i, now, size);     // kNic: schedule the head's arrival;
//   Time end = network.arrive(j, head, size);     // when it arrives: the time of the last byte
//   network.deliver_directly(now, size);          // kNone
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/node.h"
#include "base/quantity.h"
#include "base/time.h"

namespace consim::sim {

enum class Sharing : std::uint8_t { kNone, kNic };

struct LinkModel {
  base::Duration latency{};
  base::Bandwidth bandwidth{1e9};
  base::Duration overhead{};
  Sharing sharing = Sharing::kNone;
};

class Network {
 public:
  Network(const LinkModel& link, int nodes);

  const LinkModel& link() const { return link_; }

  /// kNone: when a message sent now has arrived.
  base::Time deliver_directly(base::Time now, base::Bytes size) {
    return now + link_.overhead + link_.latency + transmission(size);
  }
  /// kNic: takes the sender's port; when the head reaches the receiver.
  base::Time depart(base::NodeId sender, base::Time now, base::Bytes size) {
    base::Time& free = ports_[static_cast<std::size_t>(sender)].egress_free;
    const base::Time begin = std::max(now, free) + link_.overhead;
    free = begin + transmission(size);
    return begin + link_.latency;
  }
  /// kNic: takes the receiver's port for a message whose head has just arrived; when the last byte
  /// is there.
  base::Time arrive(base::NodeId receiver, base::Time now, base::Bytes size) {
    base::Time& free = ports_[static_cast<std::size_t>(receiver)].ingress_free;
    free = std::max(now, free) + transmission(size);
    return free;
  }
  /// Fetches a node's port into the processor's cache.
  void prefetch(base::NodeId node) const {
    __builtin_prefetch(ports_.data() + node);  // no port: a hint may be to nowhere
  }

  template <class Archive>
  void persist(Archive& archive) {
    archive(ports_);
  }

 private:
  struct Port {
    base::Time egress_free = base::kStart;
    base::Time ingress_free = base::kStart;
  };

  base::Duration transmission(base::Bytes size) {
    if (size != known_size_) {
      known_size_ = size;
      known_transmission_ = base::transfer_time(size, link_.bandwidth);
    }
    return known_transmission_;
  }

  LinkModel link_;
  std::vector<Port> ports_;     ///< by node; empty with kNone
  base::Bytes known_size_{-1};  ///< messages nearly always have one size
  base::Duration known_transmission_{};
};

}  // namespace consim::sim
