// What nodes do with their time, and what a collective costs them.
#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>

#include "sim/kernel/engine.h"
#include "tests/sim/kernel/toy_algorithms.h"
#include "tests/support/timed_run.h"
#include "tests/support/uneven_cluster.h"

namespace consim::sim {
namespace {

using base::Bytes;
using base::Duration;
using base::kStart;
using tests::Cycle;
using tests::Scripted;

std::int64_t ns(base::Time time) { return time.time_since_epoch().count(); }

// Node 0 computes 10 ms, node 1 30 ms, a message takes 2 + 3 ms. By hand: node 1 computes all the
// time, in [30 t, 30 (t + 1)], since the message it needs is there before it ends; its own travels
// in the 5 ms after that, unnoticed but for the last. Node 0's step t ends at 30 (t + 1) + 5; in it
// node 0 computes 10 ms and has messages under way for 5 + 5 ms.
BOOST_AUTO_TEST_CASE(steps_of_two_unequal_nodes_are_compute_communication_and_idle_time) {
  const auto ms = [](std::int64_t count) { return Duration{count * 1'000'000}; };
  const Cluster cluster{
      .nodes = 2, .step_time = {ms(10), ms(30)}, .link = {.latency = ms(2), .bandwidth = {1e6}}};
  Cycle cycle({.nodes = 2, .steps = 4, .message = Bytes{3000}});
  const tests::TimedRun run = tests::timed_run(cluster, cycle);
  BOOST_TEST(ns(run.now) == ms(4 * 30 + 5).count());
  BOOST_TEST(run.totals[0].compute.count() == (4 * ms(10)).count());
  BOOST_TEST(run.totals[0].communication.count() == (4 * ms(10)).count());
  BOOST_TEST(run.totals[0].idle.count() == ms(125 - 40 - 40).count());
  BOOST_TEST(run.totals[1].compute.count() == (4 * ms(30)).count());
  BOOST_TEST(run.totals[1].communication.count() == ms(5).count());
  BOOST_TEST(run.totals[1].idle.count() == 0);
}

BOOST_AUTO_TEST_CASE(a_node_computes_as_long_as_its_draws_say_and_the_parts_add_up) {
  BOOST_TEST(rc::check([] {
    const auto sharing = *rc::gen::element(Sharing::kNone, Sharing::kNic);
    const LinkModel link{.latency = Duration{1'000'000}, .bandwidth = {1e6}, .sharing = sharing};
    Cluster cluster = tests::uneven_cluster(*rc::gen::inRange(1, 9), 3, link);
    cluster.jitter = Pareto{1.01};  // whose draws are looked at for the end of the clock
    cluster.seed = *rc::gen::arbitrary<std::uint64_t>();
    Cycle cycle({.nodes = cluster.nodes, .steps = 9, .message = Bytes{5000}, .join_every = 2});
    const tests::TimedRun run = tests::timed_run(cluster, cycle);
    const auto draws = tests::compute_times(cluster, 9);
    for (std::size_t node = 0; node < draws.size(); ++node) {
      const NodeTotals& totals = run.totals[node];
      Duration sum{};
      for (const Duration draw : draws[node]) sum += draw;
      RC_ASSERT(totals.compute == sum);
      RC_ASSERT(totals.communication.count() >= 0 && totals.idle.count() >= 0);
      RC_ASSERT(totals.compute + totals.communication + totals.idle == run.now - kStart);
      RC_ASSERT(totals.steps == 9u);
    }
    RC_ASSERT(run.logical.size() == 9u);
  }));
}

BOOST_AUTO_TEST_CASE(sent_bytes_are_counted_once_and_all_arrive) {
  const Cluster cluster{.nodes = 5};
  Cycle cycle({.nodes = 5, .steps = 3, .message = Bytes{77}});
  const tests::TimedRun run = tests::timed_run(cluster, cycle);
  for (const NodeTotals& totals : run.totals) {
    BOOST_TEST(totals.bytes_sent == 3 * 77);
    BOOST_TEST(totals.bytes_received == 3 * 77);
  }
  BOOST_TEST(run.messages == 15u);
  BOOST_TEST(run.logical.back().bytes_sent == 15 * 77);
}

struct CollectiveEnd {
  NodeId node = 0;
  Tag tag;
  base::Time time;
};

// Two collectives are open at once; node i joins them after (i + 1) ms, the last node in the other
// order.
BOOST_AUTO_TEST_CASE(a_collective_begins_with_the_last_node_and_ends_everywhere_at_once) {
  constexpr int kNodes = 3;
  const auto after = [](int nodes) { return Duration{nodes * 1'000'000}; };
  const Cluster cluster{.nodes = kNodes,
                        .step_time = {after(1), after(2), after(3)},
                        .link = {.latency = Duration{1000}, .bandwidth = {1e9}}};
  const Engine* clock = nullptr;
  std::vector<CollectiveEnd> ends;
  Scripted script([](NodeId, Outbox& outbox) { outbox.compute(0); },
                  [&](NodeId node, const Payload& event, Outbox& outbox) {
                    if (const auto* done = std::get_if<CollectiveDone>(&event)) {
                      ends.push_back({node, done->tag, clock->now()});
                      return;
                    }
                    const bool last = node == kNodes - 1;
                    outbox.join({0, last ? 1u : 0u}, Bytes{last ? 900'001 : 300});
                    outbox.join({0, last ? 0u : 1u}, Bytes{last ? 300 : 900'001});
                  });
  tests::StepLog log;
  Engine engine(cluster, {script, nullptr, log});
  clock = &engine;
  engine.start();
  BOOST_TEST((engine.run() == Engine::Outcome::kFinished));
  // 2(n − 1) exchanges of ⌈m/n⌉ bytes: 100 bytes take 100 ns, 300,001 bytes 300,001 ns.
  BOOST_TEST_REQUIRE(ends.size() == 2u * kNodes);
  for (const CollectiveEnd& end : ends) {
    const std::int64_t exchange = 1000 + (end.tag.round == 0 ? 100 : 300'001);
    BOOST_TEST(ns(end.time) == after(3).count() + 4 * exchange);
  }
  for (NodeId node = 0; node < kNodes; ++node) {
    const NodeTotals totals = engine.totals(node);
    BOOST_TEST(totals.bytes_sent == 4 * (100 + 300'001));
    BOOST_TEST(totals.bytes_received == totals.bytes_sent);
    BOOST_TEST(totals.communication.count() == 4 * 301'001);
    BOOST_TEST(totals.idle.count() == (after(3) - after(node + 1)).count());
  }
}

}  // namespace
}  // namespace consim::sim
