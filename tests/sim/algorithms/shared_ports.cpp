// Shared ports: a run equals the fixed point of the ports' first-in-first-out recursion.
//
// The recursion knows no events and no queue. All messages of a run are known in advance; from a
// guess of when each node enters each exchange follow, sender by sender, when heads arrive, then,
// receiver by receiver in the order of arrival, when messages are complete, and from these a better
// guess. As every message takes time, a guess that is right up to some time gives one that is right
// beyond it, so the iteration ends in the only solution.
#include <algorithm>
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
using base::Time;

constexpr std::uint32_t kSteps = 12;
constexpr Bytes kMessage{4'000'000};
constexpr Duration kTransfer{3'200'000};

struct Exchange {
  Order order = Order::kAdaptThenCombine;
  std::uint32_t rounds = 1;
};

struct Message {
  std::size_t from = 0, to = 0;
  std::size_t exchange = 0;  // step · rounds + round
  Time head, complete;
};

class Ports {
 public:
  Ports(const tests::Senders& senders, const Cluster& cluster, const Exchange& exchange)
      : cluster_(cluster),
        how_(exchange),
        n_(senders.size()),
        exchanges_(kSteps * exchange.rounds),
        compute_(tests::compute_times(cluster, kSteps)),
        enter_(n_, std::vector<Time>(exchanges_)),
        ends_(n_, std::vector<Time>(kSteps)) {
    for (std::size_t from = 0; from < n_; ++from)
      for (std::size_t e = 0; e < exchanges_; ++e)
        for (std::size_t distance = 1; distance < n_; ++distance) {
          const std::size_t to = (from + distance) % n_;
          if (std::count(senders[to].begin(), senders[to].end(), from) > 0)
            messages_.push_back({from, to, e, {}, {}});
        }
  }

  std::vector<std::vector<Time>> solve() {
    for (std::size_t i = 0; i <= 4 * n_ * exchanges_; ++i) {
      const auto before = std::pair(enter_, ends_);
      leave_senders();
      enter_receivers();
      advance_nodes();
      if (before == std::pair(enter_, ends_)) return ends_;
    }
    BOOST_FAIL("the recursion has not converged");
    return ends_;
  }

 private:
  void leave_senders() {
    std::vector<Time> free(n_);
    for (Message& m : messages_) {  // in each sender's order
      const Time begin =
          std::max(free[m.from], enter_[m.from][m.exchange]) + cluster_.link.overhead;
      free[m.from] = begin + kTransfer;
      m.head = begin + cluster_.link.latency;
    }
  }

  void enter_receivers() {
    std::vector<Message*> arrivals;
    for (Message& m : messages_) arrivals.push_back(&m);
    std::stable_sort(arrivals.begin(), arrivals.end(), [](const Message* a, const Message* b) {
      return a->head != b->head ? a->head < b->head : a->from < b->from;
    });
    std::vector<Time> free(n_);
    for (Message* m : arrivals)
      m->complete = free[m->to] = std::max(free[m->to], m->head) + kTransfer;
  }

  void advance_nodes() {
    std::vector<std::vector<Time>> received(n_, std::vector<Time>(exchanges_));
    for (const Message& m : messages_)
      received[m.to][m.exchange] = std::max(received[m.to][m.exchange], m.complete);
    for (std::size_t i = 0; i < n_; ++i) {
      Time now{};
      for (std::size_t t = 0; t < kSteps; ++t) {
        const Time computed = now + compute_[i][t];
        Time mixed = how_.order == Order::kAdaptThenCombine ? computed : now;
        for (std::size_t e = t * how_.rounds; e < (t + 1) * how_.rounds; ++e) {
          enter_[i][e] = mixed;
          mixed = std::max(mixed, received[i][e]);
        }
        now = ends_[i][t] = std::max(mixed, computed);
      }
    }
  }

  const Cluster& cluster_;
  Exchange how_;
  std::size_t n_, exchanges_;
  std::vector<std::vector<Duration>> compute_;
  std::vector<std::vector<Time>> enter_;  // [node][exchange]
  std::vector<std::vector<Time>> ends_;   // [node][step]
  std::vector<Message> messages_;
};

const std::vector<tests::Senders> kGraphs = {tests::ring(2),
                                             tests::ring(8),
                                             tests::path(7),
                                             tests::complete(6),
                                             tests::directed_exponential(9),
                                             tests::random_connected(10, 8, 1),
                                             tests::random_connected(9, 0, 2),
                                             tests::random_directed(10, 12, 3)};

LinkModel link(std::int64_t overhead) {
  return {.latency = Duration{200'000},
          .bandwidth = {1.25e9},
          .overhead = Duration{overhead},
          .sharing = Sharing::kNic};
}

void check(const tests::Senders& senders, const Cluster& cluster, const Exchange& exchange) {
  const auto w = tests::uniform_mixing(senders);
  Dsgd dsgd(
      topologies::MixingSequence(w),
      {.order = exchange.order, .rounds = exchange.rounds, .steps = kSteps, .message = kMessage});
  const tests::TimedRun run = tests::timed_run(cluster, dsgd);
  const auto expected = Ports(senders, cluster, exchange).solve();
  for (std::size_t i = 0; i < senders.size(); ++i)
    for (std::uint32_t t = 0; t < kSteps; ++t)
      BOOST_TEST_REQUIRE(
          run.ends[i].at(t).time_since_epoch().count() == expected[i][t].time_since_epoch().count(),
          "node " << i << ", step " << t);
}

const auto kOrders = data::make({Order::kAdaptThenCombine, Order::kCombineThenAdapt});
const auto kRounds = data::make({1u, 3u});
const auto kOverheads = data::make({0, 70'001});

BOOST_DATA_TEST_CASE(equal_nodes_follow_the_recursion_of_ports,
                     kOrders* kRounds* kOverheads* data::xrange(kGraphs.size()), order, rounds,
                     overhead, graph) {
  const auto& senders = kGraphs[graph];
  const Cluster cluster{.nodes = static_cast<int>(senders.size()),
                        .step_time = {Duration{12'000'000}},
                        .link = link(overhead)};
  check(senders, cluster, {order, rounds});
}

BOOST_DATA_TEST_CASE(jittered_unequal_nodes_follow_the_recursion_of_ports,
                     kOrders* kRounds* kOverheads* data::xrange(kGraphs.size()), order, rounds,
                     overhead, graph) {
  const auto& senders = kGraphs[graph];
  Cluster cluster = tests::uneven_cluster(static_cast<int>(senders.size()), 7, link(overhead));
  cluster.jitter = LogNormal{0.3};
  check(senders, cluster, {order, rounds});
}

}  // namespace
}  // namespace consim::sim
