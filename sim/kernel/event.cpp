#include "sim/kernel/event.h"

#include <fmt/format.h>

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

std::string to_string(const Event& event) {
  return fmt::format("{} node {} from {} #{} {}", base::to_string(event.time), event.target,
                     event.source, event.sequence, what(event));
}

}  // namespace consim::sim
