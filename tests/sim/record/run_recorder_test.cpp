// What the recorder writes, when, and what it asks the run to do; without an engine.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "scripted_steps.h"

using namespace consim;
using namespace consim::tests;
using sim::LocalModels;

BOOST_AUTO_TEST_SUITE(run_recorder)

BOOST_AUTO_TEST_CASE(a_step_is_written_when_the_next_one_ends_and_the_last_one_at_once) {
  Steps run(kScript, {.plan = {.steps = 7}});
  BOOST_TEST(!run.end(0));
  BOOST_TEST(run.sink.lines.empty());
  BOOST_TEST(run.recorder.steps_done() == 0);
  BOOST_TEST(!run.end(1));
  BOOST_TEST(run.sink.lines == Lines{"row 1"}, boost::test_tools::per_element());
  for (std::uint32_t step = 2; step < 7; ++step) BOOST_TEST(!run.end(step));
  const Lines expected = {"row 1", "row 2", "row 3", "row 4",       "row 5",
                          "row 6", "row 7", "flush", "evaluation 7"};
  BOOST_TEST(run.sink.lines == expected, boost::test_tools::per_element());
  BOOST_TEST(run.recorder.steps_done() == 7);
  BOOST_TEST(run.recorder.step_rows() == 7);
  BOOST_TEST(run.recorder.evaluation_rows() == 1);
}

BOOST_AUTO_TEST_CASE(rows_hold_what_was_measured) {
  Steps run(kScript, {.plan = {.steps = 7, .evaluate_every = 4}, .steps_per_epoch = 2});
  run.end_all();
  BOOST_TEST(column(run.sink, &results::StepRow::train_loss) == kScript.loss,
             boost::test_tools::per_element());
  BOOST_TEST(column(run.sink, &results::StepRow::consensus_distance) == kScript.distance,
             boost::test_tools::per_element());
  const results::StepRow& third = run.sink.rows[2];
  BOOST_TEST(third.step == 3);
  BOOST_TEST(third.epoch == 1.5);
  BOOST_TEST(third.simulated_time == 3.0);
  BOOST_TEST(third.learning_rate == 1.0);
  BOOST_TEST(third.gossip_rounds == 2);
  BOOST_TEST(third.bytes_sent == 30);
  BOOST_TEST(third.distance_tests == 2);
  BOOST_TEST(third.parameter_norm == 0.0);  // the nodes are at ±distance
  BOOST_TEST(std::isnan(third.theta));      // nothing was mixed
  const results::EvaluationRow& first = run.sink.evaluations.at(0);
  BOOST_TEST(first.step == 4);
  BOOST_TEST(first.epoch == 2.0);
  BOOST_TEST(first.simulated_time == 4.0);
  BOOST_TEST(first.train_loss == 0.0);      // of the averaged model, which is 0
  BOOST_TEST(first.test_accuracy == 0.25);  // the script's
  BOOST_TEST(run.recorder.last_step()->step == 7);
  BOOST_TEST(run.recorder.last_evaluation()->step == 7);
}

BOOST_AUTO_TEST_CASE(the_maximum_and_the_rounds_are_those_of_all_steps_recorded_or_not) {
  Steps run(kScript, {.plan = {.steps = 7, .record_every = 3}, .phases = {{0, "gossip"}}});
  run.end_all();
  const Lines expected = {"row 3", "row 6", "row 7", "flush", "evaluation 7"};
  BOOST_TEST(run.sink.lines == expected, boost::test_tools::per_element());
  BOOST_TEST(
      column(run.sink, &results::StepRow::max_consensus_distance) == (std::vector<double>{5, 9, 9}),
      boost::test_tools::per_element());
  const results::PhaseRow phase = run.recorder.phases().at(0);
  BOOST_TEST((phase.start == 0 && phase.end == 7 && phase.algorithm == "gossip"));
  BOOST_TEST(phase.max_consensus_distance == 9.0);
  BOOST_TEST(phase.mean_rounds == (0 + 1 + 2 + 0 + 1 + 2 + 0) / 7.0);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_is_due_every_so_many_steps_but_not_at_the_end) {
  Steps run({.loss = {1, 1, 1, 1}, .distance = {1, 1, 1, 1}},
            {.plan = {.steps = 4}, .checkpoint_every = 2});
  const std::vector<bool> due = {false, true, false, false};
  for (std::uint32_t step = 0; step < 4; ++step) {
    BOOST_TEST(run.end(step) == due[step]);
    BOOST_TEST(run.recorder.checkpoint_due() == due[step]);
    if (due[step]) BOOST_TEST(run.recorder.step_rows() == 2);  // its own row is written
  }
}

BOOST_AUTO_TEST_CASE(divergence_pauses_the_run_with_the_row_that_shows_it) {
  const double infinite = INFINITY;
  for (const Script& script : {Script{.loss = {1, infinite, 1}, .distance = {1, 1, 1}},
                               Script{.loss = {1, 1, 1}, .distance = {1, infinite, 1}}}) {
    Steps run(script, {.plan = {.steps = 9, .record_every = 9, .evaluate_every = 2}});
    BOOST_TEST(!run.end(0));
    BOOST_TEST(run.end(1));
    BOOST_TEST(run.recorder.diverged());
    BOOST_TEST(!run.recorder.checkpoint_due());
    BOOST_TEST(run.sink.lines == Lines{"row 2"}, boost::test_tools::per_element());
    BOOST_TEST(run.recorder.steps_done() == 2);
  }
}

BOOST_AUTO_TEST_CASE(divergence_is_noticed_one_step_later_where_nothing_is_waited_for) {
  Steps run({.loss = {1, NAN, 1}, .distance = {1, 1, 1}}, {.plan = {.steps = 9}});
  BOOST_TEST(!run.end(0));
  BOOST_TEST(!run.end(1));
  BOOST_TEST(!run.recorder.diverged());
  BOOST_TEST(run.end(2));
  BOOST_TEST(run.recorder.diverged());
}

BOOST_AUTO_TEST_CASE(nodes_own_models_are_in_the_evaluations_that_the_plan_says) {
  for (const auto when : {LocalModels::kNever, LocalModels::kEnd, LocalModels::kAlways}) {
    Steps run(kScript, {.plan = {.steps = 7, .evaluate_every = 5, .local_models = when}});
    run.end_all();
    const results::EvaluationRow &middle = run.sink.evaluations.at(0),
                                 &last = run.sink.evaluations.at(1);
    BOOST_TEST(std::isnan(middle.local_test_accuracy_mean) == (when != LocalModels::kAlways));
    BOOST_TEST(std::isnan(last.local_test_accuracy_mean) == (when == LocalModels::kNever));
    if (when == LocalModels::kNever) continue;
    BOOST_TEST(last.local_test_accuracy_min == -2.0);  // the script's: the model, ±distance
    BOOST_TEST(last.local_test_accuracy_max == 2.0);
    BOOST_TEST(last.local_test_accuracy_mean == 0.0);
  }
}

BOOST_AUTO_TEST_CASE(no_row_waits_in_memory_for_the_models_of_all_nodes) {
  Steps run({.loss = {1, 1, 1}, .distance = {1, 1, 1}},
            {.plan = {.steps = 3, .local_models = LocalModels::kEnd}});
  run.end_all();
  const Lines expected = {"row 1", "flush", "row 2", "row 3", "flush", "evaluation 3"};
  BOOST_TEST(run.sink.lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_swarm_there_are_times_and_no_evaluations) {
  Collector sink;
  RunRecorder recorder({.plan = {.steps = 2}}, nullptr, sink);
  for (std::uint32_t step = 0; step < 2; ++step)
    BOOST_TEST(!recorder.on_step_end(
        {.step = step, .time = base::kStart + std::chrono::seconds(step + 1)}));
  BOOST_TEST(sink.lines == (Lines{"row 1", "row 2"}), boost::test_tools::per_element());
  BOOST_TEST(sink.rows[1].simulated_time == 2.0);
  BOOST_TEST((std::isnan(sink.rows[1].train_loss) && std::isnan(sink.rows[1].learning_rate)));
  BOOST_TEST(std::isnan(recorder.phases().at(0).max_consensus_distance));
}

BOOST_AUTO_TEST_CASE(a_saved_recorder_goes_on_where_it_was) {
  const RunRecorder::Config config{.plan = {.steps = 7, .record_every = 2},
                                   .phases = {{0, "gossip"}}};
  Steps whole(kScript, config);
  whole.end_all();
  for (std::uint32_t before = 0; before <= 7; ++before) {
    Steps first(kScript, config), second(kScript, config);
    for (std::uint32_t step = 0; step < before; ++step) first.end(step);
    base::Saver saver;
    saver(first.recorder);
    first.swarm.save(saver);
    const std::string bytes = saver.take();
    base::Loader loader(bytes);
    loader(second.recorder);
    second.swarm.load(loader);
    for (std::uint32_t step = before; step < 7; ++step) second.end(step);
    Lines lines = first.sink.lines;
    lines.insert(lines.end(), second.sink.lines.begin(), second.sink.lines.end());
    BOOST_TEST(lines == whole.sink.lines, boost::test_tools::per_element());
    BOOST_TEST(second.recorder.hash().value() == whole.recorder.hash().value());
    BOOST_TEST(second.recorder.phases().at(0).max_consensus_distance == 9.0);
    BOOST_TEST(second.recorder.last_step()->train_loss == 1.0);
    BOOST_TEST(second.recorder.evaluation_rows() == 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
