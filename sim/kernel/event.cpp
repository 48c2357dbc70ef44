#include "sim/kernel/event.h"

#include <fmt/format.h>

#include "base/check.h"

namespace consim::sim {
namespace {

std::string what(const Event& event) {
  const auto tagged = [&](const char* kind) {
    return fmt::format("{} step {} round {}", kind, event.tag.step, event.tag.round);
  };
  switch (event.event_class) {
    case EventClass::kPacketArrived:
      return tagged("packet");
    case EventClass::kMessageReceived:
      return tagged("message");
    case EventClass::kCollectiveDone:
      return tagged("collective");
    case EventClass::kComputeDone:
      return fmt::format("compute step {}", event.tag.step);
  }
  return "event of no class";
}

}  // namespace

Payload payload(const Event& event) {
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

std::string to_string(const Event& event) {
  return fmt::format("{} node {} from {} #{} {}", base::to_string(event.time), event.target,
                     event.source, event.sequence, what(event));
}

}  // namespace consim::sim
