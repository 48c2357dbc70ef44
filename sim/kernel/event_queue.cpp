#include "sim/kernel/event_queue.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace consim::sim {
namespace {

constexpr std::size_t kEventsPerBucket = 4;
constexpr std::size_t kSortedAtOnce = 4 * kEventsPerBucket;
constexpr std::size_t kKeptCapacity = 256;
constexpr std::size_t kMinBuckets = 16;
constexpr std::size_t kMaxBuckets = 1024;
constexpr std::size_t kSamples = 512;

struct Later {
  bool operator()(const Event& a, const Event& b) const { return earlier(b, a); }
};

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

void EventQueue::push_late(Event event) {
  late_.push_back(event);
  std::push_heap(late_.begin(), late_.end(), Later{});
}

Event EventQueue::pop() {
  CONSIM_ASSERT(size_ > 0);
  --size_;
  coming_ = {};
  if (current_.empty() && late_.empty()) advance();
  if (current_.empty() || (!late_.empty() && earlier(late_.front(), current_.back()))) {
    std::pop_heap(late_.begin(), late_.end(), Later{});
    const Event event = late_.back();
    late_.pop_back();
    return event;
  }
  const Event event = current_.back();
  current_.pop_back();
  return event;
}

void EventQueue::advance() {
  while (current_.empty() && !fine_.take(current_)) {
    if (coarse_.take(taken_))
      cut_finely();
    else
      build_ladder();
  }
  std::sort(current_.begin(), current_.end(), Later{});
  current_end_ = fine_.reached();
  coming_ = fine_.next();
}

void EventQueue::cut_finely() {
  const int bits = coarse_.width_bits();
  const std::int64_t end = coarse_.reached();
  if (taken_.size() <= kSortedAtOnce || bits == 0) {
    current_.swap(taken_);
    fine_.cover({.begin = end});
    return;
  }
  const int cuts = std::min<int>(bits, std::bit_width(taken_.size() / kEventsPerBucket));
  fine_.cover({end - (std::int64_t{1} << bits), bits - cuts, std::size_t{1} << cuts});
  for (const Event& event : taken_) fine_.bucket(nanoseconds(event)).push_back(event);
  taken_.clear();
  if (taken_.capacity() > kKeptCapacity) taken_.shrink_to_fit();  // it would add up over buckets
}

// Half of the rest lies before its median, so buckets that hold kEventsPerBucket there (more when
// there are kMaxBuckets) reach at least as far again.
void EventQueue::build_ladder() {
  const auto first = std::min_element(rest_.begin(), rest_.end(), earlier);
  const std::int64_t begin = nanoseconds(*first);
  const auto half_span = static_cast<std::uint64_t>(sampled_median(rest_) - begin);
  const std::size_t wanted = std::clamp(rest_.size() / kEventsPerBucket, kMinBuckets, kMaxBuckets);
  const std::uint64_t width = half_span / (wanted / 2) + 1;
  const int most_bits = kTimeBits - std::bit_width(2 * wanted);
  coarse_.cover({begin, std::min<int>(std::bit_width(width - 1), most_bits), 2 * wanted});
  fine_.cover({.begin = begin});
  current_end_ = begin;
  std::vector<Event> old;
  old.swap(rest_);
  for (const Event& event : old) place(nanoseconds(event)).push_back(event);
}

std::vector<Event> EventQueue::sorted() const {
  std::vector<Event> events = current_;
  events.insert(events.end(), late_.begin(), late_.end());
  events.insert(events.end(), rest_.begin(), rest_.end());
  coarse_.append_to(events);
  fine_.append_to(events);
  std::sort(events.begin(), events.end(), earlier);
  return events;
}

}  // namespace consim::sim
