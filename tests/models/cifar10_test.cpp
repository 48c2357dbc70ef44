// CIFAR-10's files, as a folder and as an archive, right and wrong.
#include "models/cifar10.h"

#include <archive.h>
#include <archive_entry.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/errors.h"
#include "base/temporary_folder.h"
#include "loading_problems.h"
#include "models/archive_file.h"

using namespace consim;
using models::Cifar10;
using models::ImageData;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::size_t kRecord = 3073;

// Picture k of a file has the label k mod 10, and byte p is p + k + first.
Bytes pictures(int count, int first) {
  Bytes bytes;
  for (int k = 0; k < count; ++k) {
    bytes.push_back(static_cast<std::uint8_t>(k % 10));
    for (std::size_t p = 0; p + 1 < kRecord; ++p)
      bytes.push_back(static_cast<std::uint8_t>(p + static_cast<std::size_t>(k + first)));
  }
  return bytes;
}

struct File {
  std::string name;
  Bytes bytes;
};

// Batches of 1, 2, …, 5 pictures and 3 for the test.
std::vector<File> small_set() {
  std::vector<File> files;
  for (int i = 1; i <= 5; ++i)
    files.push_back({"data_batch_" + std::to_string(i) + ".bin", pictures(i, 10 * i)});
  files.push_back({"test_batch.bin", pictures(3, 100)});
  return files;
}

void write_archive(const std::string& file, const std::vector<File>& files, bool gzipped) {
  archive* writer = archive_write_new();
  if (gzipped) archive_write_add_filter_gzip(writer);
  archive_write_set_format_ustar(writer);
  BOOST_REQUIRE(archive_write_open_filename(writer, file.c_str()) == ARCHIVE_OK);
  for (const File& member : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, ("some/folder/" + member.name).c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
}

void check_small_set(const ImageData& data) {
  BOOST_TEST(data.classes == 10);
  BOOST_TEST((data.train.shape == models::ImageShape{3, 32, 32}));
  BOOST_TEST(data.train.size() == 15);
  BOOST_TEST(data.test.size() == 3);
  const std::vector<std::int32_t> labels = {0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4};
  BOOST_TEST(data.train.labels == labels, boost::test_tools::per_element());
  BOOST_TEST(data.train.image(0)[7] == 7 + 10);
  BOOST_TEST(data.train.image(14)[7] == 7 + 4 + 50);
  BOOST_TEST(data.test.image(2)[3071] == static_cast<std::uint8_t>(3071 + 2 + 100));
}

// All problems, one a line, without the folder.
std::string errors(const std::string& place) {
  return tests::loading_problems([&] { load_cifar10(Cifar10{place}); });
}

std::string write(const base::TemporaryFolder& folder, const std::vector<File>& files) {
  for (const File& file : files) folder.write(file.name, file.bytes);
  return folder.path();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cifar10)

BOOST_AUTO_TEST_CASE(a_folder_and_an_archive_give_the_same) {
  const base::TemporaryFolder folder;
  check_small_set(load_cifar10(Cifar10{write(folder, small_set())}));
  BOOST_TEST(data_folder(Cifar10{folder.path()}) == folder.path());
  const base::TemporaryFolder packed;
  write_archive(packed.file("cifar-10-binary.tar.gz"), small_set(), true);
  write_archive(packed.file("other.tar"), small_set(), false);
  check_small_set(load_cifar10(Cifar10{packed.path()}));
  check_small_set(load_cifar10(Cifar10{packed.file("cifar-10-binary.tar.gz")}));
  check_small_set(load_cifar10(Cifar10{packed.file("other.tar")}));
  BOOST_TEST(data_folder(Cifar10{packed.path()}) == packed.file("cifar-10-binary.tar.gz"));
}

BOOST_AUTO_TEST_CASE(all_that_is_wrong_with_the_files_is_told) {
  const base::TemporaryFolder folder;
  BOOST_TEST(errors(folder.path()).ends_with(":-1: no data_batch_1.bin … test_batch.bin\n"));
  std::vector<File> files = small_set();
  files[0].bytes.clear();
  files[1].bytes.resize(kRecord + 5);
  files[2].bytes[2 * kRecord] = 10;
  files.erase(files.begin() + 3);
  BOOST_TEST(errors(write(folder, files)) ==
             "data_batch_1.bin:0: no pictures\n"
             "data_batch_2.bin:3078: ends within picture 1\n"
             "data_batch_3.bin:6146: label 10\n"
             "data_batch_4.bin:-1: no such file\n");
}

BOOST_AUTO_TEST_CASE(a_broken_archive_is_told_with_its_offset) {
  const base::TemporaryFolder folder;
  std::vector<File> files = small_set();
  files.pop_back();
  write_archive(folder.file("a.tar"), files, false);
  BOOST_TEST(errors(folder.file("a.tar")) == "test_batch.bin:0: is missing in the archive\n");
  files.push_back(files.front());
  write_archive(folder.file("b.tar"), files, false);
  BOOST_TEST(errors(folder.file("b.tar")).ends_with("a second data_batch_1.bin\n"));
  write_archive(folder.file("c.tar.gz"), small_set(), true);
  const auto size = std::filesystem::file_size(folder.file("c.tar.gz"));
  std::filesystem::resize_file(folder.file("c.tar.gz"), size / 2);
  BOOST_TEST(errors(folder.file("c.tar.gz")).find("truncated") != std::string::npos);
  folder.write("d.tar", Bytes(5000, 77));
  BOOST_TEST(errors(folder.file("d.tar")) ==
             "d.tar:0: not a readable tar archive: Unrecognized archive format\n");
  BOOST_CHECK_THROW(models::read_archive(folder.file("a.tar"), {"data_batch_5.bin"}, 100),
                    base::InputError);
}

BOOST_AUTO_TEST_SUITE_END()
