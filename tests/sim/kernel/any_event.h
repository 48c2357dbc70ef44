// Generated events, with few distinct values so that all parts of the order tie.
#pragma once

#include <rapidcheck.h>
#include <vector>

#include "sim/kernel/event.h"

namespace consim::tests {

inline sim::Event any_event(std::int64_t begin, std::int64_t end) {
  return {.time = base::kStart + base::Duration{*rc::gen::inRange(begin, end)},
          .target = *rc::gen::inRange(0, 3),
          .source = *rc::gen::inRange(0, 3),
          .sequence = *rc::gen::inRange<std::uint32_t>(0, 4),
          .version = *rc::gen::inRange(-1, 2),
          .tag = {*rc::gen::inRange<std::uint32_t>(0, 2), *rc::gen::inRange<std::uint32_t>(0, 2)},
          .size_bytes = *rc::gen::inRange<std::uint64_t>(0, 3),
          .event_class = static_cast<sim::EventClass>(*rc::gen::inRange(0, 4))};
}

inline std::vector<sim::Event> any_events(int most, std::int64_t begin, std::int64_t end) {
  std::vector<sim::Event> events;
  const int count = *rc::gen::inRange(0, most + 1);
  for (int i = 0; i < count; ++i) events.push_back(any_event(begin, end));
  return events;
}

/// Puts (time, class, target, source, sequence) into words, as the order is defined.
inline auto key(const sim::Event& event) {
  return std::tuple(event.time, event.event_class, event.target, event.source, event.sequence);
}

}  // namespace consim::tests
