// Damaged files: refused, or read as far as they are whole. Never a crash, never a wrong row.
#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "base/random.h"
#include "sim/results/reader.h"
#include "sim/results/repair.h"
#include "tests/sim/record/example_run.h"
#include "tests/sim/record/row_equality.h"

using consim::base::InputError;
using consim::base::TemporaryFolder;
using consim::record::append_steps;
using consim::record::bytes_of;
using consim::record::difference;
using consim::record::example_header;
using consim::record::example_step;
using consim::record::ResultWriter;
using consim::record::write_bytes;
using consim::record::write_example;

// HDF5 1.10 doesn't free an object header that it has found to be damaged. Asked for by the leak
// sanitizer.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5_serial"; }

namespace consim::results {

namespace {

std::string refusal(const std::filesystem::path& path) {
  try {
    read_result(path);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(damaged_file)

// HDF5 knows where a closed file should end.
BOOST_AUTO_TEST_CASE(a_finished_file_cut_off_anywhere_is_refused) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 20);
  const std::string whole = bytes_of(folder.file("a.h5"));
  for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 150) {
    write_bytes(folder.file("a.h5"), whole.substr(0, size));
    BOOST_TEST(refusal(folder.file("a.h5")) != "", "cut at " << size);
  }
  write_bytes(folder.file("a.h5"), whole.substr(0, whole.size() - 1));
  BOOST_TEST(refusal(folder.file("a.h5")) != "");
}

// A copy of a growing file is what a killed run leaves. Cut off, its rows are a part of what was
// written, or none.
BOOST_AUTO_TEST_CASE(a_growing_file_cut_off_anywhere_gives_no_wrong_rows) {
  const base::TemporaryFolder folder;
  ResultWriter writer(example_header(folder.file("a.h5")));
  append_steps(writer, 0, 1100);
  writer.flush();
  const std::string whole = bytes_of(folder.file("a.h5"));
  std::vector<StepRow> expected;
  for (std::int64_t step = 0; step < 1100; ++step) expected.push_back(example_step(step));
  int readable = 0;
  for (std::size_t cut = 0; cut < whole.size(); cut += 1 + whole.size() / 150) {
    write_bytes(folder.file("cut.h5"), whole.substr(0, whole.size() - cut));
    try {
      const ResultFile file = read_result(folder.file("cut.h5"));
      BOOST_TEST_REQUIRE(file.steps.size() <= expected.size());
      const std::vector<StepRow> same(expected.begin(), expected.begin() + std::ssize(file.steps));
      BOOST_TEST(difference(file.steps, same) == "");
      ++readable;
    } catch (const InputError&) {
      // Refused is right too.
    }
  }
  BOOST_TEST(readable >= 1);
}

BOOST_AUTO_TEST_CASE(changed_bytes_are_refused_or_read_but_never_crash) {
  const base::TemporaryFolder folder;
  write_example(folder.file("a.h5"), 20);
  const std::string whole = bytes_of(folder.file("a.h5"));
  base::RandomStream random(3, base::Purpose::kTest);
  int refused = 0;
  for (int trial = 0; trial < 300; ++trial) {
    std::string changed = whole;
    for (std::uint64_t i = 0; i <= random.below(8); ++i) {
      // Half of the changes at the start, where the headers are.
      const std::uint64_t range = random.below(2) == 0 ? 4096 : whole.size();
      changed[random.below(range)] = static_cast<char>(random.below(256));
    }
    write_bytes(folder.file("a.h5"), changed);
    refused += refusal(folder.file("a.h5")) != "" ? 1 : 0;
  }
  BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_CASE(a_file_that_lacks_a_half_is_not_repaired_and_left_as_it_is) {
  const base::TemporaryFolder folder;
  ResultWriter writer(example_header(folder.file("growing.h5")));
  append_steps(writer, 0, 250);
  writer.flush();
  const std::string half = bytes_of(folder.file("growing.h5")).substr(0, 20000);
  write_bytes(folder.file("a.h5"), half);
  BOOST_CHECK_THROW(repair(folder.file("a.h5")), InputError);
  BOOST_TEST((bytes_of(folder.file("a.h5")) == half));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::results
