#include "sim/learning/row_pool.h"

#include <rapidcheck.h>

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

using namespace consim;
using sim::RowPool;
using sim::VersionId;

namespace {

std::byte mark(VersionId id, int generation) {
  return static_cast<std::byte>((id * 31 + generation * 7) & 255);
}

void fill(RowPool& pool, VersionId id, std::byte value) {
  std::fill_n(pool.data(id), pool.row_bytes(), value);
}

bool holds(RowPool& pool, VersionId id, std::byte value) {
  return std::all_of(pool.data(id), pool.data(id) + pool.row_bytes(),
                     [&](std::byte byte) { return byte == value; });
}

std::string saved(RowPool& pool) {
  base::Saver saver;
  saver(pool);
  return saver.take();
}

struct Row {
  int uses = 0;
  std::byte value{};
};

// Does what the pool's header says, in a map.
struct Model {
  std::map<VersionId, Row> rows;
  std::size_t most = 0;
};

void step(RowPool& pool, Model& model, int generation) {
  const bool can_use = !model.rows.empty();
  const auto action = can_use ? *rc::gen::inRange(0, 4) : 0;
  if (action == 0) {
    const VersionId id = pool.take();
    RC_ASSERT(model.rows.count(id) == 0u);
    model.rows[id] = {1, mark(id, generation)};
    fill(pool, id, model.rows[id].value);
    model.most = std::max(model.most, model.rows.size());
    return;
  }
  auto row = model.rows.begin();
  std::advance(row, *rc::gen::inRange<long>(0, static_cast<long>(model.rows.size())));
  if (action == 1) {
    pool.use(row->first, 2);
    row->second.uses += 2;
  } else {
    pool.release(row->first);
    if (--row->second.uses == 0) model.rows.erase(row);
  }
}

void check_equal(RowPool& pool, const Model& model) {
  RC_ASSERT(pool.in_use() == model.rows.size());
  RC_ASSERT(pool.rows() == model.most);
  for (const auto& [id, row] : model.rows) {
    RC_ASSERT(pool.uses(id) == row.uses);
    RC_ASSERT(holds(pool, id, row.value));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_pool)

BOOST_AUTO_TEST_CASE(rows_are_aligned_and_never_move) {
  RowPool pool(40);
  std::vector<std::byte*> places;
  std::set<std::byte*> different;
  for (int i = 0; i < 1000; ++i) {
    const VersionId id = pool.take();
    BOOST_TEST(id == i);
    places.push_back(pool.data(id));
    different.insert(pool.data(id));
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(pool.data(id)) % 64 == 0u);
  }
  BOOST_TEST(different.size() == 1000u);
  for (int i = 0; i < 1000; ++i) BOOST_TEST(pool.data(i) == places[static_cast<std::size_t>(i)]);
}

BOOST_AUTO_TEST_CASE(uses_are_counted_as_in_a_map) {
  const bool passed = rc::check([] {
    RowPool pool(24);
    Model model;
    const int steps = *rc::gen::inRange(1, 300);
    for (int i = 0; i < steps; ++i) step(pool, model, i);
    check_equal(pool, model);
  });
  BOOST_TEST(passed);
}

BOOST_AUTO_TEST_CASE(a_saved_pool_continues_in_a_new_one_or_in_a_used_one) {
  const bool passed = rc::check([] {
    RowPool pool(24);
    Model model;
    const int steps = *rc::gen::inRange(1, 200);
    for (int i = 0; i < steps; ++i) step(pool, model, i);
    RowPool copy(24);
    Model other;
    const int before = *rc::gen::inRange(0, 200);
    for (int i = 0; i < before; ++i) step(copy, other, i);
    const std::string bytes = saved(pool);
    base::Loader loader(bytes);
    loader(copy);
    RC_ASSERT(loader.at_end());
    model.most = std::max(model.most, other.most);
    check_equal(copy, model);
    for (int i = 0; i < 50; ++i) step(copy, model, 1000 + i);
    check_equal(copy, model);
  });
  BOOST_TEST(passed);
}

BOOST_AUTO_TEST_CASE(a_damaged_state_is_refused) {
  RowPool pool(24), other(32);
  fill(pool, pool.take(), std::byte{1});
  const std::string bytes = saved(pool);
  base::Loader of_another_size(bytes);
  BOOST_CHECK_THROW(of_another_size(other), base::ArchiveError);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    RowPool cut(24);
    base::Loader loader(std::string_view(bytes).substr(0, size));
    BOOST_CHECK_THROW(loader(cut), base::ArchiveError);
  }
}

BOOST_AUTO_TEST_CASE(using_a_free_row_is_wrong_code) {
  RowPool pool(8);
  BOOST_CHECK_THROW(pool.release(0), base::LogicError);
  const VersionId id = pool.take();
  pool.release(id);
  BOOST_CHECK_THROW(pool.release(id), base::LogicError);
  BOOST_CHECK_THROW(pool.use(id), base::LogicError);
  BOOST_CHECK_THROW(pool.use(-1), base::LogicError);
  BOOST_CHECK_THROW(pool.uses(77), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()
