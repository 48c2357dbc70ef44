// One rung of the event queue: a span of time cut into buckets of equal width, a power of two of
// nanoseconds.
//
// An event is appended to its bucket; buckets are taken in the order of time. Their storage is kept
// for the next span.
//
//   BucketRung rung;  rung.cover({.begin = 0, .width_bits = 10, .buckets = 64});   // 65,536 ns
//   rung.bucket(nanoseconds(event)).push_back(event);
//   while (rung.take(bucket)) use(bucket);            // the next bucket that isn't empty
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernel/event.h"

namespace consim::sim {

inline std::int64_t nanoseconds(const Event& event) {
  return event.time.time_since_epoch().count();
}

class BucketRung {
 public:
  struct Span {
    std::int64_t begin = 0;
    int width_bits = 0;
    std::size_t buckets = 0;
  };

  /// Starts a new span. Requires that all buckets are taken.
  void cover(const Span& span) {
    span_ = span;
    end_ = span.begin + (static_cast<std::int64_t>(span.buckets) << span.width_bits);
    next_ = 0;
    if (buckets_.size() < span.buckets) buckets_.resize(span.buckets);
  }
  /// ns at which the first bucket that isn't taken begins.
  std::int64_t reached() const {
    return span_.begin + (static_cast<std::int64_t>(next_) << span_.width_bits);
  }
  std::int64_t end() const { return end_; }
  int width_bits() const { return span_.width_bits; }

  /// Where an event of this time belongs. Requires reached() <= time < end().
  std::vector<Event>& bucket(std::int64_t time) {
    return buckets_[static_cast<std::uint64_t>(time - span_.begin) >> span_.width_bits];
  }
  /// Swaps the next bucket that isn't empty into `bucket`, which must be empty; false if there is
  /// none.
  bool take(std::vector<Event>& bucket) {
    while (next_ < span_.buckets && buckets_[next_].empty()) ++next_;
    if (next_ == span_.buckets) return false;
    bucket.swap(buckets_[next_++]);
    return true;
  }
  /// The next bucket as it is, empty at the end.
  std::span<const Event> next() const {
    return next_ < span_.buckets ? std::span<const Event>(buckets_[next_])
                                 : std::span<const Event>();
  }
  void append_to(std::vector<Event>& events) const {
    for (const auto& bucket : buckets_) events.insert(events.end(), bucket.begin(), bucket.end());
  }

 private:
  Span span_;
  std::int64_t end_ = 0;
  std::size_t next_ = 0;
  std::vector<std::vector<Event>> buckets_;  ///< at least span_.buckets
};

}  // namespace consim::sim
