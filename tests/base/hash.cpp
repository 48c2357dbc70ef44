#include "base/hash.h"

#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace consim::base {
namespace {

std::uint64_t hash_of(const std::vector<std::uint64_t>& words) {
  Hash64 hash;
  for (const std::uint64_t word : words) hash.add(word);
  return hash.value();
}

std::uint64_t hash_of_bytes(const std::string& text) {
  Hash64 hash;
  hash.add_bytes(text.data(), text.size());
  return hash.value();
}

BOOST_AUTO_TEST_CASE(equal_sequences_have_equal_hashes) {
  BOOST_TEST(rc::check([](const std::vector<std::uint64_t>& words) {
    RC_ASSERT(hash_of(words) == hash_of(std::vector(words)));
  }));
}

// A step is a bijection of the state for each word and of the word for each state, so this is
// certain, not likely.
BOOST_AUTO_TEST_CASE(a_change_of_one_word_always_changes_the_hash) {
  BOOST_TEST(rc::check([](std::vector<std::uint64_t> words, std::uint64_t change) {
    RC_PRE(!words.empty() && change != 0);
    const std::uint64_t before = hash_of(words);
    words[*rc::gen::inRange<std::size_t>(0, words.size())] ^= change;
    RC_ASSERT(hash_of(words) != before);
  }));
}

BOOST_AUTO_TEST_CASE(order_and_length_count) {
  BOOST_TEST(hash_of({1, 2}) != hash_of({2, 1}));
  BOOST_TEST(hash_of({}) != hash_of({0}));
  BOOST_TEST(hash_of({0}) != hash_of({0, 0}));
}

BOOST_AUTO_TEST_CASE(byte_strings_that_differ_only_in_trailing_zeros_differ) {
  std::set<std::uint64_t> seen;
  for (std::size_t size = 0; size <= 64; ++size)
    seen.insert(hash_of_bytes(std::string(size, '\0')));
  BOOST_TEST(seen.size() == 65u);
}

BOOST_AUTO_TEST_CASE(bytes_are_hashed_wherever_they_lie_in_memory) {
  BOOST_TEST(rc::check([](const std::string& text) {
    const std::string shifted = "x" + text;  // one byte off the alignment
    Hash64 hash;
    hash.add_bytes(shifted.data() + 1, text.size());
    RC_ASSERT(hash.value() == hash_of_bytes(text));
  }));
}

// Half of the 64 bits should change; over 64 · 64 flips the mean's standard error is 4 / 64 bits,
// and 1 is 16 of them.
BOOST_AUTO_TEST_CASE(a_flipped_bit_changes_half_of_a_later_hash) {
  double changed = 0;
  for (int bit = 0; bit < 64; ++bit)
    for (std::uint64_t word = 0; word < 64; ++word)
      changed += std::popcount(hash_of({word, 0, 0}) ^ hash_of({word ^ (1ULL << bit), 0, 0}));
  BOOST_TEST(std::abs(changed / (64 * 64) - 32) < 1.0);
}

BOOST_AUTO_TEST_CASE(a_double_is_hashed_by_its_bits) {
  Hash64 zero, negative_zero, nan, same_nan;
  zero.add(0.0);
  negative_zero.add(-0.0);
  nan.add(std::numeric_limits<double>::quiet_NaN());
  same_nan.add(std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(zero.value() != negative_zero.value());
  BOOST_TEST(nan.value() == same_nan.value());
}

BOOST_AUTO_TEST_CASE(a_hash_continues_from_its_value) {
  Hash64 whole;
  whole.add(std::uint64_t{1});
  Hash64 continued(whole.value());
  whole.add(std::uint64_t{2});
  continued.add(std::uint64_t{2});
  BOOST_TEST((whole == continued));
}

}  // namespace
}  // namespace consim::base
