#include "base/archive.h"

#include <rapidcheck.h>
#include <array>
#include <boost/test/unit_test.hpp>

namespace consim::base {
namespace {

struct Inner {
  std::int32_t id = 0;
  std::string name;
  bool operator==(const Inner&) const = default;
  template <class Archive>
  void persist(Archive& archive) {
    archive(id, name);
  }
};

struct State {
  double time = 0;
  std::vector<std::int64_t> counts;
  std::vector<std::vector<float>> rows;
  std::vector<Inner> inner;
  std::array<std::uint8_t, 3> fixed{};
  bool operator==(const State&) const = default;
  template <class Archive>
  void persist(Archive& archive) {
    archive(time, counts, rows, inner, fixed);
  }
};

State any_state() {
  State state;
  state.time = *rc::gen::inRange(-1000, 1000) / 7.0;
  state.counts = *rc::gen::arbitrary<std::vector<std::int64_t>>();
  for (const auto size : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5)))
    state.rows.emplace_back(size, 0.5f);
  for (const auto& name : *rc::gen::arbitrary<std::vector<std::string>>())
    state.inner.push_back({static_cast<std::int32_t>(name.size()), name});
  state.fixed = {1, 2, *rc::gen::arbitrary<std::uint8_t>()};
  return state;
}

std::string saved(State state) {
  Saver saver;
  saver(state);
  return saver.take();
}

BOOST_AUTO_TEST_CASE(a_loaded_state_equals_the_saved_one_and_uses_all_bytes) {
  BOOST_TEST(rc::check([] {
    const State state = any_state();
    const std::string bytes = saved(state);
    Loader loader(bytes);
    State copy;
    loader(copy);
    RC_ASSERT(copy == state);
    RC_ASSERT(loader.at_end());
    RC_ASSERT(saved(copy) == bytes);
  }));
}

BOOST_AUTO_TEST_CASE(loading_replaces_what_was_there) {
  const std::string bytes = saved(State{});
  State full{1.0, {1, 2}, {{1.f}}, {{3, "x"}}, {9, 9, 9}};
  Loader loader(bytes);
  loader(full);
  BOOST_TEST((full == State{}));
}

BOOST_AUTO_TEST_CASE(a_state_cut_anywhere_is_refused) {
  const std::string bytes = saved({1.5, {1, 2}, {{1.f, 2.f}, {}}, {{3, "node"}}, {1, 2, 3}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Loader loader(std::string_view(bytes).substr(0, size));
    State state;
    BOOST_CHECK_THROW(loader(state), ArchiveError);
  }
}

BOOST_AUTO_TEST_CASE(a_length_larger_than_the_rest_is_refused_before_memory_is_taken) {
  for (const std::uint64_t length : {std::uint64_t{2}, std::uint64_t{1} << 61, ~std::uint64_t{0}}) {
    Saver saver;
    std::uint64_t claimed = length;
    std::uint8_t byte = 7;
    saver(claimed, byte);
    const std::string bytes = saver.take();
    std::vector<std::int64_t> numbers;
    std::string text;
    std::vector<std::string> texts;
    BOOST_CHECK_THROW(Loader{bytes}(numbers), ArchiveError);
    BOOST_CHECK_THROW(Loader{bytes}(text), ArchiveError);
    BOOST_CHECK_THROW(Loader{bytes}(texts), ArchiveError);
  }
}

BOOST_AUTO_TEST_CASE(a_changed_byte_never_does_worse_than_another_state_or_an_error) {
  BOOST_TEST(rc::check([] {
    std::string bytes = saved(any_state());
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= *rc::gen::inRange(1, 128);
    State state;
    try {
      Loader{bytes}(state);
    } catch (const ArchiveError&) {
    }
  }));
}

}  // namespace
}  // namespace consim::base
