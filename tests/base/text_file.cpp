#include "base/text_file.h"

#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "base/temporary_folder.h"

namespace consim::base {
namespace {

std::string problem(const std::filesystem::path& file, std::size_t most_bytes) {
  try {
    read_text_file(file, most_bytes);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_files)

BOOST_AUTO_TEST_CASE(a_file_is_read_whole_up_to_its_bound) {
  const base::TemporaryFolder folder;
  std::string text(3 << 20, 'x');
  text[5] = '\0';
  text.back() = '\r';
  const auto file = folder.write("large", text);
  BOOST_TEST((read_text_file(file, text.size()) == text));
  BOOST_TEST(problem(file, text.size() - 1) == file.string() + ": is larger than 3145727 bytes");
  BOOST_TEST(problem(file, 2 << 20) == file.string() + ": is larger than 2 MiB");
  BOOST_TEST(read_text_file(folder.write("empty", ""), 1).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_told_and_devices_are_bounded) {
  const base::TemporaryFolder folder;
  BOOST_TEST(problem(folder.path(), 10) == folder.path().string() + ": is a directory, not a file");
  const std::string missing = (folder.path() / "missing").string();
  BOOST_TEST(problem(missing, 10) == missing + ": can't be read: No such file or directory");
  BOOST_TEST(problem("/dev/zero", 10) == "/dev/zero: is larger than 10 bytes");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::base
