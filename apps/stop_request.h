// When a signal that comes again asks for more than the first one did.
//
//   std::atomic<std::int64_t> g_first = monotonic_nanoseconds();    // at the first signal
//   if (is_second_request(g_first, monotonic_nanoseconds())) …      // end at once
//
// timeout(1) and others send a signal to the process and then to its group: that is one request.
// All of it may be called in a signal handler.
#pragma once

#include <cstdint>
#include <ctime>

namespace consim::apps {

/// So long after the first signal others are the same request.
inline constexpr std::int64_t kSameRequestNanoseconds = 1'000'000'000;

/// Of the clock that nobody sets.
inline std::int64_t monotonic_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

inline bool is_second_request(std::int64_t first, std::int64_t now) {
  return now - first >= kSameRequestNanoseconds;
}

}  // namespace consim::apps
