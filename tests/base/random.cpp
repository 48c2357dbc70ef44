// Philox and the streams built on it, against published vectors and a second implementation.
#include "base/random.h"

#include <rapidcheck.h>
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <vector>

#include "base/check.h"

namespace consim::base {
namespace {

using Block = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

// Written from the definition in salmon2011parallel, section 3.3 and table 2.
Block philox(Block counter, Key key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(first)};
    key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
  }
  return counter;
}

Block next_block(RandomStream& stream) {
  Block words;
  for (auto& word : words) word = stream();
  return words;
}

Key halves(std::uint64_t z) {
  return {static_cast<std::uint32_t>(z), static_cast<std::uint32_t>(z >> 32)};
}

// Random123 1.14, tests/kat_vectors, philox4x32 with 10 rounds.
BOOST_AUTO_TEST_CASE(the_second_implementation_gives_the_published_vectors) {
  constexpr std::uint32_t kOnes = 0xffffffff;
  BOOST_TEST(
      (philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  BOOST_TEST((philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
              Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  BOOST_TEST((philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// The key is output number purpose + 1 of SplitMix64; a state that is 0 after that many steps gives
// the key 0.
BOOST_AUTO_TEST_CASE(the_seed_whose_key_is_zero_gives_the_published_vector_of_zeros) {
  const std::uint64_t seed = 0 - 0x9e3779b97f4a7c15u * (std::uint64_t{1} + 1);
  RandomStream stream(seed, Purpose::kInitialParameters);
  BOOST_TEST((next_block(stream) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
}

// The second and third output of SplitMix64 from state 1234567, as its authors publish them.
BOOST_AUTO_TEST_CASE(a_stream_is_philox_keyed_by_seed_and_purpose_and_counted_by_block_and_place) {
  const std::pair<Purpose, std::uint64_t> keys[] = {
      {Purpose::kInitialParameters, 3203168211198807973u},
      {Purpose::kPartition, 9817491932198370423u}};
  for (const auto& [purpose, key] : keys) {
    RandomStream stream(1234567, purpose, {.node = 17, .step = 0xffffffff});
    for (std::uint32_t block = 0; block < 100; ++block)
      BOOST_TEST((next_block(stream) == philox({block, 0, 17, 0xffffffff}, halves(key))));
  }
}

std::vector<std::uint32_t> words(RandomStream stream, std::size_t count = 16) {
  std::vector<std::uint32_t> drawn(count);
  for (auto& word : drawn) word = stream();
  return drawn;
}

BOOST_AUTO_TEST_CASE(a_stream_depends_on_its_arguments_alone) {
  BOOST_TEST(rc::check([](std::uint64_t seed, std::uint32_t node, std::uint32_t step) {
    RandomStream other(seed + 1, Purpose::kTest);
    const auto first = words(RandomStream(seed, Purpose::kTest, {node, step}));
    other();
    RC_ASSERT(words(RandomStream(seed, Purpose::kTest, {node, step})) == first);
  }));
}

BOOST_AUTO_TEST_CASE(streams_that_differ_in_one_argument_differ_in_every_block) {
  const auto reference = words(RandomStream(1, Purpose::kTest, {2, 3}), 4000);
  const RandomStream others[] = {
      RandomStream(2, Purpose::kTest, {2, 3}), RandomStream(1, Purpose::kBatch, {2, 3}),
      RandomStream(1, Purpose::kTest, {3, 3}), RandomStream(1, Purpose::kTest, {2, 2}),
      RandomStream(1, Purpose::kTest, {3, 2})};
  for (const RandomStream& other : others) {
    const auto drawn = words(other, 4000);
    for (std::size_t i = 0; i < drawn.size(); i += 4)
      BOOST_REQUIRE(!std::equal(&drawn[i], &drawn[i] + 4, &reference[i]));
  }
}

BOOST_AUTO_TEST_CASE(a_place_beyond_32_bits_is_refused) {
  BOOST_CHECK_NO_THROW(RandomStream(1, Purpose::kTest, {0xffffffff, 0xffffffff}));
  BOOST_CHECK_THROW(RandomStream(1, Purpose::kTest, {std::uint64_t{1} << 32, 0}), LogicError);
  BOOST_CHECK_THROW(RandomStream(1, Purpose::kTest, {0, std::uint64_t{1} << 32}), LogicError);
}

BOOST_AUTO_TEST_CASE(sixty_four_bits_are_two_words_low_half_first) {
  RandomStream stream(5, Purpose::kTest);
  const auto drawn = words(stream, 2);
  BOOST_TEST(stream.bits64() == (drawn[0] | (std::uint64_t{drawn[1]} << 32)));
}

BOOST_AUTO_TEST_CASE(a_copied_stream_continues_alike) {
  RandomStream stream(5, Purpose::kTest);
  (void)stream.normal();  // leaves a spare one
  RandomStream copy = stream;
  for (int i = 0; i < 9; ++i) BOOST_TEST(stream.normal() == copy.normal());
}

BOOST_AUTO_TEST_CASE(below_stays_below_and_refuses_zero) {
  BOOST_TEST(rc::check([](std::uint64_t seed, std::uint64_t n) {
    RC_PRE(n > 0u);
    RandomStream stream(seed, Purpose::kTest);
    for (int i = 0; i < 20; ++i) RC_ASSERT(stream.below(n) < n);
    RC_ASSERT(stream.below(1) == 0u);
  }));
  RandomStream stream(5, Purpose::kTest);
  BOOST_CHECK_THROW(stream.below(0), LogicError);
}

BOOST_AUTO_TEST_CASE(a_shuffle_is_a_permutation_that_the_seed_repeats) {
  BOOST_TEST(rc::check([](std::vector<int> values, std::uint64_t seed) {
    std::vector<int> shuffled = values;
    std::vector<int> again = values;
    RandomStream(seed, Purpose::kTest).shuffle(std::span(shuffled));
    RandomStream(seed, Purpose::kTest).shuffle(std::span(again));
    RC_ASSERT(shuffled == again);
    RC_ASSERT(std::is_permutation(shuffled.begin(), shuffled.end(), values.begin()));
  }));
}

}  // namespace
}  // namespace consim::base
