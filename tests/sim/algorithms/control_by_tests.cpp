// Control by nodes that don't see their consensus distance: what tests let through, against rows
// and the law of the sketch.
#include <rapidcheck.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "sim/algorithms/consensus_control.h"
#include "tests/sim/algorithms/any_graph.h"
#include "tests/sim/algorithms/rows.h"

namespace consim::sim {
namespace {

using tests::distance;
using tests::measured;
using tests::mixed;
using tests::Rows;

// A ring of n with weights 1/3.
topologies::MixingMatrix ring(int n) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (int i = 0; i < n; ++i) {
    std::vector<int> columns = {(i + n - 1) % n, i, (i + 1) % n};
    std::ranges::sort(columns);
    for (const int column : columns) entries.push_back({column, 1.0 / 3});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

double moved(const Rows& before, const Rows& after) {
  double sum = 0;
  for (std::size_t i = 0; i < before.size(); ++i)
    for (std::size_t c = 0; c < before[i].size(); ++c)
      sum += (after[i][c] - before[i][c]) * (after[i][c] - before[i][c]);
  return std::sqrt(sum / static_cast<double>(before.size()));
}

BOOST_AUTO_TEST_SUITE(control_by_tests)

// The nodes are measured when they have made least − 1 rounds; slack for ties.
BOOST_AUTO_TEST_CASE(theta_stops_at_the_first_tested_round_that_moves_the_nodes_little_enough) {
  BOOST_TEST(rc::check([] {
    const int n = *rc::gen::inRange(3, 12);
    const topologies::MixingMatrix w = ring(n);
    const Neighbours neighbours(w);
    const double smallest = 4.0 / 3 * std::pow(std::sin(std::acos(-1.0) / n), 2);
    const double scale = *rc::gen::element(1.0, 0.25);
    Rows rows = tests::random_rows(n, *rc::gen::inRange<std::uint64_t>(0, 1000));
    const Wanted wanted{distance(rows) / *rc::gen::inRange(1, 1000),
                        {*rc::gen::inRange(1u, 5u), 2000},
                        ThetaTest{smallest, *rc::gen::inRange(1u, 4u)}};
    const auto every = std::get<ThetaTest>(wanted.estimator).every;
    const RoundsNeeded found =
        rounds_needed(measured(rows), wanted,
                      {[&](std::uint32_t) -> const Neighbours& { return neighbours; }, scale});
    RC_ASSERT(found.reached);
    RC_ASSERT((found.rounds - wanted.rounds.least) % every == 0);
    for (std::uint32_t k = wanted.rounds.least; k <= found.rounds; ++k) {
      Rows next = mixed(w, rows);
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t c = 0; c < rows[i].size(); ++c)
          next[i][c] = (1 - scale) * rows[i][c] + scale * next[i][c];
      const double bound = moved(rows, next) / (scale * smallest);
      RC_ASSERT(bound >= distance(rows) * (1 - 1e-9));
      if (k == found.rounds)
        RC_ASSERT(bound <= wanted.distance * (1 + 1e-9));
      else if ((k - wanted.rounds.least) % every == 0)
        RC_ASSERT(bound > wanted.distance * (1 - 1e-9));
      rows = next;
    }
    RC_ASSERT(distance(rows) <= wanted.distance);
  }));
}

// Ξ̂² has mean Ξ² and variance 2 tr(G²)/(n² r), here and after rounds; sample mean and variance of
// 2000 draws are within four standard errors (of a variance, of a nearly normal law, 2/(N − 1)).
BOOST_AUTO_TEST_CASE(a_sketch_has_the_mean_and_the_variance_that_are_stated) {
  constexpr int kDraws = 2000;
  const topologies::MixingMatrix w = ring(7);
  const Neighbours neighbours(w);
  const Rows start = tests::random_rows(7, 5);
  for (const std::uint32_t rounds : {0u, 4u}) {
    Rows rows = start;
    for (std::uint32_t k = 0; k < rounds; ++k) rows = mixed(w, rows);
    const Measurement now = measured(rows);
    double trace = 0, squares = 0;
    for (std::size_t i = 0; i < now.nodes; ++i) trace += now.gram[i * now.nodes + i];
    for (const double entry : now.gram) squares += entry * entry;
    double mean = 0, square = 0;
    for (std::uint32_t draw = 0; draw < kDraws; ++draw) {
      // No test passes; what the last one sees is told.
      const Wanted wanted{1e-6, {1, rounds + 1}, SketchTest{.rows = 64, .seed = 3}, draw};
      const double seen =
          rounds_needed(measured(start), wanted,
                        {[&](std::uint32_t) -> const Neighbours& { return neighbours; }})
              .distance;
      mean += seen * seen / trace * 7 / kDraws;
      square += std::pow(seen * seen / trace * 7, 2) / kDraws;
    }
    const double variance = 2 * squares / (trace * trace * 64);
    BOOST_TEST(std::abs(mean - 1) <= 4 * std::sqrt(variance / kDraws), rounds << ": " << mean);
    BOOST_TEST(std::abs((square - mean * mean) / variance - 1) <= 4 * std::sqrt(2.0 / kDraws),
               rounds << ": " << square - mean * mean << ", " << variance);
  }
}

BOOST_AUTO_TEST_CASE(tests_follow_the_least_rounds_and_cost_what_their_numbers_do) {
  const RoundLimits three{3, 10};
  const Estimator oracle = Oracle{}, theta = ThetaTest{.smallest = 1, .every = 2},
                  sketch = SketchTest{.rows = 255};
  BOOST_TEST(rounds_before_measurement(oracle, three) == 0u);
  BOOST_TEST(rounds_before_measurement(theta, three) == 2u);
  BOOST_TEST(rounds_before_measurement(sketch, three) == 3u);
  for (const std::uint32_t made : {1u, 2u, 4u, 6u}) BOOST_TEST(!tests_after(theta, three, made));
  for (const std::uint32_t made : {3u, 5u, 7u}) BOOST_TEST(tests_after(theta, three, made));
  BOOST_TEST(tests_after(sketch, three, 4));
  BOOST_TEST(!tests_after(oracle, three, 3));
  BOOST_TEST(bytes_of_test(oracle) == 0);
  BOOST_TEST(bytes_of_test(theta) == 8);
  BOOST_TEST(bytes_of_test(sketch) == 2048);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
