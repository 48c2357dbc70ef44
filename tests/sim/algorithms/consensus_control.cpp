// How many rounds a target needs: from the Gram matrix, against mixing rows themselves.
#include "sim/algorithms/consensus_control.h"

#include <rapidcheck.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/check.h"
#include "base/random.h"
#include "tests/sim/algorithms/any_schedule.h"
#include "tests/sim/algorithms/rows.h"

namespace consim::sim {
namespace {

using tests::distance;
using tests::measured;
using tests::mixed;
using tests::random_rows;
using tests::Rows;

// Rows that sum to 1, symmetric or not.
topologies::MixingMatrix row_stochastic(const topologies::MixingMatrix& w) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (int i = 0; i < w.nodes(); ++i) {
    double sum = 0;
    for (const auto& entry : w.row(i)) sum += entry.weight;
    for (const auto& entry : w.row(i)) entries.push_back({entry.column, entry.weight / sum});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

BOOST_AUTO_TEST_SUITE(consensus_control)

// Slack: the square root of differences of sums of 36 products, each rounded.
BOOST_AUTO_TEST_CASE(the_rounds_are_the_first_whose_mixed_rows_are_near_enough) {
  BOOST_TEST(rc::check([] {
    const int n = *rc::gen::inRange(2, 9);
    std::vector<topologies::MixingMatrix> w;
    std::vector<Neighbours> neighbours;
    const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1000);
    for (int k = 0; k < 12; ++k) {
      w.push_back(row_stochastic(tests::loose_round(n, seed, k)));
      neighbours.emplace_back(w.back());
    }
    Rows rows = random_rows(n, seed);
    const Measurement now = measured(rows);
    const Wanted wanted{distance(rows) * *rc::gen::inRange(1, 120) / 100.0,
                        {*rc::gen::inRange(1u, 4u), 12}};
    std::uint32_t asked = 0;
    const RoundsNeeded found =
        rounds_needed(now, wanted, {[&](std::uint32_t k) -> const Neighbours& {
                        RC_ASSERT(k == asked++);
                        return neighbours[k];
                      }});
    RC_ASSERT(asked == found.rounds);
    for (std::uint32_t k = 0; k < found.rounds; ++k) {
      RC_ASSERT(k < wanted.rounds.least || distance(rows) > wanted.distance * (1 - 1e-12));
      rows = mixed(w[k], rows);
    }
    RC_ASSERT(std::abs(distance(rows) - found.distance) <= 1e-7);
    RC_ASSERT(found.reached == (distance(rows) <= wanted.distance));
    RC_ASSERT(found.reached || found.rounds == wanted.rounds.most);
  }));
}

BOOST_AUTO_TEST_CASE(a_schedule_is_linear_between_its_points) {
  const TargetSchedule schedule{{{10, 4}, {20, 1}, {21, 2}}};
  for (const auto& [step, distance] : std::vector<std::pair<std::uint32_t, double>>{
           {0, 4}, {10, 4}, {11, 3.7}, {15, 2.5}, {20, 1}, {21, 2}, {4294967295, 2}})
    BOOST_TEST(std::abs(schedule.at(step) - distance) <= 1e-15, step);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_reached_ends_without_a_loop) {
  const Measurement now = measured(random_rows(4, 1));
  const Neighbours apart(
      topologies::MixingMatrix({0, 1, 2, 3, 4}, {{0, 1}, {1, 1}, {2, 1}, {3, 1}}));
  const auto round = [&](std::uint32_t) -> const Neighbours& { return apart; };
  const RoundsNeeded disconnected = rounds_needed(now, {0.1, {1, 50}}, {round});
  BOOST_TEST(!disconnected.reached);
  BOOST_TEST(disconnected.rounds == 50u);
  // Of numbers of size 1 in double.
  std::vector<topologies::MixingWeight> quarters;
  for (int entry = 0; entry < 16; ++entry) quarters.push_back({entry % 4, 0.25});
  const Neighbours average(topologies::MixingMatrix({0, 4, 8, 12, 16}, quarters));
  const RoundsNeeded fine = rounds_needed(
      now, {1e-20, {1, 1000}}, {[&](std::uint32_t) -> const Neighbours& { return average; }});
  BOOST_TEST(!fine.reached);
  BOOST_TEST(fine.rounds == 1u);
  Measurement broken = now;
  broken.gram[5] = std::nan("");
  BOOST_TEST(!rounds_needed(broken, {0.1, {1, 1000}}, {round}).reached);
  for (const Wanted& wrong : {Wanted{0}, Wanted{1, {0}}, Wanted{1, {3, 2}}})
    BOOST_CHECK_THROW(rounds_needed(now, wrong, {round}), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
