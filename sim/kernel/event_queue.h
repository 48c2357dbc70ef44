// The pending events, earliest first: a ladder of buckets.
//
// Time ahead is cut into buckets of equal width; an event is appended to its bucket, and a bucket
// is sorted only when time reaches it. Events for the bucket being emptied go to a small heap
// beside it, events beyond the last bucket to an unsorted rest from which the next ladder is built,
// with a width fitted to the rest's median. Sorting by the total order of events makes the result
// independent of buckets and of the order of pushes.
//
//   EventQueue queue;  queue.push(event);
//   while (!queue.empty()) handle(queue.pop());
//
// Complexity: push and pop O(1) amortised when pending times are spread smoothly, O(log n) at worst
// (all within one bucket). Memory: about 2–4 × 56 bytes a pending event. Source: tang2005ladder
// (one rung, sampled width).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/event.h"

namespace consim::sim {

class EventQueue {
 public:
  void push(const Event& event);
  /// The earliest event. Requires !empty().
  Event pop();
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

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
  void advance();
  void build_ladder();
  void append(const Event& event);

  std::vector<std::vector<Event>> buckets_;
  std::size_t next_bucket_ = 0;    ///< the first bucket that time hasn't reached
  std::int64_t ladder_begin_ = 0;  ///< ns at which bucket 0 begins
  int width_bits_ = 0;             ///< a bucket is 2^width_bits_ ns wide
  std::int64_t current_end_ = 0;   ///< ns; earlier events belong to current_ or late_
  std::vector<Event> current_;     ///< the bucket being emptied, latest first
  std::vector<Event> late_;        ///< heap of events pushed for a time before current_end_
  std::vector<Event> rest_;        ///< events beyond the last bucket
  std::size_t size_ = 0;
};

}  // namespace consim::sim
