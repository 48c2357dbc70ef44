// Where a result can't be written, and what happens when the disk is full.
#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "base/errors.h"
#include "sim/record/writer.h"
#include "sim/results/lock_file.h"
#include "sim/results/repair.h"
#include "tests/sim/record/example_run.h"
#include "tests/sim/record/row_equality.h"

using consim::base::InputError;
using consim::results::read_result;
using consim::results::read_summary;

namespace consim::record {

namespace {

const auto says = [](const std::string& text) {
  return [text](const InputError& error) {
    BOOST_TEST_INFO(error.what());
    return std::string(error.what()).find(text) != std::string::npos;
  };
};

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Files of this process can't grow beyond `bytes` until the end of the scope: writing there fails
/// with EFBIG, as it fails with ENOSPC on a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(output)

BOOST_AUTO_TEST_CASE(an_existing_file_is_refused_and_left_as_it_is) {
  const ScratchFolder folder;
  write_bytes(folder.file("a.h5"), "precious");
  BOOST_CHECK_EXCEPTION(ResultWriter{example_header(folder.file("a.h5"))}, InputError,
                        says("a.h5: exists already"));
  BOOST_TEST(bytes_of(folder.file("a.h5")) == "precious");
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(overwrite_replaces_an_existing_file) {
  const ScratchFolder folder;
  write_bytes(folder.file("a.h5"), "old");
  ResultHeader header = example_header(folder.file("a.h5"));
  header.overwrite = true;
  ResultWriter(header).close(example_closing(0));
  BOOST_TEST((read_summary(folder.file("a.h5")).status == Status::kComplete));
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failed_start_leaves_the_old_file_as_it_is) {
  const ScratchFolder folder;
  write_bytes(folder.file("a.h5"), "old");
  ResultHeader header = example_header(folder.file("a.h5"));
  header.overwrite = true;
  {
    const FullDisk disk(2000);
    BOOST_CHECK_THROW(ResultWriter{header}, InputError);
  }
  BOOST_TEST(bytes_of(folder.file("a.h5")) == "old");
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_writers_of_one_file_are_refused) {
  const ScratchFolder folder;
  ResultWriter writer(example_header(folder.file("a.h5")));
  ResultHeader second = example_header(folder.file("a.h5"));
  second.overwrite = true;
  BOOST_CHECK_EXCEPTION(ResultWriter{second}, InputError, says("being written by another run"));
  BOOST_TEST(results::writer_lives(folder.file("a.h5")));
  BOOST_TEST(writer.close({}));
  BOOST_TEST(!results::writer_lives(folder.file("a.h5")));
  BOOST_TEST(ResultWriter(second).close({}));
}

BOOST_AUTO_TEST_CASE(an_old_lock_file_means_nothing) {
  const ScratchFolder folder;
  write_bytes(folder.file("a.h5.lock"), "");
  BOOST_TEST(!results::writer_lives(folder.file("a.h5")));
  ResultWriter(example_header(folder.file("a.h5"))).close({});
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(missing_folders_are_made) {
  const ScratchFolder folder;
  ResultWriter(example_header(folder.file("results/today/a.h5"))).close({});
  BOOST_TEST((read_summary(folder.file("results/today/a.h5")).status == Status::kComplete));
}

BOOST_AUTO_TEST_CASE(places_where_nothing_can_be_written_are_refused) {
  const ScratchFolder folder;
  write_bytes(folder.file("file"), "");
  const auto refused = [&](const std::filesystem::path& path, const std::string& reason) {
    ResultHeader header = example_header(path);
    header.overwrite = true;
    BOOST_CHECK_EXCEPTION(ResultWriter{header}, InputError, says(reason));
  };
  refused(folder.file("file") / "a.h5", "file");
  refused(folder.path(), "is no regular file");
  refused(folder.path() / "", "is no");
  refused("/dev/full", "is no regular file");
  refused("/proc/nobody/a.h5", "/proc/nobody/a.h5");
  refused("", "is no file name");
}

// As on a file system that can't reserve room, where HDF5's own writing fails. (What such a file
// still holds, and the outcome where room can be reserved, is tested in killed_run_test.py and
// full_disk_test.py.)
BOOST_AUTO_TEST_CASE(a_disk_that_takes_no_byte_more_is_an_outcome) {
  const ScratchFolder folder;
  const ResultHeader header = example_header(folder.file("a.h5"));
  ResultWriter writer(header);
  append_steps(writer, 0, 1000);
  const FullDisk disk(std::filesystem::file_size(header.output));
  append_steps(writer, 1000, 1100);
  BOOST_TEST_REQUIRE(writer.failure().has_value());
  BOOST_TEST(writer.failure().value().find("File too large") != std::string::npos,
             writer.failure().value());
  BOOST_TEST(!writer.append(example_step(1100)));
  BOOST_TEST(!writer.flush());
  BOOST_TEST(!writer.close(example_closing(1100)));
  BOOST_TEST(!results::writer_lives(header.output));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::record
