// All-reduce: the closed forms of ring and halving-doubling, their limits and their bytes.
#include "sim/cluster/collective.h"

#include <rapidcheck.h>
#include <bit>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "base/check.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Bytes;
using base::Duration;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Whole numbers of bytes a nanosecond, so that whole transfers take whole times.
constexpr std::int64_t kAlpha = 30'001;
constexpr std::int64_t kBytesPerNs = 4;
constexpr std::int64_t kReducedPerNs = 16;
constexpr LinkModel kLink{.latency = Duration{kAlpha}, .bandwidth = {4e9}};
constexpr base::Bandwidth kReduction{16e9};

CollectiveCost cost(AllReduce kind, int nodes, std::int64_t bytes, const LinkModel& link = kLink) {
  return all_reduce_cost(kind, {nodes, Bytes{bytes}}, link, kReduction);
}

std::int64_t log2_of(int n) { return std::bit_width(static_cast<unsigned>(n)) - 1; }

const auto kPowersOfTwo = data::make({1, 2, 4, 8, 32, 1024});
const auto kAnyNumber = data::make({1, 2, 3, 5, 6, 7, 12, 31, 32, 33, 100, 1000});
const auto kBothKinds = data::make({0, 1});

AllReduce kind_of(int index) { return index == 0 ? AllReduce::kRing : AllReduce::kHalvingDoubling; }

// 2(n−1)α + 2((n−1)/n)m/B + ((n−1)/n)mγ. Chunks of 16·k bytes take whole nanoseconds.
BOOST_DATA_TEST_CASE(a_ring_takes_its_closed_form, kAnyNumber* data::make({0, 1, 3, 50'000}), n,
                     k) {
  const std::int64_t chunk = 16 * k;
  const std::int64_t m = chunk * n;
  const CollectiveCost found = cost(AllReduce::kRing, n, m);
  BOOST_TEST(found.duration.count() == 2 * (n - 1) * kAlpha + 2 * (n - 1) * (m / n) / kBytesPerNs +
                                           (n - 1) * (m / n) / kReducedPerNs);
  BOOST_TEST(found.bytes_sent.count == 2 * (n - 1) * (m / n));
}

// k(α + m/B + mγ) for n = 2^k, else (k + 2)(α + m/B) + (k + 1)mγ; what is sent is what messages of
// m bytes there are: two of each pair, and k of each of 2^k nodes.
BOOST_DATA_TEST_CASE(recursive_doubling_takes_its_closed_form,
                     kAnyNumber* data::make({0, 16, 50'000 * 16}), n, m) {
  const std::int64_t k = log2_of(n);
  const bool power = n == 1 << k;
  const CollectiveCost found = cost(AllReduce::kRecursiveDoubling, n, m);
  BOOST_TEST(found.duration.count() == (power ? k : k + 2) * (kAlpha + m / kBytesPerNs) +
                                           (power ? k : k + 1) * m / kReducedPerNs);
  std::int64_t sent = 0;
  for (int node = 0; node < n; ++node) sent += found.bytes_of(node).count;
  BOOST_TEST(sent == (2 * (n - (1 << k)) + k * (1 << k)) * m);
}

// 2kα + 2((n−1)/n)m/B + ((n−1)/n)mγ, n = 2^k.
BOOST_DATA_TEST_CASE(halving_doubling_takes_its_closed_form,
                     kPowersOfTwo* data::make({0, 1, 3, 50'000}), n, k) {
  const std::int64_t chunk = 16 * k;
  const std::int64_t m = chunk * n;
  const CollectiveCost found = cost(AllReduce::kHalvingDoubling, n, m);
  BOOST_TEST(found.duration.count() == 2 * log2_of(n) * kAlpha +
                                           2 * (n - 1) * (m / n) / kBytesPerNs +
                                           (n - 1) * (m / n) / kReducedPerNs);
  BOOST_TEST(found.bytes_sent.count == 2 * (n - 1) * (m / n));
}

// By hand, in ns: chunks of ⌈1000/3⌉ = 334 bytes take 83.5, so 84, to send and 20.875, so 21, to
// add; of 500 and 250 bytes 125 and 62.5, so 63, to send and 31.25 and 15.625, so 31 and 16.
BOOST_AUTO_TEST_CASE(chunks_are_rounded_up_to_bytes_and_their_times_to_the_nearest_nanosecond) {
  const CollectiveCost ring = cost(AllReduce::kRing, 3, 1000);
  BOOST_TEST(ring.duration.count() == 4 * (kAlpha + 84) + 2 * 21);
  BOOST_TEST(ring.bytes_sent.count == 4 * 334);
  const CollectiveCost halving = cost(AllReduce::kHalvingDoubling, 4, 1000);
  BOOST_TEST(halving.duration.count() == 2 * (kAlpha + 125) + 31 + 2 * (kAlpha + 63) + 16);
  BOOST_TEST(halving.bytes_sent.count == 2 * 500 + 2 * 250);
}

BOOST_DATA_TEST_CASE(one_node_costs_nothing, kBothKinds* data::make({0, 1, 1'000'000}), kind, m) {
  const CollectiveCost found = cost(kind_of(kind), 1, m);
  BOOST_TEST(found.duration.count() == 0);
  BOOST_TEST(found.bytes_sent.count == 0);
}

BOOST_DATA_TEST_CASE(two_nodes_exchange_halves_either_way, data::make({0, 1, 7, 1'000'003}), m) {
  const CollectiveCost ring = cost(AllReduce::kRing, 2, m);
  const CollectiveCost halving = cost(AllReduce::kHalvingDoubling, 2, m);
  BOOST_TEST(ring.duration.count() == halving.duration.count());
  BOOST_TEST(ring.bytes_sent.count == 2 * ((m + 1) / 2));
}

BOOST_DATA_TEST_CASE(halving_doubling_needs_a_power_of_two, data::make({0, 3, 5, 6, 12, 1000}), n) {
  BOOST_CHECK_THROW(cost(AllReduce::kHalvingDoubling, n, 1000), base::LogicError);
}

BOOST_AUTO_TEST_CASE(no_nodes_are_refused) {
  BOOST_CHECK_THROW(cost(AllReduce::kRing, 0, 1000), base::LogicError);
}

// A message shorter than the number of nodes travels in chunks of one byte.
BOOST_DATA_TEST_CASE(tiny_messages_still_take_all_exchanges, data::make({1, 2, 63}), m) {
  constexpr int kNodes = 64;
  const LinkModel slow{.latency = Duration{kAlpha}, .bandwidth = {1e9}};  // 1 ns a byte
  const CollectiveCost ring = all_reduce_cost(AllReduce::kRing, {kNodes, Bytes{m}}, slow, {1e9});
  BOOST_TEST(ring.duration.count() == 63 * (2 * (kAlpha + 1) + 1));
  BOOST_TEST(ring.bytes_sent.count == 2 * 63);
  const CollectiveCost halving = cost(AllReduce::kHalvingDoubling, kNodes, m);
  BOOST_TEST(halving.bytes_sent.count >= 2 * 6);
  BOOST_TEST(halving.bytes_sent.count <= 2 * (m + 6));
}

// Latency-bound: (n − 1) against log₂ n exchanges there and back.
BOOST_DATA_TEST_CASE(with_infinite_bandwidth_the_number_of_exchanges_counts, kPowersOfTwo, n) {
  LinkModel link = kLink;
  link.bandwidth = {kInfinite};
  const CollectiveSize size{n, Bytes{1'000'000'007}};
  BOOST_TEST(all_reduce_cost(AllReduce::kRing, size, link, {kInfinite}).duration.count() ==
             2 * (n - 1) * kAlpha);
  BOOST_TEST(
      all_reduce_cost(AllReduce::kHalvingDoubling, size, link, {kInfinite}).duration.count() ==
      2 * log2_of(n) * kAlpha);
}

// Bandwidth-bound: both move 2((n−1)/n)m, the least possible, and below 2m for any n.
BOOST_DATA_TEST_CASE(without_latency_both_kinds_take_the_least_possible, kPowersOfTwo, n) {
  const LinkModel link{.bandwidth = {4e9}};
  constexpr std::int64_t kSize = std::int64_t{1} << 30;
  const auto least = 2 * (kSize - kSize / n) / kBytesPerNs;
  for (const AllReduce kind : {AllReduce::kRing, AllReduce::kHalvingDoubling})
    BOOST_TEST(all_reduce_cost(kind, {n, Bytes{kSize}}, link, {kInfinite}).duration.count() ==
               least);
  BOOST_TEST(least < 2 * kSize / kBytesPerNs);
}

BOOST_DATA_TEST_CASE(every_exchange_pays_the_overhead_of_a_message, kBothKinds* kPowersOfTwo, kind,
                     n) {
  LinkModel link = kLink;
  link.overhead = Duration{502};
  const std::int64_t exchanges = kind == 0 ? 2 * (n - 1) : 2 * log2_of(n);
  const Duration without = cost(kind_of(kind), n, 4096).duration;
  BOOST_TEST((cost(kind_of(kind), n, 4096, link).duration - without).count() == 502 * exchanges);
}

// The closed form in real numbers. A chunk is less than a byte too long, and its send and its add
// are rounded by half a nanosecond each; there are 3(n − 1) of them.
BOOST_AUTO_TEST_CASE(any_ring_is_near_its_closed_form_in_real_numbers) {
  BOOST_TEST(rc::check([] {
    const auto n = *rc::gen::inRange(1, 200);
    const auto m = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
    const long double share = static_cast<long double>(n - 1) / n * static_cast<long double>(m);
    const long double exact =
        2.0L * (n - 1) * kAlpha + 2 * share / kBytesPerNs + share / kReducedPerNs;
    const auto found = static_cast<long double>(cost(AllReduce::kRing, n, m).duration.count());
    const long double a_byte = 2.0L / kBytesPerNs + 1.0L / kReducedPerNs;
    RC_ASSERT(found >= exact - 1.5L * (n - 1));
    RC_ASSERT(found <= exact + (n - 1) * (a_byte + 1.5L));
  }));
}

BOOST_AUTO_TEST_CASE(a_longer_message_never_costs_less) {
  BOOST_TEST(rc::check([] {
    const auto kind = kind_of(*rc::gen::inRange(0, 2));
    const int n = 1 << *rc::gen::inRange(0, 10);
    const auto first = *rc::gen::inRange<std::int64_t>(0, 100'000);
    CollectiveCost last = cost(kind, n, first);
    for (std::int64_t m = first + 1; m < first + 100; ++m) {
      const CollectiveCost next = cost(kind, n, m);
      RC_ASSERT(last.duration <= next.duration);
      RC_ASSERT(last.bytes_sent <= next.bytes_sent);
      last = next;
    }
  }));
}

}  // namespace
}  // namespace consim::sim
