// The time of a training step on a device, against the arithmetic of the roofline in whole numbers.
#include "sim/cluster/device.h"

#include <rapidcheck.h>
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/check.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::Duration;

constexpr std::int64_t kFlopPerNs = 5000;  // half of 10 TFLOP/s
constexpr std::int64_t kBytesPerNs = 600;  // three quarters of 800 GB/s
constexpr std::int64_t kLaunch = 5'000;    // ns
constexpr std::int64_t kOverhead = 7'000;  // ns

Device device() {
  return {.name = "device",
          .peak = {10e12},
          .memory = {800e9},
          .flop_efficiency = 0.5,
          .memory_efficiency = 0.75,
          .kernel_launch = Duration{kLaunch},
          .operator_overhead = Duration{kOverhead}};
}

struct Counts {
  double flops = 0, bytes = 0;
  std::int64_t kernels = 0, calls = 0;
};

std::int64_t time_of(const std::vector<Counts>& counts, const Device& on = device()) {
  StepWork work;
  for (const Counts& of : counts)
    work.operators.push_back({"operator", of.flops, of.bytes, of.kernels, of.calls});
  return step_time(on, work).count();
}

BOOST_AUTO_TEST_CASE(a_compute_bound_step_takes_its_flops_over_the_reached_peak) {
  // 10 GFLOP at 5 TFLOP/s are 2 ms, 6 MB at 600 GB/s 10 us, 3 launches 15 us; 2 calls 14 us.
  BOOST_TEST(time_of({{.flops = 1e10, .bytes = 6e6, .kernels = 3, .calls = 2}}) == 2'014'000);
}

BOOST_AUTO_TEST_CASE(a_memory_bound_step_takes_its_bytes_over_the_reached_bandwidth) {
  // 5 MFLOP are 1 us, 600 MB 1 ms, one launch 5 us; a call 7 us.
  BOOST_TEST(time_of({{.flops = 5e6, .bytes = 6e8, .kernels = 1, .calls = 1}}) == 1'007'000);
}

BOOST_AUTO_TEST_CASE(a_launch_bound_step_takes_its_launches) {
  // 100 launches are 500 us, more than 200 us of work; 20 calls 140 us come on top.
  BOOST_TEST(time_of({{.flops = 1e9, .bytes = 6e3, .kernels = 100, .calls = 20}}) == 640'000);
  BOOST_TEST(time_of({{.kernels = 4}}) == 20'000);
  BOOST_TEST(time_of({{.calls = 4}}) == 28'000);
}

// Each operator has its own side of the roof: 2 ms + 1 ms, although 10 GFLOP and 606 MB as a whole
// would take 2 ms. Launches are compared with the sum: 550 of them, 2.75 ms, hide behind it, though
// 300 of them are longer than the second operator; 700 don't.
BOOST_AUTO_TEST_CASE(work_is_summed_by_operator_and_launches_over_the_step) {
  const Counts compute{.flops = 1e10, .bytes = 6e6, .kernels = 250, .calls = 1};
  const Counts memory{.flops = 5e6, .bytes = 6e8, .kernels = 300, .calls = 1};
  const Counts small{.kernels = 150, .calls = 1};
  BOOST_TEST(time_of({compute, memory}) == 3'014'000);
  BOOST_TEST(time_of({memory, compute}) == 3'014'000);
  BOOST_TEST(time_of({compute, memory, small}) == 3'521'000);
}

BOOST_AUTO_TEST_CASE(no_work_takes_no_time) {
  BOOST_TEST(time_of({}) == 0);
  BOOST_TEST(time_of({Counts{}}) == 0);
}

// The ridge is at 5000/600 flops a byte: below it only bytes count, above it only flops.
BOOST_DATA_TEST_CASE(the_roof_has_its_ridge_where_flops_and_bytes_take_equally_long,
                     data::make({0, 500, 990, 1000, 1010, 2000, 100'000}), thousandths) {
  constexpr std::int64_t kMemoryTime = 1'000'000;
  const std::int64_t flop_time = kMemoryTime / 1000 * thousandths;
  const Counts work{.flops = static_cast<double>(flop_time * kFlopPerNs),
                    .bytes = static_cast<double>(kMemoryTime * kBytesPerNs)};
  BOOST_TEST(time_of({work}) == std::max(kMemoryTime, flop_time));
}

// Three times 0.4 ns: one by one they would be 0 or 3 ns.
BOOST_AUTO_TEST_CASE(a_step_is_rounded_once) {
  const Counts work{.flops = 0.4 * kFlopPerNs};
  BOOST_TEST(time_of({work}) == 0);
  BOOST_TEST(time_of({work, work}) == 1);
  BOOST_TEST(time_of({work, work, work}) == 1);
  BOOST_TEST(time_of({work, work, work, work}) == 2);
}

struct WholeWork {
  std::int64_t flop_time = 0, byte_time = 0, kernels = 0, calls = 0;

  Counts counted() const {
    return {.flops = static_cast<double>(flop_time * kFlopPerNs),
            .bytes = static_cast<double>(byte_time * kBytesPerNs),
            .kernels = kernels,
            .calls = calls};
  }
};

std::vector<WholeWork> any_work() {
  std::vector<WholeWork> work(*rc::gen::inRange<std::size_t>(0, 20));
  for (WholeWork& op : work)
    op = {*rc::gen::inRange<std::int64_t>(0, 1'000'000),
          *rc::gen::inRange<std::int64_t>(0, 1'000'000), *rc::gen::inRange<std::int64_t>(0, 200),
          *rc::gen::inRange<std::int64_t>(0, 50)};
  return work;
}

std::vector<Counts> counted(const std::vector<WholeWork>& work) {
  std::vector<Counts> operators;
  for (const WholeWork& op : work) operators.push_back(op.counted());
  return operators;
}

BOOST_AUTO_TEST_CASE(any_step_equals_the_formula_in_whole_nanoseconds) {
  BOOST_TEST(rc::check([] {
    const auto work = any_work();
    std::int64_t busy = 0, launch = 0, host = 0;
    for (const WholeWork& op : work) {
      busy += std::max(op.flop_time, op.byte_time);
      launch += kLaunch * op.kernels;
      host += kOverhead * op.calls;
    }
    RC_ASSERT(time_of(counted(work)) == std::max(launch, busy) + host);
  }));
}

BOOST_AUTO_TEST_CASE(no_count_makes_a_step_shorter) {
  BOOST_TEST(rc::check([] {
    auto operators = counted(any_work());
    RC_PRE(!operators.empty());
    const auto before = time_of(operators);
    Counts& op = operators[*rc::gen::inRange<std::size_t>(0, operators.size())];
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        op.flops += *rc::gen::inRange(1, 1'000'000'000);
        break;
      case 1:
        op.bytes += *rc::gen::inRange(1, 1'000'000'000);
        break;
      case 2:
        op.kernels += *rc::gen::inRange(1, 1000);
        break;
      default:
        op.calls += *rc::gen::inRange(1, 1000);
    }
    RC_ASSERT(time_of(operators) >= before);
  }));
}

// Speeds enter as reached fractions: half the efficiency of twice the peak is the same device.
BOOST_AUTO_TEST_CASE(efficiencies_scale_the_peaks) {
  const Counts compute{.flops = 1e10};
  const Counts memory{.bytes = 6e8};
  Device other = device();
  other.peak.flop_per_second *= 2;
  other.flop_efficiency /= 2;
  other.memory.bytes_per_second *= 4;
  other.memory_efficiency /= 4;
  BOOST_TEST(time_of({compute, memory}, other) == 3'000'000);
  other.flop_efficiency /= 2;
  BOOST_TEST(time_of({compute, memory}, other) == 5'000'000);
  other.memory_efficiency /= 2;
  BOOST_TEST(time_of({compute, memory}, other) == 6'000'000);
}

BOOST_AUTO_TEST_CASE(a_step_beyond_the_clock_is_refused) {
  BOOST_CHECK_THROW(time_of({{.flops = 1e30}}), base::LogicError);
}

}  // namespace
}  // namespace consim::sim
