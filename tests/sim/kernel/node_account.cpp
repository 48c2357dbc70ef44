#include "sim/kernel/node_account.h"

#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>

namespace consim::sim {
namespace {

using base::Duration;
using base::kStart;
using base::Time;

Time at(std::int64_t ns) { return kStart + Duration{ns}; }

BOOST_AUTO_TEST_CASE(time_is_compute_then_communication_then_idle) {
  NodeAccount account;
  account.begin_compute(at(10));  // idle before
  account.begin_traffic(at(15));  // hidden behind computing
  account.end_compute(at(30));
  account.begin_traffic(at(35));
  account.end_traffic(at(40));
  account.end_traffic(at(47));
  const NodeTotals totals = account.totals(at(50));
  BOOST_TEST(totals.compute.count() == 20);
  BOOST_TEST(totals.communication.count() == 17);
  BOOST_TEST(totals.idle.count() == 13);
}

// The same sums from the activity at every single nanosecond.
BOOST_AUTO_TEST_CASE(totals_equal_those_counted_nanosecond_by_nanosecond) {
  BOOST_TEST(rc::check([] {
    NodeAccount account;
    bool computing = false;
    int under_way = 0;
    std::int64_t compute = 0, communication = 0, now = 0;
    for (int i = *rc::gen::inRange(0, 30); i > 0; --i) {
      for (auto wait = *rc::gen::inRange(0, 5); wait > 0; --wait, ++now) {
        compute += computing;
        communication += !computing && under_way > 0;
      }
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          ++under_way, account.begin_traffic(at(now));
          break;
        case 1:
          if (under_way > 0) --under_way, account.end_traffic(at(now));
          break;
        default:
          computing ? account.end_compute(at(now)) : account.begin_compute(at(now));
          computing = !computing;
      }
      const NodeTotals totals = account.totals(at(now));
      RC_ASSERT(totals.compute.count() == compute);
      RC_ASSERT(totals.communication.count() == communication);
      RC_ASSERT(totals.idle.count() == now - compute - communication);
    }
  }));
}

}  // namespace
}  // namespace consim::sim
