#include "models/idx_file.h"

#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "base/random.h"
#include "base/temporary_folder.h"

using namespace consim;
using models::read_idx;
using Bytes = std::vector<std::uint8_t>;

namespace {

Bytes idx(std::vector<std::uint32_t> sizes, std::size_t values) {
  Bytes bytes = {0, 0, 8, static_cast<std::uint8_t>(sizes.size())};
  for (const auto size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::uint8_t>(size >> shift));
  for (std::size_t i = 0; i < values; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 7));
  return bytes;
}

Bytes gzip(const Bytes& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes packed(deflateBound(&stream, bytes.size()) + 64);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

struct Fixture {
  base::TemporaryFolder folder;

  // The text of the error without the folder.
  std::string error_of(const Bytes& bytes, int rank) const {
    const std::string file = folder.write("data", bytes);
    try {
      read_idx(file, rank);
    } catch (const base::InputError& error) {
      BOOST_TEST(error.problems().size() == 1U);
      BOOST_TEST(error.problems()[0].file == file);
      return std::to_string(error.problems()[0].offset) + ": " + error.problems()[0].what;
    }
    return "no error";
  }
};

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(idx_file, Fixture)

BOOST_AUTO_TEST_CASE(plain_gzipped_and_multi_member_files_read_alike) {
  const Bytes bytes = idx({5, 3, 4}, 60);
  const Bytes head(bytes.begin(), bytes.begin() + 30);
  const Bytes tail(bytes.begin() + 30, bytes.end());
  for (const Bytes& content : {bytes, gzip(bytes), joined(gzip(head), gzip(tail))}) {
    const auto array = read_idx(folder.write("data", content), 3);
    BOOST_TEST(array.sizes == (std::vector<std::int64_t>{5, 3, 4}),
               boost::test_tools::per_element());
    BOOST_TEST(array.values == Bytes(bytes.begin() + 16, bytes.end()),
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_missing_file_and_a_folder_are_named) {
  for (const std::filesystem::path& file : {folder.file("none"), folder.path()}) {
    BOOST_CHECK_EXCEPTION(read_idx(file, 1), base::InputError,
                          [&](const auto& error) { return error.problems()[0].file == file; });
  }
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_plain_file_is_an_error) {
  const Bytes bytes = idx({7, 2}, 14);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    BOOST_TEST(error_of(cut, 2).starts_with(std::to_string(size) + ": "), error_of(cut, 2));
  }
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_gzipped_file_is_an_error) {
  const Bytes packed = gzip(idx({7, 2}, 14));
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const Bytes cut(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
    BOOST_TEST(error_of(cut, 2) == std::to_string(size) + ": the gzip stream is truncated");
  }
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_a_gzipped_file_is_an_error_or_harmless) {
  const Bytes bytes = idx({12, 5}, 60);
  const Bytes packed = gzip(bytes);
  const Bytes values(bytes.begin() + 12, bytes.end());
  for (std::size_t bit = 0; bit < 8 * packed.size(); ++bit) {
    Bytes broken = packed;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    try {
      // Unused header fields (time, system) may change; the data must not.
      BOOST_TEST((read_idx(folder.write("data", broken), 2).values == values), "bit " << bit);
    } catch (const base::InputError&) {
    }
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_magic_number_is_shown_with_its_place) {
  Bytes floats = idx({2}, 2);
  floats[2] = 0x0d;
  BOOST_TEST(error_of(floats, 1) == "2: not an IDX file of this kind: it begins with 00 00 0d 01");
  BOOST_TEST(error_of(idx({2}, 2), 3) ==
             "3: not an IDX file of this kind: it begins with 00 00 08 01");
}

BOOST_AUTO_TEST_CASE(impossible_sizes_are_refused_before_anything_is_allocated) {
  BOOST_TEST(error_of(idx({0}, 0), 1) == "4: impossible size 0");
  BOOST_TEST(error_of(idx({4294967295u}, 3), 1) == "4: impossible size 4294967295");
  BOOST_TEST(error_of(idx({65536, 65536, 4}, 3), 3) == "8: impossible size 65536");
  BOOST_TEST(error_of(idx({1u << 30}, 3), 1) ==
             "11: truncated: the header promises 1073741832 bytes");
}

BOOST_AUTO_TEST_CASE(what_is_left_over_is_refused) {
  BOOST_TEST(error_of(idx({3}, 4), 1) == "11: data follows the end of the array");
  BOOST_TEST(error_of(gzip(idx({3}, 4)), 1) == "11: data follows the end of the array");
  const Bytes packed = gzip(idx({3}, 3));
  BOOST_TEST(error_of(joined(packed, {'x'}), 1) ==
             std::to_string(packed.size()) + ": data follows the end of the gzip stream");
}

BOOST_AUTO_TEST_CASE(random_bytes_never_do_more_than_throw) {
  base::RandomStream random(1, base::Purpose::kTest);
  for (int trial = 0; trial < 300; ++trial) {
    Bytes bytes(random.below(64));
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (trial % 2 == 0 && bytes.size() > 2) bytes[0] = 0x1f, bytes[1] = 0x8b, bytes[2] = 8;
    BOOST_TEST(error_of(bytes, 3) != "no error");
  }
}

BOOST_AUTO_TEST_SUITE_END()
