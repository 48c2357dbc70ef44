// The rate of a run is the maximum cycle mean of its timed graph (baccelli1992synchronization), as
// Boost.Graph's implementation of Howard's algorithm computes it.
//
// Vertices are the rounds of each node; an edge's time is what passes along it, and its step count
// is 1 where a step begins. After a transient, T(t + p) = T(t) + p · (maximum cycle ratio) for a
// period p that divides the least common multiple of the numbers of steps of cycles; times are
// whole nanoseconds, so both sides are compared exactly after rounding.
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/howard_cycle_ratio.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "sim/algorithms/dsgd.h"
#include "tests/sim/algorithms/order_text.h"
#include "tests/support/mixing_builders.h"
#include "tests/support/timed_run.h"
#include "tests/support/uneven_cluster.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Duration;

constexpr LinkModel kLink{.latency = Duration{200'000}, .bandwidth = {1.25e9}};
constexpr base::Bytes kMessage{4'000'000};
constexpr Duration kDelay{200'000 + 3'200'000};

struct Exchange {
  Order order = Order::kAdaptThenCombine;
  std::uint32_t rounds = 1;
};

using TimedGraph = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_weight_t, double, boost::property<boost::edge_weight2_t, double>>>;

// Vertex (i, r) is the end of round r of node i; (i, 0) is the end of its computing (adapt then
// combine) or of the step before (combine then adapt).
TimedGraph timed_graph(const tests::Senders& senders, const Cluster& cluster,
                       const Exchange& exchange) {
  const std::size_t n = senders.size();
  const std::size_t k = exchange.rounds;
  TimedGraph graph(n * (k + 1));
  const auto vertex = [&](std::size_t node, std::size_t round) { return node * (k + 1) + round; };
  const auto add = [&](std::size_t from, std::size_t to, Duration time, double steps) {
    boost::add_edge(from, to, {static_cast<double>(time.count()), {steps}}, graph);
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t r = 0; r < k; ++r) {
      add(vertex(i, r), vertex(i, r + 1), Duration{0}, 0);
      for (const std::int32_t j : senders[i])
        add(vertex(static_cast<std::size_t>(j), r), vertex(i, r + 1), kDelay, 0);
    }
    if (exchange.order == Order::kAdaptThenCombine) {
      add(vertex(i, k), vertex(i, 0), cluster.step_time[i], 1);
    } else {
      add(vertex(i, k), vertex(i, 0), Duration{0}, 1);
      add(vertex(i, 0), vertex(i, 0), cluster.step_time[i], 1);
    }
  }
  return graph;
}

double maximum_cycle_ratio(TimedGraph& graph) {
  return boost::maximum_cycle_ratio(graph, boost::get(boost::vertex_index, graph),
                                    boost::get(boost::edge_weight, graph),
                                    boost::get(boost::edge_weight2, graph));
}

const std::vector<tests::Senders> kGraphs = {tests::ring(6),
                                             tests::path(7),
                                             tests::complete(5),
                                             tests::directed_exponential(7),
                                             tests::random_connected(7, 4, 1),
                                             tests::random_directed(7, 5, 3)};

BOOST_DATA_TEST_CASE(the_rate_is_the_maximum_cycle_mean,
                     data::make({Order::kAdaptThenCombine, Order::kCombineThenAdapt}) *
                         data::make({1u, 2u}) * data::xrange(kGraphs.size()) *
                         data::make({1u, 2u, 3u}),
                     order, rounds, graph, seed) {
  constexpr std::uint32_t kPeriod = 420;  // divisible by 1, …, 7
  constexpr std::uint32_t kTransient = 2000;
  const auto& senders = kGraphs[graph];
  const Cluster cluster = tests::uneven_cluster(static_cast<int>(senders.size()), seed, kLink);
  const auto w = tests::uniform_mixing(senders);
  Dsgd dsgd(topologies::MixingSequence(w),
            {.order = order, .rounds = rounds, .steps = kTransient + kPeriod, .message = kMessage});
  const tests::TimedRun run = tests::timed_run(cluster, dsgd);
  auto timed = timed_graph(senders, cluster, {order, rounds});
  const double ratio = maximum_cycle_ratio(timed);
  for (const auto& ends : run.ends) {
    const Duration grown = ends[kTransient + kPeriod - 1] - ends[kTransient - 1];
    BOOST_TEST(grown.count() == std::llround(ratio * kPeriod));
  }
}

}  // namespace
}  // namespace consim::sim
