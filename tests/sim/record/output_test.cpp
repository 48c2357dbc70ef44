// Where a result can't be written, and what happens when the disk is full.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

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

/// From here on the process can only read the file, also where it has it open.
void make_unwritable(const std::filesystem::path& path) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code error;
    if (!std::filesystem::equivalent(entry.path(), path, error)) continue;
    const int readable = ::open(path.c_str(), O_RDONLY);
    ::dup2(readable, std::stoi(entry.path().filename().string()));
    ::close(readable);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(output)

BOOST_AUTO_TEST_CASE(an_existing_file_is_refused_and_left_as_it_is) {
  const base::TemporaryFolder folder;
  write_bytes(folder.file("a.h5"), "precious");
  BOOST_CHECK_EXCEPTION(ResultWriter{example_header(folder.file("a.h5"))}, InputError,
                        says("a.h5: exists already"));
  BOOST_TEST(bytes_of(folder.file("a.h5")) == "precious");
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(overwrite_replaces_an_existing_file) {
  const base::TemporaryFolder folder;
  write_bytes(folder.file("a.h5"), "old");
  ResultHeader header = example_header(folder.file("a.h5"));
  header.overwrite = true;
  ResultWriter(header).close(example_closing(0));
  BOOST_TEST((read_summary(folder.file("a.h5")).status == Status::kComplete));
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failed_start_leaves_the_old_file_as_it_is) {
  const base::TemporaryFolder folder;
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
  const base::TemporaryFolder folder;
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
  const base::TemporaryFolder folder;
  write_bytes(folder.file("a.h5.lock"), "");
  BOOST_TEST(!results::writer_lives(folder.file("a.h5")));
  ResultWriter(example_header(folder.file("a.h5"))).close({});
  BOOST_TEST(names_in(folder.path()) == std::vector<std::string>{"a.h5"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(missing_folders_are_made) {
  const base::TemporaryFolder folder;
  ResultWriter(example_header(folder.file("results/today/a.h5"))).close({});
  BOOST_TEST((read_summary(folder.file("results/today/a.h5")).status == Status::kComplete));
}

BOOST_AUTO_TEST_CASE(places_where_nothing_can_be_written_are_refused) {
  const base::TemporaryFolder folder;
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

BOOST_AUTO_TEST_CASE(a_start_without_room_to_go_on_is_refused) {
  const base::TemporaryFolder folder;
  {
    const FullDisk disk(700'000);
    BOOST_CHECK_EXCEPTION(ResultWriter{example_header(folder.file("a.h5"))}, InputError,
                          says("no room for it"));
  }
  BOOST_TEST(names_in(folder.path()).empty());
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_outcome_and_loses_nothing) {
  const base::TemporaryFolder folder;
  ResultHeader header = example_header(folder.file("a.h5"));
  header.flush_seconds = 0;
  ResultWriter writer(header);
  append_steps(writer, 0, 50);
  {
    // Less than what is reserved ahead, more than what the closing takes.
    const FullDisk disk(std::filesystem::file_size(header.output) + 400'000);
    BOOST_TEST(!writer.append(example_step(50)));
    BOOST_TEST(writer.failure().value() == "File too large");
    BOOST_TEST(!writer.append(example_step(51)));
    BOOST_TEST(writer.close(example_closing(51)));
  }
  const results::ResultFile file = read_result(header.output);
  BOOST_TEST((file.summary.access == results::Access::kPlain));
  BOOST_TEST((file.summary.status == Status::kFailed));
  BOOST_TEST(file.summary.reason == "File too large");
  BOOST_TEST(file.steps.size() == 51u);
  BOOST_TEST(difference(file.nodes, example_closing(51).nodes) == "");
}

// As where room can't be reserved and a write fails. The file then is a killed run's, with all that
// was flushed.
BOOST_AUTO_TEST_CASE(a_failed_write_is_an_outcome_that_keeps_what_was_flushed) {
  const base::TemporaryFolder folder;
  const ResultHeader header = example_header(folder.file("a.h5"));
  ResultWriter writer(header);
  append_steps(writer, 0, 1000);
  make_unwritable(header.output);
  append_steps(writer, 1000, 1100);
  BOOST_TEST_REQUIRE(writer.failure().has_value());
  BOOST_TEST(!writer.append(example_step(1100)));
  BOOST_TEST(!writer.flush());
  BOOST_TEST(writer.position().steps >= 1000);
  BOOST_TEST(!writer.close(example_closing(1100)));
  BOOST_TEST(!results::writer_lives(header.output));
  // HDF5 still has the file open in this process, so what others see is looked at in a copy.
  std::filesystem::copy_file(header.output, folder.file("copy.h5"));
  BOOST_TEST(read_result(folder.file("copy.h5")).summary.killed());
  BOOST_TEST(read_result(folder.file("copy.h5")).steps.size() == 1000u);
  BOOST_TEST(results::repair(folder.file("copy.h5")).steps == 1000);
  BOOST_TEST(read_result(folder.file("copy.h5")).steps.size() == 1000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::record
