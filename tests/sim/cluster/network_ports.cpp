// Shared ports: closed forms of what one sender, one receiver and rings of them need.
#include <rapidcheck.h>
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <vector>

#include "base/archive.h"
#include "sim/cluster/network.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Bytes;
using base::Duration;
using base::kStart;
using base::NodeId;
using base::Time;

constexpr std::int64_t kLatency = 30'001;
constexpr std::int64_t kTransfer = 333'334;  // 333,334.33 ns
constexpr Bytes kMessage{1'000'003};

std::int64_t nanoseconds(Time time) { return time.time_since_epoch().count(); }

LinkModel link(std::int64_t overhead) {
  return {.latency = Duration{kLatency},
          .bandwidth = {3e9},
          .overhead = Duration{overhead},
          .sharing = Sharing::kNic};
}

struct Flow {
  NodeId from = 0, to = 0;
  Time left = kStart;
};

// Completion times of messages that leave in the given order, by flow. Heads arrive by time.
std::vector<std::int64_t> deliver(Network& network, const std::vector<Flow>& flows) {
  std::vector<Time> heads;
  for (const Flow& flow : flows) heads.push_back(network.depart(flow.from, flow.left, kMessage));
  std::vector<std::size_t> order(flows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return heads[a] < heads[b]; });
  std::vector<std::int64_t> ends(flows.size());
  for (const std::size_t i : order)
    ends[i] = nanoseconds(network.arrive(flows[i].to, heads[i], kMessage));
  return ends;
}

const auto kOverheads = data::make({0, 502});

BOOST_DATA_TEST_CASE(an_idle_pair_takes_what_it_takes_without_sharing, kOverheads, overhead) {
  Network shared(link(overhead), 2);
  LinkModel alone = link(overhead);
  alone.sharing = Sharing::kNone;
  Network direct(alone, 2);
  const Time now = kStart + Duration{77};
  BOOST_TEST(deliver(shared, {{0, 1, now}})[0] ==
             nanoseconds(direct.deliver_directly(now, kMessage)));
  BOOST_TEST(deliver(shared, {{1, 0, kStart}})[0] == overhead + kLatency + kTransfer);
}

// The k-th message of one sender is complete after k transfers, whoever receives it.
BOOST_DATA_TEST_CASE(a_sender_transmits_one_message_after_another, kOverheads, overhead) {
  Network network(link(overhead), 9);
  std::vector<Flow> flows;
  for (NodeId to = 1; to < 9; ++to) flows.push_back({0, to});
  const auto ends = deliver(network, flows);
  for (std::int64_t k = 1; k <= 8; ++k)
    BOOST_TEST(ends[static_cast<std::size_t>(k - 1)] == kLatency + k * (overhead + kTransfer));
}

// k senders at once: all heads arrive together, and the receiver takes k transfers.
BOOST_DATA_TEST_CASE(a_receiver_takes_one_message_after_another, kOverheads, overhead) {
  Network network(link(overhead), 9);
  std::vector<Flow> flows;
  for (NodeId from = 1; from < 9; ++from) flows.push_back({from, 0});
  const auto ends = deliver(network, flows);
  for (std::int64_t k = 1; k <= 8; ++k)
    BOOST_TEST(ends[static_cast<std::size_t>(k - 1)] == overhead + kLatency + k * kTransfer);
}

// A long message of one sender and a short way to another receiver: heads are served as they come.
BOOST_AUTO_TEST_CASE(a_receiver_serves_heads_in_the_order_of_their_arrival) {
  Network network(link(0), 4);
  const auto ends = deliver(network, {{0, 3, kStart + Duration{10}}, {1, 3}, {2, 3}});
  BOOST_TEST(ends[1] == kLatency + kTransfer);
  BOOST_TEST(ends[2] == kLatency + 2 * kTransfer);
  BOOST_TEST(ends[0] == kLatency + 3 * kTransfer);
}

BOOST_AUTO_TEST_CASE(a_port_that_has_been_idle_starts_at_once) {
  Network network(link(0), 2);
  deliver(network, {{0, 1}});
  const Time later = kStart + Duration{10 * kTransfer};
  BOOST_TEST(deliver(network, {{0, 1, later}})[0] == 11 * kTransfer + kLatency);
}

BOOST_AUTO_TEST_CASE(a_port_sends_and_receives_at_the_same_time) {
  Network network(link(0), 2);
  for (const std::int64_t end : deliver(network, {{0, 1}, {1, 0}}))
    BOOST_TEST(end == kLatency + kTransfer);
}

// On a ring every node sends to both neighbours: a round is α + 2m/B, with overhead α + 2(o + m/B).
BOOST_DATA_TEST_CASE(a_round_on_a_ring_takes_two_transfers, kOverheads, overhead) {
  constexpr NodeId kNodes = 7;
  Network network(link(overhead), kNodes);
  std::vector<Flow> flows;
  for (const NodeId distance : {1, kNodes - 1})
    for (NodeId node = 0; node < kNodes; ++node)
      flows.push_back({node, (node + distance) % kNodes});
  const auto ends = deliver(network, flows);
  BOOST_TEST(*std::max_element(ends.begin(), ends.end()) == kLatency + 2 * (overhead + kTransfer));
}

// Alternating sizes: each takes its own time.
BOOST_AUTO_TEST_CASE(every_message_takes_the_time_of_its_own_size) {
  Network network(link(0), 2);
  std::int64_t sent = 0;
  for (const std::int64_t size : {3'000, 6'000, 3'000, 0, 3'000'000, 6'000}) {
    BOOST_TEST(nanoseconds(network.depart(0, kStart, Bytes{size})) == kLatency + sent);
    sent += size / 3;
    BOOST_TEST(nanoseconds(network.arrive(1, kStart, Bytes{size})) == sent);
  }
}

// A port never works on two messages at once and never rests while one waits: with nothing but
// transfers of one length, ends are at least one length apart, and each is one length after its
// head's arrival or after another end.
BOOST_AUTO_TEST_CASE(a_receiving_port_is_busy_while_a_message_waits) {
  BOOST_TEST(rc::check([] {
    Network network(link(*rc::gen::inRange(0, 1000)), 6);
    std::vector<std::int64_t> heads;
    for (int i = *rc::gen::inRange(1, 20); i > 0; --i)
      heads.push_back(*rc::gen::inRange<std::int64_t>(0, 10 * kTransfer));
    std::sort(heads.begin(), heads.end());
    std::int64_t last = -kTransfer;
    for (const std::int64_t head : heads) {
      const auto end = nanoseconds(network.arrive(5, kStart + Duration{head}, kMessage));
      RC_ASSERT(end - kTransfer >= std::max(head, last));
      RC_ASSERT(end - kTransfer == head || end - kTransfer == last);
      last = end;
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_saved_network_goes_on_as_if_it_had_not_been) {
  Network network(link(502), 3);
  const std::vector<Flow> flows = {{0, 1}, {0, 2}, {1, 2}, {2, 0}, {0, 1}};
  deliver(network, flows);
  base::Saver saver;
  saver(network);
  const std::string bytes = saver.take();
  Network loaded(link(502), 3);
  deliver(loaded, {{1, 0}, {1, 0}});  // what it held before is gone
  base::Loader loader(bytes);
  loader(loaded);
  BOOST_TEST(loader.at_end());
  BOOST_TEST(deliver(loaded, flows) == deliver(network, flows), boost::test_tools::per_element());
}

}  // namespace
}  // namespace consim::sim
