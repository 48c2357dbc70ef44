// The queue against a std::multiset in the order of events, on generated pushes and pops.
#include "sim/kernel/event_queue.h"

#include <rapidcheck.h>
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "base/archive.h"
#include "base/random.h"
#include "tests/sim/kernel/any_event.h"

namespace consim::sim {
namespace {

struct Earlier {
  bool operator()(const Event& a, const Event& b) const { return earlier(a, b); }
};
using Reference = std::multiset<Event, Earlier>;

constexpr std::int64_t kLast = (std::int64_t{1} << 62) - 1;  // ns

Event at(std::int64_t time, std::uint32_t sequence = 0) {
  return {.time = base::kStart + base::Duration{time}, .sequence = sequence};
}

// Events that tie are equal in their keys, so keys are compared.
bool pops_as(EventQueue& queue, Reference& expected) {
  const Event event = queue.pop();
  const bool same = tests::key(event) == tests::key(*expected.begin());
  expected.erase(expected.begin());
  return same;
}

bool empties_as(EventQueue& queue, Reference& expected) {
  while (!expected.empty())
    if (queue.size() != expected.size() || !pops_as(queue, expected)) return false;
  return queue.empty();
}

EventQueue filled(const std::vector<Event>& events) {
  EventQueue queue;
  for (const Event& event : events) queue.push(event);
  return queue;
}

BOOST_AUTO_TEST_CASE(events_pop_in_order_whatever_the_order_of_pushes) {
  BOOST_TEST(rc::check([] {
    const auto events = tests::any_events(200, 0, *rc::gen::element<std::int64_t>(1, 20, 5000));
    EventQueue queue = filled(events);
    Reference expected(events.begin(), events.end());
    RC_ASSERT(empties_as(queue, expected));
  }));
}

// Times before the last pop included: the queue promises the earliest of what is there.
BOOST_AUTO_TEST_CASE(interleaved_pushes_and_pops_equal_those_of_an_ordered_set) {
  BOOST_TEST(rc::check([] {
    EventQueue queue;
    Reference expected;
    const auto end = *rc::gen::element<std::int64_t>(1, 50, 100'000, kLast);
    for (int burst = *rc::gen::inRange(1, 12); burst > 0; --burst) {
      for (const Event& event : tests::any_events(40, 0, end)) {
        queue.push(event);
        expected.insert(event);
      }
      for (int pops = *rc::gen::inRange(0, 40); pops > 0 && !expected.empty(); --pops)
        RC_ASSERT(pops_as(queue, expected));
    }
    RC_ASSERT(empties_as(queue, expected));
  }));
}

struct Load {
  std::int64_t pending = 1;
  std::int64_t spread = 1;         // ns by which an event follows the one that caused it, at most
  std::int64_t one_in_far = 1000;  // some follow much later
};

// A simulation: each popped event causes another one, later by a drawn time.
bool holds(const Load& load) {
  base::RandomStream stream(5, base::Purpose::kTest);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(n)));
  };
  EventQueue queue;
  Reference expected;
  std::uint32_t sequence = 0;
  const auto push_after = [&](std::int64_t time) {
    const bool far = below(load.one_in_far) == 0;
    const Event event = at(time + below(far ? 10'000 * load.spread : load.spread), ++sequence);
    queue.push(event);
    expected.insert(event);
  };
  for (std::int64_t i = 0; i < load.pending; ++i) push_after(0);
  for (std::int64_t i = 0; i < 5 * load.pending; ++i) {
    const std::int64_t now = nanoseconds(*expected.begin());
    if (!pops_as(queue, expected)) return false;
    push_after(now);
  }
  return empties_as(queue, expected);
}

// 20,000 pending events fill both rungs; spreads of 1 and 100 ns leave no room between events.
BOOST_AUTO_TEST_CASE(many_pending_events_stay_in_order) {
  for (const std::int64_t pending : {1, 10, 1000, 20'000})
    for (const std::int64_t spread : {1, 100, 1'000'000, 1'000'000'000})
      for (const std::int64_t one_in_far : {2, 1000})
        BOOST_TEST(holds({pending, spread, one_in_far}), pending << ", " << spread);
}

BOOST_AUTO_TEST_CASE(events_of_one_instant_pop_by_target) {
  std::vector<Event> events;
  for (NodeId node = 0; node < 5000; ++node) {
    events.push_back(at(7));
    events.back().target = (node * 2741) % 5000;  // a permutation: 2741 is prime to 5000
  }
  EventQueue queue = filled(events);
  for (NodeId node = 0; node < 5000; ++node) BOOST_TEST_REQUIRE(queue.pop().target == node);
}

BOOST_AUTO_TEST_CASE(far_outliers_come_last) {
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < 3000; ++i) events.push_back(at(i % 2 == 0 ? i : kLast - i, i));
  EventQueue queue = filled(events);
  Reference expected(events.begin(), events.end());
  BOOST_TEST(empties_as(queue, expected));
}

BOOST_AUTO_TEST_CASE(a_queue_saved_in_the_middle_goes_on_as_if_it_had_not_been) {
  BOOST_TEST(rc::check([] {
    const auto events = tests::any_events(300, 0, *rc::gen::element<std::int64_t>(3, 10'000));
    EventQueue queue = filled(events);
    for (auto pops = events.size() / 3; pops > 0; --pops) queue.pop();
    base::Saver saver;
    saver(queue);
    const std::string bytes = saver.take();
    base::Loader loader(bytes);
    EventQueue loaded = filled({at(1), at(2)});  // what it held before is gone
    loader(loaded);
    RC_ASSERT(loader.at_end());
    RC_ASSERT(loaded.size() == queue.size());
    while (!queue.empty()) RC_ASSERT(tests::key(loaded.pop()) == tests::key(queue.pop()));
    RC_ASSERT(loaded.empty());
  }));
}

// A checkpoint's bytes don't depend on how the queue came to its events.
BOOST_AUTO_TEST_CASE(equal_queues_are_saved_as_equal_bytes) {
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < 1000; ++i) events.push_back(at((i * 37) % 1009, i));
  EventQueue forwards = filled(events);
  std::reverse(events.begin(), events.end());
  EventQueue backwards = filled(events);
  base::Saver first, second;
  first(forwards);
  second(backwards);
  BOOST_TEST(first.take() == second.take());
}

BOOST_AUTO_TEST_CASE(coming_events_are_pending_ones) {
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < 100'000; ++i) events.push_back(at((i * 7919) % 100'003, i));
  EventQueue queue = filled(events);
  std::size_t shown = 0;
  while (!queue.empty()) {
    const Event popped = queue.pop();
    for (const Event& event : queue.coming()) BOOST_TEST_REQUIRE(earlier(popped, event));
    shown += queue.coming().size();
  }
  BOOST_TEST(shown > events.size() / 2);
}

BOOST_AUTO_TEST_CASE(a_time_off_the_clock_and_a_pop_from_nothing_are_refused) {
  EventQueue queue;
  BOOST_CHECK_THROW(queue.pop(), base::LogicError);
  BOOST_CHECK_THROW(queue.push(at(-1)), base::LogicError);
  BOOST_CHECK_THROW(queue.push(at(kLast + 1)), base::LogicError);
  queue.push(at(kLast));
  BOOST_TEST(nanoseconds(queue.pop()) == kLast);
}

}  // namespace
}  // namespace consim::sim
