// What the recorder tells of phases; without an engine.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "scripted_steps.h"

using namespace consim;
using namespace consim::tests;

BOOST_AUTO_TEST_SUITE(run_recorder_phases)

// Steps 1 to 3, 4 and 5 to 7; rounds and distances are the script's.
BOOST_AUTO_TEST_CASE(each_phase_has_its_own_maximum_rounds_and_steps) {
  Steps run(kScript,
            {.plan = {.steps = 7, .evaluate_every = 3}, .phases = {{0, "a"}, {3, "b"}, {4, "c"}}});
  BOOST_TEST(run.recorder.phases().size() == 1u);
  BOOST_TEST(run.recorder.phases()[0].end == 0);
  for (std::uint32_t step = 0; step < 4; ++step) run.end(step);
  BOOST_TEST(run.recorder.phases().size() == 1u);  // the fourth step isn't measured yet
  for (std::uint32_t step = 4; step < 7; ++step) run.end(step);
  BOOST_TEST(column(run.sink, &results::StepRow::phase) ==
                 (std::vector<std::int64_t>{0, 0, 0, 1, 2, 2, 2}),
             boost::test_tools::per_element());
  const std::vector<results::PhaseRow> phases = run.recorder.phases();
  BOOST_REQUIRE(phases.size() == 3u);
  const std::int64_t starts[] = {0, 3, 4}, ends[] = {3, 4, 7};
  const double rounds[] = {(0 + 1 + 2) / 3.0, 0, (1 + 2 + 0) / 3.0};
  const double distances[] = {5, 3, 9};
  const std::int64_t lengths[] = {3, 1, 3}, tests[] = {0 + 1 + 2, 3, 4 + 5 + 6};
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(phases[i].phase == static_cast<std::int64_t>(i));
    BOOST_TEST((phases[i].start == starts[i] && phases[i].end == ends[i]));
    BOOST_TEST(phases[i].mean_rounds == rounds[i]);
    BOOST_TEST(phases[i].max_consensus_distance == distances[i]);
    BOOST_TEST(phases[i].simulated_seconds == static_cast<double>(lengths[i]));  // 1 s a step
    BOOST_TEST(phases[i].bytes_sent == 10 * lengths[i]);
    BOOST_TEST(phases[i].distance_tests == tests[i]);
    // The script's, after steps 3, 6 and 7.
    if (i == 1)
      BOOST_TEST(std::isnan(phases[i].test_accuracy));
    else
      BOOST_TEST(phases[i].test_accuracy == 0.25);
  }
}

BOOST_AUTO_TEST_SUITE_END()
