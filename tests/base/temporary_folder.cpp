// Folders for a while.
#include "base/temporary_folder.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

namespace consim::base {
namespace {

BOOST_AUTO_TEST_SUITE(temporary_folder)

BOOST_AUTO_TEST_CASE(each_is_another_one_and_goes_with_all_that_is_in_it) {
  std::filesystem::path first_path, second_path;
  {
    const TemporaryFolder first, second;
    first_path = first.path();
    second_path = second.path();
    BOOST_TEST(first_path != second_path);
    const std::vector<std::uint8_t> bytes = {0, 255, 10};
    const auto file = first.write("a", bytes);
    BOOST_TEST(file == first.file("a"));
    std::ifstream stream(file, std::ios::binary);
    const std::string read(std::istreambuf_iterator<char>(stream), {});
    BOOST_TEST(read == std::string("\0\xff\n", 3));
    std::filesystem::create_directory(first.file("inner"));
    second.write("b", "text");
    BOOST_TEST(std::filesystem::file_size(second.file("b")) == 4u);
    BOOST_CHECK_THROW(second.write("no/folder", "text"), std::filesystem::filesystem_error);
  }
  BOOST_TEST(!std::filesystem::exists(first_path));
  BOOST_TEST(!std::filesystem::exists(second_path));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::base
