// A resumed run's file is the file of a run that was never interrupted.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "sim/record/writer.h"
#include "tests/sim/record/example_run.h"
#include "tests/sim/record/row_equality.h"

namespace data = boost::unit_test::data;
using consim::base::InputError;
using consim::results::read_result;

namespace consim::record {

BOOST_AUTO_TEST_SUITE(resume)

// Within and at the borders of chunks (1024 steps), with and without an evaluation just before.
BOOST_DATA_TEST_CASE(a_resumed_file_holds_what_an_uninterrupted_one_does,
                     data::make({0, 50, 100, 1024, 1025, 1200}), checkpoint) {
  const base::TemporaryFolder folder;
  write_example(folder.file("whole.h5"), 1500);
  ResumePoint point;
  {
    ResultWriter writer(example_header(folder.file("a.h5")));
    append_steps(writer, 0, checkpoint);
    writer.flush();
    point = writer.position();
    append_steps(writer, checkpoint, 1300);
  }
  ResultWriter writer = ResultWriter::resume(example_header(folder.file("a.h5")), point);
  BOOST_TEST(writer.position().steps == checkpoint);
  append_steps(writer, checkpoint, 1500);
  BOOST_TEST(writer.close(example_closing(1500)));
  const results::ResultFile whole = read_result(folder.file("whole.h5"));
  const results::ResultFile resumed = read_result(folder.file("a.h5"));
  BOOST_TEST(difference(resumed.steps, whole.steps) == "");
  BOOST_TEST(difference(resumed.evaluations, whole.evaluations) == "");
  BOOST_TEST(difference(resumed.layer_rows, whole.layer_rows) == "");
  BOOST_TEST(difference(resumed.node_evaluations, whole.node_evaluations) == "");
  BOOST_TEST(difference(resumed.events, whole.events) == "");
  BOOST_TEST((resumed.summary.totals == whole.summary.totals));
  BOOST_TEST((resumed.summary.status == Status::kComplete));
}

BOOST_DATA_TEST_CASE(without_a_trace_even_the_bytes_are_the_same, data::make({50, 1200, 2100}),
                     checkpoint) {
  const base::TemporaryFolder folder;
  const auto append = [](ResultWriter& writer, std::int64_t first, std::int64_t last) {
    for (std::int64_t step = first; step < last; ++step) {
      writer.append(example_step(step));
      if (step % 7 == 6) append_evaluation(writer, step);
    }
  };
  const auto header = [&](const char* name) {
    ResultHeader result = example_header(folder.file(name));
    result.parts.trace = false;
    return result;
  };
  ResultWriter whole(header("whole.h5"));
  append(whole, 0, 2500);
  whole.close(example_closing(2500));
  ResumePoint point;
  {
    ResultWriter killed(header("a.h5"));
    append(killed, 0, checkpoint);
    point = killed.position();
    append(killed, checkpoint, checkpoint + 100);
  }
  ResultWriter resumed = ResultWriter::resume(header("a.h5"), point);
  append(resumed, checkpoint, 2500);
  resumed.close(example_closing(2500));
  BOOST_TEST((bytes_of(folder.file("a.h5")) == bytes_of(folder.file("whole.h5"))));
}

// A copy of a growing file has the bytes that a killed run leaves.
BOOST_AUTO_TEST_CASE(a_killed_runs_file_is_resumed) {
  const base::TemporaryFolder folder;
  write_example(folder.file("whole.h5"), 500);
  ResultWriter growing(example_header(folder.file("growing.h5")));
  append_steps(growing, 0, 150);
  growing.flush();
  const ResumePoint point = growing.position();
  append_steps(growing, 150, 300);
  write_bytes(folder.file("a.h5"), bytes_of(folder.file("growing.h5")));
  BOOST_TEST(read_result(folder.file("a.h5")).summary.killed());
  ResultWriter writer = ResultWriter::resume(example_header(folder.file("a.h5")), point);
  append_steps(writer, 150, 500);
  BOOST_TEST(writer.close(example_closing(500)));
  const results::ResultFile whole = read_result(folder.file("whole.h5"));
  const results::ResultFile resumed = read_result(folder.file("a.h5"));
  BOOST_TEST(difference(resumed.steps, whole.steps) == "");
  BOOST_TEST(difference(resumed.evaluations, whole.evaluations) == "");
  BOOST_TEST(difference(resumed.layer_rows, whole.layer_rows) == "");
  BOOST_TEST(difference(resumed.node_evaluations, whole.node_evaluations) == "");
  BOOST_TEST(difference(resumed.events, whole.events) == "");
}

BOOST_AUTO_TEST_CASE(the_old_file_stays_until_the_new_one_has_its_rows) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 120);
  const std::string before = bytes_of(folder.file("a.h5"));
  const auto refused = [&](const ResumePoint& point, const std::string& reason) {
    BOOST_CHECK_EXCEPTION(ResultWriter::resume(example_header(folder.file("a.h5")), point),
                          InputError, [&](const InputError& error) {
                            return std::string(error.what()).find(reason) != std::string::npos;
                          });
    BOOST_TEST((bytes_of(folder.file("a.h5")) == before));
    BOOST_TEST(!std::filesystem::exists(folder.file("a.h5.new")));
  };
  refused({.steps = 121}, "steps: has 120 rows, the checkpoint 121");
  refused({.evaluations = 2}, "evaluations: has 1 rows, the checkpoint 2");
  refused({.events = 1000}, "events: has 240 rows");
  refused({.layers = 2}, "layers: has 1 rows, the checkpoint 2");
  refused({.node_evaluations = 2}, "node_evaluations: has 1 rows, the checkpoint 2");
}

BOOST_AUTO_TEST_CASE(what_is_no_result_cannot_be_resumed) {
  const base::TemporaryFolder folder;
  BOOST_CHECK_THROW(ResultWriter::resume(example_header(folder.file("a.h5")), {}), InputError);
  write_bytes(folder.file("a.h5"), "text");
  BOOST_CHECK_THROW(ResultWriter::resume(example_header(folder.file("a.h5")), {}), InputError);
  BOOST_TEST(bytes_of(folder.file("a.h5")) == "text");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::record
