// Events: what happens to a node at a point of simulated time. Plain values, so a checkpoint can
// hold the whole queue.
//
// Order of events: by (time, class, target, source, sequence), where the sequence number counts the
// events that one source has caused. The order is total and depends on nothing else: not on when an
// event was pushed and not on a container. docs/time-and-order.md explains it.
//
// An Event is 40 bytes, since a big run holds millions and moves each several times: the parts of
// all classes lie side by side, and what a class doesn't need is 0. An algorithm gets the part that
// concerns it as a Payload.
//
//   Event event{.time = kStart + Duration{5}, .target = 3, .source = 2, .sequence = 17,
//               .tag = {0, 1}, .size_bytes = 1024, .event_class = EventClass::kMessageReceived};
//   earlier(event, other);
//   to_string(event) == "0.000000005 s node 3 from 2 #17 message step 0 round 1";
//   std::get<MessageReceived>(payload(event)).size;    // 1024 bytes
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>

#include "base/check.h"
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

/// Of the size of a message in an event.
inline constexpr int kSizeBits = 56;

/// What happens; also the order within one instant.
enum class EventClass : std::uint8_t {
  kPacketArrived,    ///< internal to the cluster: a message's head reaches the target's port (nic)
  kMessageReceived,  ///< as the payloads of these names
  kCollectiveDone,
  kComputeDone
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
/// The collective that all nodes joined under this tag has ended; `version` is the mean, if that
/// was asked for. Owned as a message's is.
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

/// What an algorithm is told.
using Payload = std::variant<MessageReceived, CollectiveDone, ComputeDone>;

struct Event {
  base::Time time = {};
  NodeId target = 0;
  NodeId source = 0;
  std::uint32_t sequence = 0;                ///< modulo 2^32
  VersionId version = kNoVersion;            ///< of a message or a collective
  Tag tag = {};                              ///< of a compute, the step
  std::uint64_t size_bytes : kSizeBits = 0;  ///< of a message
  EventClass event_class : 8 = EventClass::kComputeDone;

  base::Bytes size() const { return {static_cast<std::int64_t>(size_bytes)}; }
  bool operator==(const Event&) const = default;
};
static_assert(sizeof(Event) == 40 && std::is_trivially_copyable_v<Event>);

/// The total order of events.
inline bool earlier(const Event& a, const Event& b) {
  if (a.time != b.time) return a.time < b.time;
  if (a.event_class != b.event_class) return a.event_class < b.event_class;
  if (a.target != b.target) return a.target < b.target;
  if (a.source != b.source) return a.source < b.source;
  return a.sequence < b.sequence;
}

std::string to_string(const Event& event);

/// Requires another class than kPacketArrived.
inline Payload payload(const Event& event) {
  switch (event.event_class) {
    case EventClass::kMessageReceived:
      return MessageReceived{event.tag, event.size(), event.version, event.source};
    case EventClass::kCollectiveDone:
      return CollectiveDone{event.tag, event.version};
    case EventClass::kComputeDone:
      return ComputeDone{event.tag.step};
    case EventClass::kPacketArrived:
      break;
  }
  CONSIM_ASSERT(false, to_string(event));
  return ComputeDone{};
}

}  // namespace consim::sim
