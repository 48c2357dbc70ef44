// How many rounds a target needs: from the Gram matrix, against mixing rows themselves.
#include "sim/algorithms/consensus_control.h"

#include <rapidcheck.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/check.h"
#include "base/random.h"
#include "tests/sim/algorithms/any_schedule.h"

namespace consim::sim {
namespace {

using Rows = std::vector<std::vector<double>>;

Rows random_rows(int n, std::uint64_t seed) {
  base::RandomStream random(seed, base::Purpose::kTest);
  Rows rows(static_cast<std::size_t>(n), std::vector<double>(6));
  for (auto& row : rows)
    for (double& value : row) value = random.normal();
  return rows;
}

Rows centred(Rows rows) {
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    double mean = 0;
    for (const auto& row : rows) mean += row[c] / static_cast<double>(rows.size());
    for (auto& row : rows) row[c] -= mean;
  }
  return rows;
}

Measurement measured(const Rows& rows) {
  const Rows from = centred(rows);
  Measurement result{.nodes = rows.size(), .gram = {}, .mean_norm = 1, .rounding = 0x1p-53};
  for (const auto& a : from)
    for (const auto& b : from) {
      double product = 0;
      for (std::size_t c = 0; c < a.size(); ++c) product += a[c] * b[c];
      result.gram.push_back(product);
    }
  return result;
}

double distance(const Rows& rows) {
  double sum = 0;
  for (const auto& row : centred(rows))
    for (const double value : row) sum += value * value;
  return std::sqrt(sum / static_cast<double>(rows.size()));
}

Rows mixed(const topologies::MixingMatrix& w, const Rows& rows) {
  Rows result(rows.size(), std::vector<double>(rows[0].size()));
  for (int i = 0; i < w.nodes(); ++i)
    for (const auto& entry : w.row(i))
      for (std::size_t c = 0; c < rows[0].size(); ++c)
        result[static_cast<std::size_t>(i)][c] +=
            entry.weight * rows[static_cast<std::size_t>(entry.column)][c];
  return result;
}

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
    const TargetDistance target{distance(rows) * *rc::gen::inRange(1, 120) / 100.0,
                                *rc::gen::inRange(1u, 4u), 12};
    std::uint32_t asked = 0;
    const RoundsNeeded found =
        rounds_needed(now, target, {[&](std::uint32_t k) -> const Neighbours& {
                        RC_ASSERT(k == asked++);
                        return neighbours[k];
                      }});
    RC_ASSERT(asked == found.rounds);
    for (std::uint32_t k = 0; k < found.rounds; ++k) {
      RC_ASSERT(k < target.least_rounds || distance(rows) > target.distance * (1 - 1e-12));
      rows = mixed(w[k], rows);
    }
    RC_ASSERT(std::abs(distance(rows) - found.distance) <= 1e-7);
    RC_ASSERT(found.reached == (distance(rows) <= target.distance));
    RC_ASSERT(found.reached || found.rounds == target.most_rounds);
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
  const RoundsNeeded disconnected = rounds_needed(now, {0.1, 1, 50}, {round});
  BOOST_TEST(!disconnected.reached);
  BOOST_TEST(disconnected.rounds == 50u);
  // Of numbers of size 1 in double.
  const Neighbours average(
      topologies::MixingMatrix({0, 4, 8, 12, 16}, std::vector<topologies::MixingWeight>{{0, .25},
                                                                                        {1, .25},
                                                                                        {2, .25},
                                                                                        {3, .25},
                                                                                        {0, .25},
                                                                                        {1, .25},
                                                                                        {2, .25},
                                                                                        {3, .25},
                                                                                        {0, .25},
                                                                                        {1, .25},
                                                                                        {2, .25},
                                                                                        {3, .25},
                                                                                        {0, .25},
                                                                                        {1, .25},
                                                                                        {2, .25},
                                                                                        {3, .25}}));
  const RoundsNeeded fine = rounds_needed(
      now, {1e-20, 1, 1000}, {[&](std::uint32_t) -> const Neighbours& { return average; }});
  BOOST_TEST(!fine.reached);
  BOOST_TEST(fine.rounds == 1u);
  Measurement broken = now;
  broken.gram[5] = std::nan("");
  BOOST_TEST(!rounds_needed(broken, {0.1, 1, 1000}, {round}).reached);
  for (const TargetDistance& wrong :
       {TargetDistance{0}, TargetDistance{1, 0}, TargetDistance{1, 3, 2}})
    BOOST_CHECK_THROW(rounds_needed(now, wrong, {round}), base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
