// The end of the clock (2^62 ns) is an outcome, and what is too large for the engine is refused.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "base/check.h"
#include "sim/kernel/engine.h"
#include "tests/sim/kernel/toy_algorithms.h"
#include "tests/support/timed_run.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Bytes;
using base::Duration;
using tests::Scripted;

constexpr std::int64_t kEndOfClock = std::int64_t{1} << 62;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;

struct Ended {
  Engine::Outcome outcome{};
  std::int64_t now = 0;
  std::uint64_t events = 0;
  std::uint64_t messages = 0;
  std::uint32_t steps = 0;  ///< of node 0
};

// Asking again, also after a pause request and after saving and loading, has the same outcome.
Ended run(const Cluster& cluster, Algorithm& algorithm) {
  tests::StepLog log;
  Engine engine(cluster, {algorithm, nullptr, log});
  engine.start();
  Ended ended{.outcome = engine.run()};
  engine.request_pause();
  base::Saver saver;
  saver(engine);
  const std::string bytes = saver.take();
  base::Loader loader(bytes);
  Engine loaded(cluster, {algorithm, nullptr, log});
  loader(loaded);
  if (ended.outcome == Engine::Outcome::kTimeExhausted) BOOST_TEST((engine.run() == ended.outcome));
  BOOST_TEST((loaded.run() == ended.outcome));
  ended.now = engine.now().time_since_epoch().count();
  ended.events = engine.events();
  ended.messages = engine.messages();
  ended.steps = engine.totals(0).steps;
  return ended;
}

Scripted computes_forever() {
  return Scripted([](NodeId, Outbox& outbox) { outbox.compute(0); },
                  [](NodeId, const Payload& event, Outbox& outbox) {
                    const std::uint32_t step = std::get<ComputeDone>(event).step;
                    outbox.end_step(step, 0);
                    outbox.compute(step + 1);
                  });
}

BOOST_DATA_TEST_CASE(steps_end_as_long_as_they_end_before_the_clock,
                     data::make({1000 * kHour, kEndOfClock / 4, kEndOfClock / 3, kEndOfClock - 1,
                                 kEndOfClock, std::numeric_limits<std::int64_t>::max()}),
                     step) {
  const Cluster cluster{.nodes = 1, .step_time = {Duration{step}}};
  Scripted algorithm = computes_forever();
  const Ended ended = run(cluster, algorithm);
  const std::int64_t steps = (kEndOfClock - 1) / step;
  BOOST_TEST((ended.outcome == Engine::Outcome::kTimeExhausted));
  BOOST_TEST(ended.steps == steps);
  BOOST_TEST(ended.now == steps * step);
}

// The place of seed 1 and node 0 with 1 − u = 5.6e-10: the Pareto factor of shape 1 + 1e-9 is
// 1.78e9, 203,000 years of an hour and 8 months of 12 ms.
BOOST_AUTO_TEST_CASE(a_draw_beyond_the_clock_ends_the_run_and_one_within_is_not_cut_off) {
  constexpr std::uint32_t kExtreme = 297'772'857;
  Scripted algorithm([](NodeId, Outbox& outbox) { outbox.compute(kExtreme); });
  Cluster cluster{.nodes = 1, .seed = 1, .step_time = {Duration{kHour}}};
  cluster.jitter = Pareto{1 + 1e-9};
  const Ended beyond = run(cluster, algorithm);
  BOOST_TEST((beyond.outcome == Engine::Outcome::kTimeExhausted));
  BOOST_TEST(beyond.now == 0);
  BOOST_TEST(beyond.events == 0u);
  cluster.step_time = {Duration{12'000'000}};
  const Ended within = run(cluster, algorithm);
  BOOST_TEST((within.outcome == Engine::Outcome::kFinished));
  BOOST_TEST(within.now == compute_time(cluster, 0, kExtreme).count());
  BOOST_TEST(static_cast<double>(within.now) > 1.7e9 * 12e6);
}

const Distribution kLong[] = {LogNormal{2}, Exponential{}, ShiftedExponential{0.5}, Pareto{1.5},
                              Uniform{1, 1e6}};

// Whatever the law, a run of long steps ends so, with no factor lost and none beyond the clock.
BOOST_AUTO_TEST_CASE(any_jitter_of_long_steps_comes_to_the_end_of_the_clock) {
  for (const Distribution& jitter : kLong) {
    Cluster cluster{.nodes = 1, .seed = 4, .step_time = {Duration{1000 * kHour}}};
    cluster.jitter = jitter;
    Scripted algorithm = computes_forever();
    const Ended ended = run(cluster, algorithm);
    BOOST_TEST((ended.outcome == Engine::Outcome::kTimeExhausted));
    std::int64_t sum = 0;
    for (std::uint32_t step = 0; step < ended.steps; ++step)
      sum += compute_time(cluster, 0, step).count();
    BOOST_TEST(ended.now == sum);
    const double next = 1000.0 * kHour * draw(jitter, 4, 0, ended.steps);
    BOOST_TEST(static_cast<double>(sum) + next >= static_cast<double>(kEndOfClock));
  }
}

// 2^30 bytes take 2^30 s; 4 · 2^30 s is before the end of the clock, 5 · 2^30 s behind it.
constexpr Bytes kSlow{std::int64_t{1} << 30};

Cluster slow_network(Sharing sharing) {
  return {.nodes = 2, .link = {.bandwidth = {1.0}, .sharing = sharing}};
}

Scripted sends(int count) {
  return Scripted([=](NodeId node, Outbox& outbox) {
    for (int i = 0; i < count && node == 0; ++i) outbox.send(1, {0, 0}, kSlow);
  });
}

BOOST_DATA_TEST_CASE(messages_queue_at_a_port_up_to_the_end_of_the_clock,
                     data::make({4, 5, 6, 1'000'000}), count) {
  Scripted algorithm = sends(count);
  const Ended ended = run(slow_network(Sharing::kNic), algorithm);
  const auto exhausted = ended.outcome == Engine::Outcome::kTimeExhausted;
  BOOST_TEST(exhausted == (count > 4));
  BOOST_TEST(ended.messages == static_cast<std::uint64_t>(std::min(count, 5)));
  // The fifth message reaches the port at 4 · 2^30 s, before the end of the fourth in the order of
  // events; a sixth is refused at the start.
  if (count == 4) BOOST_TEST(algorithm.told.size() == 4u);
  if (count == 5) BOOST_TEST(algorithm.told.size() == 3u);
  if (count <= 5) BOOST_TEST(ended.now == 4 * kSlow.count * kSecond);
  if (count > 5) BOOST_TEST(ended.now == 0);
}

BOOST_AUTO_TEST_CASE(messages_that_do_not_share_end_at_the_same_time) {
  Scripted algorithm = sends(1000);
  const Ended ended = run(slow_network(Sharing::kNone), algorithm);
  BOOST_TEST((ended.outcome == Engine::Outcome::kFinished));
  BOOST_TEST(ended.now == kSlow.count * kSecond);
}

// Each takes 2(n − 1) · 2^58 ns = 2^60 ns: three end before the clock does.
BOOST_AUTO_TEST_CASE(collectives_end_as_long_as_they_end_before_the_clock) {
  const Cluster cluster{.nodes = 3, .link = {.latency = Duration{kEndOfClock / 16}}};
  Scripted algorithm([](NodeId, Outbox& outbox) { outbox.join({0, 0}, Bytes{0}); },
                     [](NodeId, const Payload& event, Outbox& outbox) {
                       const std::uint32_t step = std::get<CollectiveDone>(event).tag.step;
                       outbox.end_step(step, 0);
                       outbox.join({step + 1, 0}, Bytes{0});
                     });
  const Ended ended = run(cluster, algorithm);
  BOOST_TEST((ended.outcome == Engine::Outcome::kTimeExhausted));
  BOOST_TEST(ended.steps == 3u);
  BOOST_TEST(ended.now == 3 * (kEndOfClock / 4));
}

// At 1e18 bytes/s the largest message holds a port for 2^56 / 1e18 s.
BOOST_AUTO_TEST_CASE(
    a_message_below_2_to_the_56_bytes_is_charged_in_full_and_a_larger_one_refused) {
  const Cluster cluster{.nodes = 2, .link = {.bandwidth = {1e18}, .sharing = Sharing::kNic}};
  const auto send_of = [](std::int64_t size) {
    return Scripted([=](NodeId node, Outbox& outbox) {
      if (node == 0) outbox.send(1, {0, 0}, Bytes{size});
    });
  };
  constexpr std::int64_t kLargest = (std::int64_t{1} << 56) - 1;
  Scripted largest = send_of(kLargest);
  BOOST_TEST(run(cluster, largest).now == 72'057'594);
  BOOST_TEST_REQUIRE(largest.told.size() == 1u);
  BOOST_TEST(std::get<MessageReceived>(largest.told[0].event).size.count == kLargest);
  for (const std::int64_t size : {kLargest + 1, std::int64_t{-1}}) {
    Scripted refused = send_of(size);
    BOOST_CHECK_THROW(run(cluster, refused), base::LogicError);
  }
}

BOOST_AUTO_TEST_CASE(a_link_whose_times_could_leave_64_bits_is_refused) {
  Scripted algorithm = computes_forever();
  tests::StepLog log;
  const Duration longest = base::kLongestModelled;
  for (const Duration wrong : {longest + Duration{1}, Duration{-1}}) {
    const Cluster slow{.link = {.latency = wrong}};
    const Cluster busy{.link = {.overhead = wrong}};
    BOOST_CHECK_THROW(Engine(slow, {algorithm, nullptr, log}), base::LogicError);
    BOOST_CHECK_THROW(Engine(busy, {algorithm, nullptr, log}), base::LogicError);
  }
  const Cluster allowed{.link = {.latency = longest, .overhead = longest}};
  BOOST_CHECK_NO_THROW(Engine(allowed, {algorithm, nullptr, log}));
}

}  // namespace
}  // namespace consim::sim
