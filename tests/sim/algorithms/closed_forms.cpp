// Equal nodes: the time of a step equals its closed form to the nanosecond.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "sim/algorithms/dsgd.h"
#include "tests/sim/algorithms/order_text.h"
#include "tests/support/mixing_builders.h"
#include "tests/support/timed_run.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Bytes;
using base::Duration;
using tests::timed_run;
using tests::TimedRun;

constexpr std::uint32_t kSteps = 5;

// m/B of 1,000,003 bytes at 3e9 bytes/s is 333,334.333 ns, rounded to 333,334.
constexpr Bytes kMessage{1'000'003};
constexpr Duration kTransfer{333'334};
constexpr LinkModel kLink{.latency = Duration{30'001}, .bandwidth = {3e9}};

struct Timing {
  Order order = Order::kAdaptThenCombine;
  std::uint32_t rounds = 1;
  Duration compute{};
  LinkModel link = kLink;
};

TimedRun run(const tests::Senders& senders, const Timing& timing) {
  const auto w = tests::uniform_mixing(senders);
  const Cluster cluster{.nodes = w.nodes(), .step_time = {timing.compute}, .link = timing.link};
  Dsgd dsgd(topologies::MixingSequence(w),
            {.order = timing.order, .rounds = timing.rounds, .steps = kSteps, .message = kMessage});
  return timed_run(cluster, dsgd);
}

// Every node ends step t at (t + 1) · step.
void check_step_time(const TimedRun& run, Duration step) {
  for (const auto& ends : run.ends) {
    BOOST_TEST_REQUIRE(ends.size() == kSteps);
    for (std::uint32_t t = 0; t < kSteps; ++t)
      BOOST_TEST(ends[t].time_since_epoch().count() == ((t + 1) * step).count());
  }
  BOOST_TEST(run.logical.size() == kSteps);
}

Duration step_time(const Timing& timing, Duration round) {
  if (timing.order == Order::kAdaptThenCombine) return timing.compute + timing.rounds * round;
  return std::max(timing.compute, timing.rounds * round);
}

const auto kOrders = data::make({Order::kAdaptThenCombine, Order::kCombineThenAdapt});
const auto kRounds = data::make({1u, 2u, 3u, 7u});
const auto kComputes = data::make({0, 1'000, 1'234'567, 12'000'000});
const auto kOverheads = data::make({0, 5'003});

BOOST_DATA_TEST_CASE(a_round_takes_latency_plus_transfer_when_messages_do_not_share,
                     kOrders* kRounds* kComputes* kOverheads, order, rounds, compute, overhead) {
  Timing timing{order, rounds, Duration{compute}};
  timing.link.overhead = Duration{overhead};
  const Duration round = timing.link.overhead + kLink.latency + kTransfer;
  for (const auto& senders : {tests::ring(2), tests::ring(7), tests::path(5), tests::complete(6),
                              tests::directed_exponential(9), tests::random_connected(12, 9, 4)})
    check_step_time(run(senders, timing), step_time(timing, round));
}

BOOST_DATA_TEST_CASE(a_round_on_a_circulant_graph_takes_degree_transfers_when_ports_are_shared,
                     kOrders* kRounds* kComputes* kOverheads, order, rounds, compute, overhead) {
  Timing timing{order, rounds, Duration{compute}};
  timing.link.sharing = Sharing::kNic;
  timing.link.overhead = Duration{overhead};
  for (const auto& senders :
       {tests::ring(2), tests::ring(3), tests::ring(8), tests::complete(7),
        tests::circulant(11, {1, 3, 8, 10}), tests::directed_exponential(12)}) {
    const auto degree = static_cast<std::int64_t>(senders[0].size());
    const Duration round = kLink.latency + degree * (timing.link.overhead + kTransfer);
    check_step_time(run(senders, timing), step_time(timing, round));
  }
}

}  // namespace
}  // namespace consim::sim
