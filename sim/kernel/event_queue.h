// The pending events, earliest first: a ladder of two rungs of buckets.
//
// Time ahead is cut into coarse buckets; an event is appended to its bucket. When time reaches a
// coarse bucket, it is cut into fine ones, and a fine one is sorted only when time reaches it.
// Events for the bucket being emptied go to a small heap beside it, events beyond the last coarse
// bucket to an unsorted rest, from which the next ladder is built with a width fitted to the rest's
// median. Sorting by the total order of events makes the result independent of buckets and of the
// order of pushes.
//
//   EventQueue queue;  queue.push(event);
//   while (!queue.empty()) handle(queue.pop());
//
// Complexity: push and pop O(1) amortised when pending times are spread smoothly, O(log n) at worst
// (all within one bucket). Memory: about 2–4 × 40 bytes a pending event. Few coarse buckets keep
// the places that are written to in the processor's cache. Source: tang2005ladder (two rungs,
// sampled width).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/check.h"
#include "sim/kernel/bucket_rung.h"
#include "sim/kernel/event.h"

namespace consim::sim {

class EventQueue {
 public:
  /// Whether a time is from kStart to before kEndOfTime.
  static bool reaches(base::Time time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count()) >> kTimeBits == 0;
  }
  /// Requires a time that the clock reaches.
  void push(const Event& event) {
    const std::int64_t time = nanoseconds(event);
    CONSIM_ASSERT(reaches(event.time), time);
    ++size_;
    if (time < current_end_)
      push_late(event);
    else
      place(time).emplace_back() = event;  // written in place when inlined
  }
  /// The earliest event. Requires !empty().
  Event pop();
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// Some of the events that come soon, each shown once, right after a pop: a hint for prefetching.
  /// Empty for short queues, whose users' state is in the cache anyway.
  std::span<const Event> coming() const { return coming_; }

  /// All pending events, earliest first. O(n log n).
  std::vector<Event> sorted() const;

  template <class Archive>
  void persist(Archive& archive) {
    std::vector<Event> events;
    if constexpr (!Archive::kLoading) events = sorted();
    archive(events);
    if constexpr (Archive::kLoading) {
      *this = EventQueue{};
      for (const Event& event : events) push(event);
    }
  }

 private:
  static constexpr int kTimeBits = 62;
  static_assert(base::kEndOfTime == base::Time{base::Duration{std::int64_t{1} << kTimeBits}});

  std::vector<Event>& place(std::int64_t time) {
    if (time < fine_.end()) return fine_.bucket(time);
    return time < coarse_.end() ? coarse_.bucket(time) : rest_;
  }
  void push_late(Event event);
  void advance();
  void build_ladder();
  void cut_finely();

  BucketRung coarse_;
  BucketRung fine_;               ///< covers the coarse bucket taken last
  std::int64_t current_end_ = 0;  ///< ns; earlier events belong to current_ or late_
  std::vector<Event> current_;    ///< the bucket being emptied, latest first
  std::vector<Event> late_;       ///< heap of events pushed for a time before current_end_
  std::vector<Event> rest_;       ///< events beyond the last coarse bucket
  std::vector<Event> taken_;      ///< scratch: a coarse bucket
  std::span<const Event> coming_;
  std::size_t size_ = 0;
};

}  // namespace consim::sim
