#include "sim/kernel/event.h"

#include <fmt/format.h>

#include <type_traits>

namespace consim::sim {
namespace {

struct PayloadText {
  std::string operator()(const PacketArrived& e) const { return tagged("packet", e.tag); }
  std::string operator()(const MessageReceived& e) const { return tagged("message", e.tag); }
  std::string operator()(const CollectiveDone& e) const { return tagged("collective", e.tag); }
  std::string operator()(const ComputeDone& e) const {
    return fmt::format("compute step {}", e.step);
  }

  static std::string tagged(const char* kind, Tag tag) {
    return fmt::format("{} step {} round {}", kind, tag.step, tag.round);
  }
};

}  // namespace

static_assert(std::is_trivially_copyable_v<Event>, "checkpoints store the queue as bytes");

std::string to_string(const Event& event) {
  return fmt::format("{} node {} from {} #{} {}", base::to_string(event.time), event.target,
                     event.source, event.sequence, std::visit(PayloadText{}, event.payload));
}

}  // namespace consim::sim
