// The time of a local step: the nominal time of its node times the drawn factor, rounded once.
#include <rapidcheck.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/check.h"
#include "sim/cluster/cluster.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Duration;
using base::NodeId;

// The place of seed 1 with 1 − u = 5.6e-10, which no other of 4e8 exceeds.
constexpr NodeId kExtremeNode = 0;
constexpr std::uint32_t kExtremeStep = 297'772'857;

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kEndOfClock = std::int64_t{1} << 62;

Distribution any_jitter() {
  const double unit = *rc::gen::inRange(0, 1001) / 1000.0;
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return LogNormal{2 * unit};
    case 1:
      return Exponential{};
    case 2:
      return ShiftedExponential{unit};
    case 3:
      return Pareto{1 + 1e-9 + 10 * unit * unit};
    default:
      return Uniform{1e-9, 1e-9 + 5 * unit};
  }
}

BOOST_AUTO_TEST_CASE(a_time_is_never_negative_and_the_nearest_to_nominal_times_factor) {
  BOOST_TEST(rc::check([] {
    const auto nominal = *rc::gen::inRange<std::int64_t>(0, 1'000 * kMillisecond);
    const auto node = *rc::gen::inRange<NodeId>(0, 1'000'000);
    const auto step = *rc::gen::arbitrary<std::uint32_t>();
    const Cluster cluster{.nodes = 1'000'000,
                          .seed = *rc::gen::arbitrary<std::uint64_t>(),
                          .step_time = {Duration{nominal}},
                          .jitter = any_jitter()};
    const auto time = compute_time(cluster, node, step).count();
    const long double exact =
        static_cast<long double>(nominal) * draw(cluster.jitter, cluster.seed, node, step);
    RC_ASSERT(time >= 0);
    // Half a nanosecond, and the rounding of the product in double.
    RC_ASSERT(std::abs(static_cast<long double>(time) - exact) <= 0.5L + exact * 0x1p-53L);
  }));
}

BOOST_AUTO_TEST_CASE(times_below_half_a_nanosecond_are_zero) {
  const Cluster cluster{.nodes = 1, .step_time = {Duration{1}}, .jitter = Uniform{0.1, 0.49}};
  for (std::uint32_t step = 0; step < 100; ++step)
    BOOST_TEST(compute_time(cluster, 0, step).count() == 0);
}

// More digits than a double has: without jitter nothing is computed.
BOOST_AUTO_TEST_CASE(without_jitter_a_time_is_exactly_nominal) {
  const std::int64_t longest = kEndOfClock - 1;
  const Cluster cluster{.nodes = 1, .step_time = {Duration{longest}}};
  BOOST_TEST(compute_time(cluster, 0, 17).count() == longest);
}

BOOST_AUTO_TEST_CASE(one_nominal_time_is_for_all_nodes_and_a_list_has_one_a_node) {
  const Cluster equal{.nodes = 3, .step_time = {Duration{7}}};
  const Cluster unequal{
      .nodes = 3, .step_time = {Duration{5}, Duration{70}, Duration{900}}, .jitter = Constant{}};
  const std::int64_t expected[] = {5, 70, 900};
  for (NodeId node = 0; node < 3; ++node) {
    BOOST_TEST(compute_time(equal, node, 0).count() == 7);
    BOOST_TEST(compute_time(unequal, node, 0).count() == expected[node]);
  }
}

BOOST_AUTO_TEST_CASE(jitter_multiplies_the_nominal_time_of_the_same_node) {
  const Cluster cluster{.nodes = 2,
                        .seed = 3,
                        .step_time = {Duration{kHour}, Duration{kMillisecond}},
                        .jitter = Uniform{0.5, 1.5}};
  for (NodeId node = 0; node < 2; ++node) {
    const double nominal = node == 0 ? kHour : kMillisecond;
    const double factor = draw(cluster.jitter, 3, node, 40);
    const auto time = static_cast<double>(compute_time(cluster, node, 40).count());
    BOOST_TEST(std::abs(time - nominal * factor) <= 0.5 + nominal * 0x1p-52);
  }
}

BOOST_AUTO_TEST_CASE(an_extreme_tail_of_a_common_step_fits_the_clock) {
  for (const double shape : {1 + 1e-9, 1.01, 1.5}) {
    const Cluster cluster{
        .nodes = 1, .seed = 1, .step_time = {Duration{12 * kMillisecond}}, .jitter = Pareto{shape}};
    const double expected = 12 * kMillisecond * std::pow(5.62992e-10, -1 / shape);
    const auto time = static_cast<double>(compute_time(cluster, 0, kExtremeStep).count());
    // 5.62992e-10 has six digits.
    BOOST_TEST(std::abs(time - expected) <= 1e-5 * expected, time << " is not " << expected);
  }
}

// No time wraps round to a wrong one.
BOOST_DATA_TEST_CASE(a_time_beyond_the_clock_is_as_long_as_the_clock,
                     data::make({1.0 + 1e-9, 1.1, 2.0}) *
                         data::make({kHour, std::int64_t{1} << 60, (std::int64_t{1} << 62) + 3}),
                     shape, nominal) {
  const Cluster cluster{
      .nodes = 1, .seed = 1, .step_time = {Duration{nominal}}, .jitter = Pareto{shape}};
  int beyond = 0;
  const auto check = [&](NodeId node, std::uint32_t step) {
    const double drawn = static_cast<double>(nominal) * draw(cluster.jitter, 1, node, step);
    if (drawn >= static_cast<double>(kEndOfClock)) {
      BOOST_TEST(compute_time(cluster, node, step).count() == kEndOfClock);
      ++beyond;
    } else {
      BOOST_TEST(static_cast<double>(compute_time(cluster, node, step).count()) ==
                 std::round(drawn));
    }
  };
  check(kExtremeNode, kExtremeStep);
  for (std::uint32_t step = 0; step < 1000; ++step) check(1, step);
  if (shape < 2 || nominal > kHour) BOOST_TEST(beyond > 0);
}

}  // namespace
}  // namespace consim::sim
