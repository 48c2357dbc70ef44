// What is written is read back, and equal content gives equal bytes.
#include "sim/record/writer.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/check.h"
#include "base/errors.h"
#include "sim/results/lock_file.h"
#include "tests/sim/record/example_run.h"
#include "tests/sim/record/row_equality.h"

namespace data = boost::unit_test::data;
using consim::base::InputError;
using consim::results::Access;
using consim::results::read_result;
using consim::results::read_summary;
using consim::results::ResultFile;

namespace consim::record {

namespace {

std::vector<StepRow> steps_up_to(std::int64_t count) {
  std::vector<StepRow> rows;
  for (std::int64_t step = 0; step < count; ++step) rows.push_back(example_step(step));
  return rows;
}

// Of evaluated steps.
template <class Row>
std::vector<Row> up_to(std::int64_t count, Row (*example)(std::int64_t)) {
  std::vector<Row> rows;
  for (std::int64_t step = 99; step < count; step += 100) rows.push_back(example(step));
  return rows;
}

std::vector<EvaluationRow> evaluations_up_to(std::int64_t count) {
  return up_to(count, example_evaluation);
}

std::vector<EventRow> events_up_to(std::int64_t count) {
  std::vector<EventRow> rows;
  for (std::int64_t number = 0; number < count; ++number) rows.push_back(example_event(number));
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer)

// 0 and 1 rows, one less than, exactly, and one more than a chunk, several chunks.
BOOST_DATA_TEST_CASE(what_is_written_is_read_back, data::make({0, 1, 100, 1023, 1024, 1025, 3000}),
                     count) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), count);
  const ResultFile file = read_result(folder.file("a.h5"));
  BOOST_TEST((file.summary.access == Access::kPlain));
  BOOST_TEST(!file.summary.writer_alive);
  BOOST_TEST((file.summary.status == Status::kComplete));
  BOOST_TEST(file.summary.reason == "");
  BOOST_TEST((file.summary.totals == example_totals(count)));
  BOOST_TEST(difference(file.steps, steps_up_to(count)) == "");
  BOOST_TEST(difference(file.evaluations, evaluations_up_to(count)) == "");
  BOOST_TEST(difference(file.layer_rows, up_to(count, example_layers)) == "");
  BOOST_TEST(difference(file.node_evaluations, up_to(count, example_nodes)) == "");
  BOOST_TEST((file.layers == example_header("").layers));
  BOOST_TEST(difference(file.events, events_up_to(2 * count)) == "");
  BOOST_TEST(difference(file.phases, example_closing(count).phases) == "");
  BOOST_TEST(difference(file.nodes, example_closing(count).nodes) == "");
}

BOOST_AUTO_TEST_CASE(the_header_is_read_back) {
  const base::TemporaryFolder folder;
  const ResultHeader header = example_header(folder.file("a.h5"));
  write_example(header.output, 10);
  const ResultFile file = read_result(header.output);
  BOOST_TEST((file.summary.attributes == header.attributes));
  BOOST_TEST(file.scenario == header.scenario);
  BOOST_TEST((file.topology == header.topology));
  BOOST_TEST((file.work == header.work));
  BOOST_TEST((file.parts == header.parts));
  BOOST_TEST((read_summary(header.output).attributes == header.attributes));
}

BOOST_AUTO_TEST_CASE(an_empty_header_is_read_back) {
  const base::TemporaryFolder folder;
  ResultWriter writer({.output = folder.file("a.h5")});
  BOOST_TEST(writer.close({}));
  const ResultFile file = read_result(folder.file("a.h5"));
  BOOST_TEST((file.topology == results::TopologyRecord{}));
  BOOST_TEST((file.parts == results::OptionalParts{}));
  BOOST_TEST(file.scenario == "");
}

BOOST_AUTO_TEST_CASE(a_changing_unsymmetric_topology_and_long_attributes_are_read_back) {
  const base::TemporaryFolder folder;
  ResultHeader header = example_header(folder.file("a.h5"));
  header.topology.round.assign(header.topology.weight.size(), 3);
  header.topology.eigenvalues_imaginary = {0, 0.5, -0.5, 0, 0};
  // Longer than the 64 KiB that an object's header can hold.
  header.topology.attributes = {{"curve", std::vector<double>(20000, 0.5)},
                                {"spec", std::string()}};
  ResultWriter(header).close({});
  BOOST_TEST((read_result(header.output).topology == header.topology));
}

BOOST_AUTO_TEST_CASE(columns_without_control_read_as_nan) {
  const base::TemporaryFolder folder;
  ResultWriter writer({.output = folder.file("a.h5")});
  writer.append(example_step(1));
  writer.append(example_evaluation(1));
  writer.close({});
  const ResultFile file = read_result(folder.file("a.h5"));
  StepRow step = example_step(1);
  step.noise_variance = step.smoothness = step.critical_distance = results::kNone;
  step.gradient_variance = results::kNone;
  EvaluationRow evaluation = example_evaluation(1);
  evaluation.test_bleu = results::kNone;
  BOOST_TEST(difference(file.steps, {step}) == "");
  BOOST_TEST(difference(file.evaluations, {evaluation}) == "");
}

BOOST_AUTO_TEST_CASE(equal_content_gives_equal_bytes_however_it_was_flushed) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 2500);
  ResultHeader often = example_header(folder.file("b.h5"));
  often.flush_seconds = 0;
  {
    ResultWriter writer(often);
    append_steps(writer, 0, 2500);
    writer.close(example_closing(2500));
  }
  BOOST_TEST((bytes_of(folder.file("a.h5")) == bytes_of(folder.file("b.h5"))));
}

BOOST_AUTO_TEST_CASE(one_changed_number_changes_the_bytes) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 20);
  {
    ResultWriter writer(example_header(folder.file("b.h5")));
    append_steps(writer, 0, 20);
    Closing closing = example_closing(20);
    closing.nodes[4].steps += 1;
    writer.close(closing);
  }
  BOOST_TEST((bytes_of(folder.file("a.h5")) != bytes_of(folder.file("b.h5"))));
}

BOOST_AUTO_TEST_CASE(a_living_writers_file_has_what_was_flushed) {
  const base::TemporaryFolder folder;
  ResultWriter writer(example_header(folder.file("a.h5")));
  append_steps(writer, 0, 150);
  const ResultFile file = read_result(folder.file("a.h5"));
  BOOST_TEST(file.summary.writer_alive);
  BOOST_TEST((file.summary.status == Status::kRunning));
  // The evaluation of step 99 was the last reason to flush.
  BOOST_TEST(difference(file.steps, steps_up_to(100)) == "");
  BOOST_TEST(difference(file.evaluations, evaluations_up_to(100)) == "");
  BOOST_TEST((file.summary.totals == example_totals(100)));
  BOOST_TEST(writer.flush());
  BOOST_TEST(difference(read_result(folder.file("a.h5")).steps, steps_up_to(150)) == "");
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_dropped_leaves_an_interrupted_file) {
  const base::TemporaryFolder folder;
  {
    ResultWriter writer(example_header(folder.file("a.h5")));
    append_steps(writer, 0, 20);
  }
  const ResultFile file = read_result(folder.file("a.h5"));
  BOOST_TEST((file.summary.status == Status::kInterrupted));
  BOOST_TEST((file.summary.totals == example_totals(20)));
  BOOST_TEST(difference(file.steps, steps_up_to(20)) == "");
  BOOST_TEST(!std::filesystem::exists(results::lock_path(folder.file("a.h5"))));
}

BOOST_DATA_TEST_CASE(every_ending_is_recorded_with_its_reason, data::xrange(1, 5), number) {
  const base::TemporaryFolder folder;
  ResultWriter writer(example_header(folder.file("a.h5")));
  const auto status = static_cast<Status>(number);
  BOOST_TEST(writer.close({.status = status, .reason = "train_loss is inf at step 12"}));
  BOOST_TEST((read_summary(folder.file("a.h5")).status == status));
  BOOST_TEST(read_summary(folder.file("a.h5")).reason == "train_loss is inf at step 12");
}

BOOST_AUTO_TEST_CASE(a_long_reason_is_cut_between_characters) {
  const base::TemporaryFolder folder;
  ResultWriter writer(example_header(folder.file("a.h5")));
  std::string reason = "x";
  for (int i = 0; i < 200; ++i) reason += "ä";
  writer.close({.status = Status::kFailed, .reason = reason});
  // 1 + 2·127 = 255 bytes fit into 256.
  BOOST_TEST(read_summary(folder.file("a.h5")).reason == reason.substr(0, 255));
}

BOOST_AUTO_TEST_CASE(wrong_use_is_noticed) {
  const base::TemporaryFolder folder;
  ResultWriter writer({.output = folder.file("a.h5")});
  BOOST_CHECK_THROW(writer.append(EventRow{}), base::LogicError);
  BOOST_CHECK_THROW(writer.close({.status = Status::kRunning}), base::LogicError);
  writer.close({});
  BOOST_CHECK_THROW(writer.append(StepRow{}), base::LogicError);
  BOOST_CHECK_THROW(writer.flush(), base::LogicError);
  ResultHeader ragged{.output = folder.file("b.h5")};
  ragged.topology.row = {0};
  BOOST_CHECK_THROW(ResultWriter{ragged}, base::LogicError);
  BOOST_TEST(!std::filesystem::exists(folder.file("b.h5")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::record
