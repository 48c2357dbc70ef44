// Events: what happens to a node at a point of simulated time. Plain values, so a checkpoint can
// hold the whole queue.
//
// Order of events: by (time, class, target, source, sequence), where the class is the payload's
// EventClass and the sequence number counts the events that one source has caused. The order is
// total and depends on nothing else: not on when an event was pushed and not on a container.
// docs/time-and-order.md explains it.
//
//   Event event{kStart + Duration{5}, 3, 2, 17, MessageReceived{{.step = 0, .round = 1}, Bytes{1024}, version, 2}};
//   earlier(event, other);  to_string(event) == "0.000000005 s node 3 from 2 #17 message step 0 round 1";
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>

#include "base/node.h"
#include "base/quantity.h"
#include "base/time.h"
#include "sim/learning/term.h"

namespace consim::sim {

using base::NodeId;

/// Which exchange a message belongs to.
struct Tag {
  std::uint32_t step = 0;
  std::uint32_t round = 0;
  auto operator<=>(const Tag&) const = default;
};

/// The order of events within one instant: the order of the alternatives of Payload.
enum class EventClass : std::uint8_t {
  kPacketArrived,
  kMessageReceived,
  kCollectiveDone,
  kComputeDone
};

/// Internal to the cluster: the head of a message reaches the target's port (sharing = nic).
struct PacketArrived {
  Tag tag;
  base::Bytes size;
  VersionId version = kNoVersion;
  bool operator==(const PacketArrived&) const = default;
};
/// The last byte of a message has arrived. The receiver owns the version until it names it in an
/// assign.
struct MessageReceived {
  Tag tag;
  base::Bytes size;
  VersionId version = kNoVersion;
  NodeId from = 0;
  bool operator==(const MessageReceived&) const = default;
};
/// The collective that all nodes joined under this tag has ended; `version` is the mean. Owned as a
/// message's is.
struct CollectiveDone {
  Tag tag;
  VersionId version = kNoVersion;
  bool operator==(const CollectiveDone&) const = default;
};
/// The node's gradient for this local step is there.
struct ComputeDone {
  std::uint32_t step = 0;
  bool operator==(const ComputeDone&) const = default;
};

using Payload = std::variant<PacketArrived, MessageReceived, CollectiveDone, ComputeDone>;

struct Event {
  base::Time time;
  NodeId target = 0;
  NodeId source = 0;
  std::uint64_t sequence = 0;
  Payload payload;

  EventClass event_class() const { return static_cast<EventClass>(payload.index()); }
  bool operator==(const Event&) const = default;
};

/// The total order of events.
inline bool earlier(const Event& a, const Event& b) {
  if (a.time != b.time) return a.time < b.time;
  if (a.payload.index() != b.payload.index()) return a.payload.index() < b.payload.index();
  if (a.target != b.target) return a.target < b.target;
  if (a.source != b.source) return a.source < b.source;
  return a.sequence < b.sequence;
}

std::string to_string(const Event& event);

}  // namespace consim::sim
