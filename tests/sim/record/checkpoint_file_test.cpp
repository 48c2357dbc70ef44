// A checkpoint is read back whole, or refused with the place of the damage.
#include "sim/record/checkpoint_file.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "base/hash.h"
#include "tests/sim/record/example_run.h"

namespace data = boost::unit_test::data;
using consim::base::InputError;

namespace consim::record {

namespace {

const Checkpoint kExample = {
    {"engine", "seventeen bytes.."}, {"", ""}, {"rows", std::string("\0\1\2\xff", 4)}};

std::int64_t offset_of_refusal(const std::filesystem::path& path) {
  try {
    read_checkpoint(path);
  } catch (const InputError& error) {
    BOOST_TEST(error.problems().front().file == path.string());
    return error.problems().front().offset;
  }
  return -2;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checkpoint_file)

BOOST_AUTO_TEST_CASE(a_checkpoint_is_read_back) {
  const base::TemporaryFolder folder;
  for (const Checkpoint& checkpoint : {kExample, Checkpoint{}, Checkpoint{{"only", ""}}}) {
    write_checkpoint(folder.file("c"), checkpoint);
    BOOST_TEST((read_checkpoint(folder.file("c")) == checkpoint));
  }
  BOOST_TEST(!std::filesystem::exists(folder.file("c.new")));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_a_megabyte_is_read_back) {
  const base::TemporaryFolder folder;
  base::RandomStream random(1, base::Purpose::kTest);
  std::string bytes;
  for (int i = 0; i < 1'000'003; ++i) bytes += static_cast<char>(random.below(256));
  write_checkpoint(folder.file("c"), {{"rows", bytes}});
  BOOST_TEST((find_section(*read_checkpoint(folder.file("c")), "rows") == bytes));
}

BOOST_AUTO_TEST_CASE(no_file_is_no_checkpoint) {
  const base::TemporaryFolder folder;
  BOOST_TEST(!read_checkpoint(folder.file("none")).has_value());
  BOOST_TEST(!checkpoint_version(folder.file("none")).has_value());
  BOOST_TEST((checkpoint_path("a/b.h5") == "a/b.h5.checkpoint"));
}

BOOST_AUTO_TEST_CASE(the_checksum_is_hash64_of_all_bytes_before_it) {
  const base::TemporaryFolder folder;
  write_checkpoint(folder.file("c"), kExample);
  const std::string bytes = bytes_of(folder.file("c"));
  base::Hash64 hash;
  hash.add_bytes(bytes.data(), bytes.size() - 8);
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + bytes.size() - 8, 8);
  BOOST_TEST(stored == hash.value());
}

BOOST_AUTO_TEST_CASE(a_change_of_any_bit_is_noticed) {
  const base::TemporaryFolder folder;
  write_checkpoint(folder.file("c"), kExample);
  const std::string whole = bytes_of(folder.file("c"));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      write_bytes(folder.file("c"), changed);
      BOOST_TEST(offset_of_refusal(folder.file("c")) >= 0, "byte " << at << ", bit " << bit);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_file_cut_off_anywhere_is_refused_at_its_end) {
  const base::TemporaryFolder folder;
  write_checkpoint(folder.file("c"), kExample);
  const std::string whole = bytes_of(folder.file("c"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_bytes(folder.file("c"), whole.substr(0, size));
    BOOST_TEST(offset_of_refusal(folder.file("c")) == static_cast<std::int64_t>(size));
  }
  write_bytes(folder.file("c"), whole + "x");
  BOOST_TEST(offset_of_refusal(folder.file("c")) == static_cast<std::int64_t>(whole.size()));
}

BOOST_AUTO_TEST_CASE(each_kind_of_damage_is_named) {
  const base::TemporaryFolder folder;
  write_checkpoint(folder.file("c"), kExample);
  const std::string whole = bytes_of(folder.file("c"));
  const auto refused = [&](const std::string& bytes, const std::string& text) {
    write_bytes(folder.file("c"), bytes);
    BOOST_CHECK_EXCEPTION(read_checkpoint(folder.file("c")), InputError, [&](const auto& error) {
      BOOST_TEST_INFO(error.what());
      return std::string(error.what()).find(text) != std::string::npos;
    });
  };
  refused("\x89HDF\r\n\x1a\n", "is no checkpoint of consim");
  std::string newer = whole;
  newer[8] = 3;
  refused(newer, "format version 3");
  BOOST_TEST((checkpoint_version(folder.file("c")) == 3U));
  std::string endless = whole;
  endless[23] = '\x7f';
  refused(endless, "is cut off");
  std::string changed = whole;
  changed[30] ^= 1;
  refused(changed, "the checksum differs");
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_refused_and_the_old_one_kept) {
  const base::TemporaryFolder folder;
  BOOST_CHECK_THROW(write_checkpoint(folder.file("none/c"), kExample), InputError);
  BOOST_CHECK_THROW(write_checkpoint(folder.path(), kExample), InputError);
  BOOST_CHECK_THROW(read_checkpoint(folder.path()), InputError);
  write_checkpoint(folder.file("c"), kExample);
  // What can't be opened for writing: a folder of the temporary name.
  std::filesystem::create_directory(folder.file("c.new"));
  BOOST_CHECK_THROW(write_checkpoint(folder.file("c"), {}), InputError);
  BOOST_TEST((read_checkpoint(folder.file("c")) == kExample));
}

BOOST_AUTO_TEST_CASE(a_part_is_found_by_name) {
  BOOST_TEST(find_section(kExample, "engine") == "seventeen bytes..");
  BOOST_CHECK_THROW(find_section(kExample, "missing"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::record
