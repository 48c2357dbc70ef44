// Messages that don't share anything: latency, overhead and one rounded transfer time each.
#include "sim/cluster/network.h"

#include <rapidcheck.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <vector>

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Bytes;
using base::Duration;
using base::kStart;
using base::Time;

__extension__ using Wide = __int128;

std::int64_t nanoseconds(Time time) { return time.time_since_epoch().count(); }

// 1,000,003 bytes at 3e9 bytes/s are 333,334.33 ns; 1,000,001 bytes 333,333.67 ns.
constexpr LinkModel kLink{
    .latency = Duration{30'001}, .bandwidth = {3e9}, .overhead = Duration{502}};

BOOST_AUTO_TEST_CASE(a_message_takes_overhead_latency_and_its_size_over_the_bandwidth) {
  Network network(kLink, 4);
  const Time now = kStart + Duration{1'000'000'000};
  BOOST_TEST((network.deliver_directly(now, Bytes{1'000'003}) - now).count() ==
             502 + 30'001 + 333'334);
  BOOST_TEST((network.deliver_directly(now, Bytes{1'000'001}) - now).count() ==
             502 + 30'001 + 333'334);
  BOOST_TEST((network.deliver_directly(now, Bytes{3}) - now).count() == 502 + 30'001 + 1);
  BOOST_TEST((network.deliver_directly(now, Bytes{0}) - now).count() == 502 + 30'001);
}

BOOST_AUTO_TEST_CASE(an_infinite_bandwidth_leaves_the_latency) {
  LinkModel link = kLink;
  link.bandwidth = {std::numeric_limits<double>::infinity()};
  Network network(link, 2);
  BOOST_TEST(nanoseconds(network.deliver_directly(kStart, Bytes{std::int64_t{1} << 60})) ==
             502 + 30'001);
}

// 10 Gbit/s are 1.25 bytes/ns: 5 bytes 4 ns; 1 to 4 bytes 0.8, 1.6, 2.4 and 3.2 ns.
BOOST_AUTO_TEST_CASE(a_transfer_is_rounded_to_the_nearest_nanosecond) {
  Network network({.bandwidth = {1.25e9}}, 2);
  const std::int64_t expected[] = {0, 1, 2, 2, 3, 4};
  for (std::int64_t bytes = 0; bytes <= 5; ++bytes)
    BOOST_TEST(nanoseconds(network.deliver_directly(kStart, Bytes{bytes})) == expected[bytes]);
  Network half({.bandwidth = {2e9}}, 2);  // ties go up
  BOOST_TEST(nanoseconds(half.deliver_directly(kStart, Bytes{1})) == 1);
  BOOST_TEST(nanoseconds(half.deliver_directly(kStart, Bytes{5})) == 3);
}

// |t·B − 1e9·m| <= B/2 in whole numbers; a millionth of B more where the double quotient is next to
// a tie.
BOOST_AUTO_TEST_CASE(a_transfer_is_within_half_a_nanosecond_of_its_quotient) {
  BOOST_TEST(rc::check([] {
    const auto bytes = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
    const auto rate = *rc::gen::inRange<std::int64_t>(1'000'000, 100'000'000'000);
    Network network({.bandwidth = {static_cast<double>(rate)}}, 2);
    const std::int64_t time = nanoseconds(network.deliver_directly(kStart, Bytes{bytes}));
    const Wide excess = Wide{time} * rate - Wide{1'000'000'000} * bytes;
    RC_ASSERT((excess < 0 ? -excess : excess) <= Wide{rate / 2 + rate / 1'000'000 + 1});
  }));
}

// The cost of k messages is k times that of one, to the nanosecond: nothing is rounded twice.
BOOST_AUTO_TEST_CASE(a_message_is_delivered_the_same_whatever_else_is_sent) {
  BOOST_TEST(rc::check([] {
    Network busy(kLink, 8);
    for (int i = *rc::gen::inRange(1, 30); i > 0; --i) {
      const Time now = kStart + Duration{*rc::gen::inRange(0, 1'000'000)};
      const Bytes size{*rc::gen::inRange(0, 4) * 999'999};  // few sizes, so that some repeat
      Network idle(kLink, 8);
      RC_ASSERT(busy.deliver_directly(now, size) == idle.deliver_directly(now, size));
    }
  }));
}

BOOST_AUTO_TEST_CASE(the_link_is_what_was_given) {
  const Network network(kLink, 2);
  BOOST_TEST(network.link().latency.count() == 30'001);
  BOOST_TEST(network.link().overhead.count() == 502);
  BOOST_TEST(network.link().bandwidth.bytes_per_second == 3e9);
}

}  // namespace
}  // namespace consim::sim
