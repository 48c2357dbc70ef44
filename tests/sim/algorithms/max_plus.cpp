// Unequal nodes without sharing: a run equals the max-plus recursion of decentralized SGD, node by
// node and step by step.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "sim/algorithms/dsgd.h"
#include "tests/sim/algorithms/order_text.h"
#include "tests/support/mixing_builders.h"
#include "tests/support/timed_run.h"
#include "tests/support/uneven_cluster.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Bytes;
using base::Duration;

constexpr std::uint32_t kSteps = 40;
constexpr Bytes kMessage{4'000'000};
constexpr Duration kTransfer{3'200'000};
constexpr LinkModel kLink{.latency = Duration{200'000}, .bandwidth = {1.25e9}};
constexpr Duration kDelay = kLink.latency + kTransfer;

struct Exchange {
  Order order = Order::kAdaptThenCombine;
  std::uint32_t rounds = 1;
};

using Times = std::vector<base::Time>;

// T_i <- max(T_i, max_{j sends to i} T_j + delay)
Times gossip_round(const tests::Senders& senders, const Times& entered) {
  Times left = entered;
  for (std::size_t i = 0; i < senders.size(); ++i)
    for (const std::int32_t j : senders[i])
      left[i] = std::max(left[i], entered[static_cast<std::size_t>(j)] + kDelay);
  return left;
}

std::vector<Times> recursion(const tests::Senders& senders, const Cluster& cluster,
                             const Exchange& exchange) {
  const auto compute = tests::compute_times(cluster, kSteps);
  Times now(senders.size(), base::kStart);
  std::vector<Times> ends(senders.size());
  for (std::uint32_t t = 0; t < kSteps; ++t) {
    Times computed = now;
    for (std::size_t i = 0; i < now.size(); ++i) computed[i] += compute[i][t];
    const bool adapt_first = exchange.order == Order::kAdaptThenCombine;
    Times mixed = adapt_first ? computed : now;
    for (std::uint32_t r = 0; r < exchange.rounds; ++r) mixed = gossip_round(senders, mixed);
    for (std::size_t i = 0; i < now.size(); ++i) {
      now[i] = std::max(mixed[i], computed[i]);
      ends[i].push_back(now[i]);
    }
  }
  return ends;
}

void check(const tests::Senders& senders, const Cluster& cluster, const Exchange& exchange) {
  const auto w = tests::uniform_mixing(senders);
  Dsgd dsgd(
      topologies::MixingSequence(w),
      {.order = exchange.order, .rounds = exchange.rounds, .steps = kSteps, .message = kMessage});
  const tests::TimedRun run = tests::timed_run(cluster, dsgd);
  const auto expected = recursion(senders, cluster, exchange);
  for (std::size_t i = 0; i < senders.size(); ++i)
    for (std::uint32_t t = 0; t < kSteps; ++t)
      BOOST_TEST_REQUIRE(
          run.ends[i].at(t).time_since_epoch().count() == expected[i][t].time_since_epoch().count(),
          "node " << i << ", step " << t);
}

const std::vector<tests::Senders> kGraphs = {tests::ring(2),
                                             tests::ring(9),
                                             tests::path(10),
                                             tests::complete(6),
                                             tests::directed_exponential(11),
                                             tests::random_connected(15, 8, 1),
                                             tests::random_connected(15, 0, 2),
                                             tests::random_directed(13, 10, 3)};

const auto kOrders = data::make({Order::kAdaptThenCombine, Order::kCombineThenAdapt});
const auto kRounds = data::make({1u, 2u, 5u});

BOOST_DATA_TEST_CASE(unequal_nodes_follow_the_max_plus_recursion,
                     kOrders* kRounds* data::xrange(kGraphs.size()), order, rounds, graph) {
  const auto& senders = kGraphs[graph];
  const int n = static_cast<int>(senders.size());
  check(senders, tests::uneven_cluster(n, graph, kLink), {order, rounds});
}

BOOST_DATA_TEST_CASE(jittered_nodes_follow_the_max_plus_recursion,
                     kOrders* kRounds* data::xrange(kGraphs.size()), order, rounds, graph) {
  const auto& senders = kGraphs[graph];
  Cluster cluster = tests::uneven_cluster(static_cast<int>(senders.size()), graph, kLink);
  cluster.jitter = LogNormal{0.5};
  check(senders, cluster, {order, rounds});
}

// One node is 50 times slower, so that its neighbours wait with several rounds' messages early.
BOOST_DATA_TEST_CASE(a_strong_straggler_follows_the_max_plus_recursion,
                     kOrders* kRounds* data::xrange(kGraphs.size()), order, rounds, graph) {
  const auto& senders = kGraphs[graph];
  Cluster cluster = tests::uneven_cluster(static_cast<int>(senders.size()), graph, kLink);
  cluster.step_time[1] = 50 * cluster.step_time[0];
  check(senders, cluster, {order, rounds});
}

}  // namespace
}  // namespace consim::sim
