// What a killed run leaves is made plainly readable; what isn't a killed run's file is left alone.
#include "sim/results/repair.h"

#include <hdf5.h>

#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "sim/results/hdf5_attribute.h"
#include "sim/results/hdf5_handle.h"
#include "sim/results/lock_file.h"
#include "sim/results/reader.h"
#include "tests/sim/record/example_run.h"
#include "tests/sim/record/row_equality.h"

using consim::base::InputError;
using consim::base::TemporaryFolder;
using consim::record::append_steps;
using consim::record::bytes_of;
using consim::record::example_header;
using consim::record::ResultWriter;
using consim::record::write_bytes;
using consim::record::write_example;

namespace consim::results {

namespace {

/// A copy of a growing file has the bytes that a killed run leaves.
void write_killed(const base::TemporaryFolder& folder, const std::filesystem::path& path) {
  ResultWriter writer(example_header(folder.file("growing.h5")));
  append_steps(writer, 0, 250);
  writer.flush();
  write_bytes(path, bytes_of(folder.file("growing.h5")));
}

std::string refusal(const std::filesystem::path& path) {
  try {
    repair(path);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(repairing)

BOOST_AUTO_TEST_CASE(a_killed_runs_file_becomes_plainly_readable) {
  const base::TemporaryFolder folder;
  write_killed(folder, folder.file("a.h5"));
  const ResultFile killed = read_result(folder.file("a.h5"));
  BOOST_TEST(killed.summary.killed());
  BOOST_TEST(killed.steps.size() == 250u);

  const RepairReport report = repair(folder.file("a.h5"));
  BOOST_TEST(to_string(report) == folder.file("a.h5").string() +
                                      ": cleared the mark of a killed writer; status running is "
                                      "now interrupted; it has 250 step rows, 2 evaluations");
  const ResultFile mended = read_result(folder.file("a.h5"));
  BOOST_TEST((mended.summary.access == Access::kPlain));
  BOOST_TEST((mended.summary.status == Status::kInterrupted));
  BOOST_TEST(mended.summary.reason == "the run was killed; the file was repaired");
  BOOST_TEST((mended.summary.totals == killed.summary.totals));
  BOOST_TEST(record::difference(mended.steps, killed.steps) == "");
  BOOST_TEST(record::difference(mended.evaluations, killed.evaluations) == "");
  BOOST_TEST(record::difference(mended.layer_rows, killed.layer_rows) == "");
  BOOST_TEST(record::difference(mended.node_evaluations, killed.node_evaluations) == "");
  BOOST_TEST(mended.layer_rows.size() == 2u);
  BOOST_TEST(record::difference(mended.events, killed.events) == "");
  BOOST_TEST((mended.topology == killed.topology));
  BOOST_TEST(!std::filesystem::exists(folder.file("a.h5.repaired")));
  BOOST_TEST(!std::filesystem::exists(lock_path(folder.file("a.h5"))));
}

BOOST_AUTO_TEST_CASE(a_second_repair_does_nothing) {
  const base::TemporaryFolder folder;
  write_killed(folder, folder.file("a.h5"));
  repair(folder.file("a.h5"));
  const std::string bytes = bytes_of(folder.file("a.h5"));
  BOOST_TEST(!repair(folder.file("a.h5")).changed);
  BOOST_TEST((bytes_of(folder.file("a.h5")) == bytes));
}

BOOST_AUTO_TEST_CASE(a_finished_file_is_left_as_it_is) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 20);
  const std::string bytes = bytes_of(folder.file("a.h5"));
  const RepairReport report = repair(folder.file("a.h5"));
  BOOST_TEST(!report.changed);
  BOOST_TEST(to_string(report) == folder.file("a.h5").string() +
                                      ": in order (complete, 20 step rows, 0 evaluations), nothing "
                                      "done");
  BOOST_TEST((bytes_of(folder.file("a.h5")) == bytes));
}

// A run that dies within a flush may leave them.
BOOST_AUTO_TEST_CASE(columns_of_unequal_length_are_cut_to_the_shortest) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 20);
  {
    const Handle file =
        own(H5Fopen(folder.file("a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    const Handle column = own(H5Dopen2(file.id(), "steps/theta", H5P_DEFAULT), H5Dclose, "open");
    const hsize_t rows = 17;
    require(H5Dset_extent(column.id(), &rows), "cut");
    const Handle status = own(H5Aopen(file.id(), "status", H5P_DEFAULT), H5Aclose, "open");
    const Handle type = own(H5Aget_type(status.id()), H5Tclose, "read the type");
    require(H5Awrite(status.id(), type.id(), "running\0\0\0\0\0\0\0\0\0"), "write");
  }
  const RepairReport report = repair(folder.file("a.h5"));
  BOOST_TEST(report.steps == 17);
  BOOST_TEST(report.cut_columns == std::ssize(results::table_of<results::StepRow>().columns) - 1);
  BOOST_TEST(!report.cleared_mark);
  BOOST_TEST(read_result(folder.file("a.h5")).steps.size() == 17u);
}

BOOST_AUTO_TEST_CASE(columns_of_two_dimensions_are_cut_too) {
  const base::TemporaryFolder folder;
  write_killed(folder, folder.file("a.h5"));
  repair(folder.file("a.h5"));
  {
    const Handle file =
        own(H5Fopen(folder.file("a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    const Handle column =
        own(H5Dopen2(file.id(), "node_evaluations/step", H5P_DEFAULT), H5Dclose, "open");
    const hsize_t rows = 1;
    require(H5Dset_extent(column.id(), &rows), "cut");
    renew_text(file.id(), "status", "running");
  }
  BOOST_TEST(repair(folder.file("a.h5")).cut_columns == 3);
  const ResultFile mended = read_result(folder.file("a.h5"));
  BOOST_TEST(mended.layer_rows.size() == 2u);
  BOOST_TEST(record::difference(mended.node_evaluations, {record::example_nodes(99)}) == "");
}

BOOST_AUTO_TEST_CASE(a_living_writers_file_is_refused) {
  const base::TemporaryFolder folder;
  ResultWriter writer(example_header(folder.file("a.h5")));
  BOOST_TEST(refusal(folder.file("a.h5")).find("a run is still writing") != std::string::npos);
  append_steps(writer, 0, 20);
  BOOST_TEST(writer.close(record::example_closing(20)));
  BOOST_TEST(read_result(folder.file("a.h5")).steps.size() == 20u);
}

BOOST_AUTO_TEST_CASE(what_is_no_result_is_refused_and_left_as_it_is) {
  const base::TemporaryFolder folder;
  BOOST_TEST(refusal(folder.file("none.h5")).find("no such file") != std::string::npos);
  BOOST_TEST(!std::filesystem::exists(folder.file("none.h5.lock")));
  write_bytes(folder.file("a.h5"), "text");
  BOOST_TEST(refusal(folder.file("a.h5")).find("isn't an HDF5 file") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::results
