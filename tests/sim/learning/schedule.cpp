#include "sim/learning/schedule.h"

#include <boost/test/unit_test.hpp>

#include "sim/learning/plan.h"

using consim::sim::LearningRate;
using consim::sim::Plan;

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(warm_up_is_a_straight_line_and_decay_divides) {
  const LearningRate rate{.peak = 1.6,
                          .warmup_from = 0.1,
                          .warmup_steps = 200,
                          .decay_steps = {2000, 3000},
                          .decay_factor = 0.1};
  for (std::int64_t t = 0; t < 200; ++t)
    BOOST_TEST(rate.at(t) == 0.1 + 1.5 * static_cast<double>(t) / 200,
               boost::test_tools::tolerance(1e-15));  // one rounding each
  BOOST_TEST(rate.at(0) == 0.1);
  BOOST_TEST(rate.at(200) == 1.6);
  BOOST_TEST(rate.at(1999) == 1.6);
  BOOST_TEST(rate.at(2000) == 1.6 * 0.1);
  BOOST_TEST(rate.at(2999) == 1.6 * 0.1);
  BOOST_TEST(rate.at(3000) == 1.6 * 0.1 * 0.1);
  BOOST_TEST(rate.at(1'000'000'000) == 1.6 * 0.1 * 0.1);
}

BOOST_AUTO_TEST_CASE(steps_of_warm_up_need_not_be_whole) {
  const LearningRate rate{.peak = 1.0, .warmup_from = 0.0, .warmup_steps = 2.5};
  BOOST_TEST(rate.at(1) == 0.4);
  BOOST_TEST(rate.at(2) == 0.8);
  BOOST_TEST(rate.at(3) == 1.0);
}

// Of all percentages p and run lengths T, the first step t with 100 t >= p T, in whole numbers.
BOOST_AUTO_TEST_CASE(a_percentage_of_a_run_is_over_with_the_step_that_whole_numbers_give) {
  for (std::int64_t steps = 1; steps <= 1000; ++steps)
    for (std::int64_t percent = 0; percent <= 100; ++percent) {
      const std::int64_t exact = (percent * steps + 99) / 100;
      const std::int64_t found = Plan{.steps = steps}.step_at(static_cast<double>(percent) / 100);
      if (found != exact) BOOST_TEST(found == exact, percent << " % of " << steps);
    }
  BOOST_TEST(Plan{.steps = 4294967295}.step_at(0.5) == 2147483648);
  BOOST_TEST(Plan{.steps = 9}.step_at(0.5) == 5);
}

BOOST_AUTO_TEST_CASE(without_warm_up_and_decay_the_rate_is_the_peak) {
  BOOST_TEST(LearningRate{.peak = 0.3}.at(0) == 0.3);
  BOOST_TEST(LearningRate{.peak = 0.3}.at(1 << 30) == 0.3);
}

BOOST_AUTO_TEST_CASE(the_last_step_is_recorded_and_evaluated_whatever_the_plan) {
  const Plan plan{.steps = 405, .record_every = 10, .evaluate_every = 40};
  int recorded = 0, evaluated = 0;
  for (std::int64_t t = 0; t < plan.steps; ++t) {
    recorded += plan.recorded(t) ? 1 : 0;
    evaluated += plan.evaluated(t) ? 1 : 0;
    BOOST_TEST(plan.recorded(t) == (t % 10 == 9 || t == 404));
    BOOST_TEST(plan.evaluated(t) == (t % 40 == 39 || t == 404));
  }
  BOOST_TEST(recorded == 41);
  BOOST_TEST(evaluated == 11);
  BOOST_TEST(!(Plan{.steps = 10, .evaluate_every = 0}.evaluated(4)));
  BOOST_TEST((Plan{.steps = 10, .evaluate_every = 0}.evaluated(9)));
}

BOOST_AUTO_TEST_SUITE_END()
