#include "sim/kernel/event_queue.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace consim::sim {
namespace {

constexpr std::size_t kEventsPerBucket = 8;
constexpr std::size_t kMinBuckets = 16;
constexpr std::size_t kMaxBuckets = std::size_t{1} << 20;
constexpr std::size_t kSamples = 512;

std::int64_t nanoseconds(const Event& event) { return event.time.time_since_epoch().count(); }

bool later(const Event& a, const Event& b) { return earlier(b, a); }

// The median of about kSamples evenly spaced members.
std::int64_t sampled_median(const std::vector<Event>& events) {
  std::vector<std::int64_t> times;
  const std::size_t stride = events.size() / kSamples + 1;
  for (std::size_t i = 0; i < events.size(); i += stride) times.push_back(nanoseconds(events[i]));
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

}  // namespace

void EventQueue::push(const Event& event) {
  ++size_;
  append(event);
}

void EventQueue::append(const Event& event) {
  const std::int64_t time = nanoseconds(event);
  if (time < current_end_) {
    late_.push_back(event);
    std::push_heap(late_.begin(), late_.end(), later);
    return;
  }
  const auto bucket = static_cast<std::uint64_t>(time - ladder_begin_) >> width_bits_;
  if (bucket < buckets_.size())
    buckets_[bucket].push_back(event);
  else
    rest_.push_back(event);
}

Event EventQueue::pop() {
  CONSIM_ASSERT(size_ > 0);
  --size_;
  if (current_.empty() && late_.empty()) advance();
  if (current_.empty() || (!late_.empty() && earlier(late_.front(), current_.back()))) {
    std::pop_heap(late_.begin(), late_.end(), later);
    const Event event = late_.back();
    late_.pop_back();
    return event;
  }
  const Event event = current_.back();
  current_.pop_back();
  return event;
}

void EventQueue::advance() {
  while (next_bucket_ < buckets_.size() && buckets_[next_bucket_].empty()) ++next_bucket_;
  if (next_bucket_ == buckets_.size()) build_ladder();
  while (buckets_[next_bucket_].empty()) ++next_bucket_;
  current_.swap(buckets_[next_bucket_]);
  std::sort(current_.begin(), current_.end(), later);
  ++next_bucket_;
  current_end_ = ladder_begin_ + (static_cast<std::int64_t>(next_bucket_) << width_bits_);
}

// Half of the rest lies before its median, so buckets that hold kEventsPerBucket there reach at
// least as far again.
void EventQueue::build_ladder() {
  const auto first = std::min_element(rest_.begin(), rest_.end(), earlier);
  ladder_begin_ = nanoseconds(*first);
  const auto half_span = static_cast<std::uint64_t>(sampled_median(rest_) - ladder_begin_);
  const std::size_t wanted = std::clamp(rest_.size() / kEventsPerBucket, kMinBuckets, kMaxBuckets);
  const std::uint64_t width = half_span / (wanted / 2) + 1;
  width_bits_ = std::bit_width(width - 1);
  buckets_.resize(2 * wanted);
  next_bucket_ = 0;
  current_end_ = ladder_begin_;
  std::vector<Event> old;
  old.swap(rest_);
  for (const Event& event : old) append(event);
}

std::vector<Event> EventQueue::sorted() const {
  std::vector<Event> events = current_;
  events.insert(events.end(), late_.begin(), late_.end());
  events.insert(events.end(), rest_.begin(), rest_.end());
  for (const auto& bucket : buckets_) events.insert(events.end(), bucket.begin(), bucket.end());
  std::sort(events.begin(), events.end(), earlier);
  return events;
}

}  // namespace consim::sim
