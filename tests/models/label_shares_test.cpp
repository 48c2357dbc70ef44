// Sharing out classes to nodes: a share for everybody exists exactly where Hall's condition says.
#include "models/label_shares.h"

#include <rapidcheck.h>

#include <boost/test/unit_test.hpp>
#include <numeric>

using namespace consim;
using models::share_out;
using models::ShareProblem;

namespace {

ShareProblem random_problem() {
  ShareProblem problem{.samples = *rc::gen::inRange(1, 20), .sizes = {}, .classes = {}};
  const int classes = *rc::gen::inRange(1, 6), nodes = *rc::gen::inRange(1, 7);
  for (int y = 0; y < classes; ++y) problem.sizes.push_back(*rc::gen::inRange(0, 40));
  for (int i = 0; i < nodes; ++i) {
    std::vector<int>& own = problem.classes.emplace_back();
    for (int y = 0; y < classes; ++y)
      if (*rc::gen::arbitrary<bool>()) own.push_back(y);
    if (own.empty()) own.push_back(i % classes);
  }
  return problem;
}

// After one sample of each of its classes for each node, any set of nodes finds what it lacks in
// the classes that some of them have.
bool can_share(const ShareProblem& problem) {
  std::vector<std::int64_t> left = problem.sizes;
  for (const auto& own : problem.classes) {
    if (problem.samples < std::ssize(own)) return false;
    for (const int y : own) --left[static_cast<std::size_t>(y)];
  }
  if (std::ranges::any_of(left, [](std::int64_t size) { return size < 0; })) return false;
  for (std::size_t set = 0; set < std::size_t{1} << problem.classes.size(); ++set) {
    std::int64_t lacking = 0;
    std::vector<std::int64_t> found(left.size());
    for (std::size_t i = 0; i < problem.classes.size(); ++i) {
      if (((set >> i) & 1) == 0) continue;
      lacking += problem.samples - std::ssize(problem.classes[i]);
      for (const int y : problem.classes[i])
        found[static_cast<std::size_t>(y)] = left[static_cast<std::size_t>(y)];
    }
    if (lacking > std::accumulate(found.begin(), found.end(), std::int64_t{0})) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(label_shares)

BOOST_AUTO_TEST_CASE(shares_are_found_exactly_where_there_are_some) {
  int found = 0, refused = 0;
  const auto holds = rc::check([&] {
    const ShareProblem problem = random_problem();
    const auto shares = share_out(problem);
    RC_ASSERT(shares.has_value() == can_share(problem));
    ++(shares ? found : refused);
    if (!shares) return;
    std::vector<std::int64_t> used(problem.sizes.size());
    for (std::size_t i = 0; i < problem.classes.size(); ++i) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < problem.classes[i].size(); ++k) {
        RC_ASSERT((*shares)[i][k] >= 1);
        sum += (*shares)[i][k];
        used[static_cast<std::size_t>(problem.classes[i][k])] += (*shares)[i][k];
      }
      RC_ASSERT(sum == problem.samples);
    }
    for (std::size_t y = 0; y < used.size(); ++y) RC_ASSERT(used[y] <= problem.sizes[y]);
  });
  BOOST_TEST(holds);
  BOOST_TEST((found > 5 && refused > 5));
}

BOOST_AUTO_TEST_CASE(equal_classes_with_equally_many_owners_are_shared_out_evenly) {
  const auto shares =
      share_out({.samples = 100, .sizes = {100, 100, 100}, .classes = {{0, 1}, {1, 2}, {2, 0}}});
  BOOST_REQUIRE(shares.has_value());
  for (const auto& row : *shares) BOOST_TEST((row == std::vector<std::int64_t>{50, 50}));
}

// 40 of the first class are for the second node, which has no other; the path is the first node
// giving 20 of it up for 20 more of the second class.
BOOST_AUTO_TEST_CASE(others_give_way_to_a_node_that_has_no_choice) {
  const auto shares = share_out({.samples = 40, .sizes = {60, 40}, .classes = {{0, 1}, {0}}});
  BOOST_REQUIRE(shares.has_value());
  BOOST_TEST(((*shares)[0][0] == 20 && (*shares)[0][1] == 20 && (*shares)[1][0] == 40));
  BOOST_TEST(!share_out({.samples = 40, .sizes = {39, 100}, .classes = {{0, 1}, {0}}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
