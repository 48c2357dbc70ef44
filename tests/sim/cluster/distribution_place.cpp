// A draw is a function of (seed, node, step) alone, and draws at different places are independent.
#include <rapidcheck.h>
#include <boost/math/special_functions/erf.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>

#include "base/random.h"
#include "sim/cluster/distribution.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using base::NodeId;

struct Place {
  std::uint64_t seed = 0;
  NodeId node = 0;
  std::uint32_t step = 0;
};

double draw_at(const Distribution& kind, const Place& place) {
  return draw(kind, place.seed, place.node, place.step);
}

std::uint64_t first_word(const Place& place) {
  const base::DrawPlace where{static_cast<std::uint64_t>(place.node), place.step};
  return base::RandomStream(place.seed, base::Purpose::kComputeTime, where).bits64();
}

// The quantile of each law at the uniform number that the first 64 random bits of the place spell.
struct Inverse {
  std::uint64_t word = 0;
  long double uniform() const { return static_cast<long double>(word >> 11) * 0x1p-53L; }

  long double operator()(Constant) const { return 1; }
  long double operator()(LogNormal law) const {
    const long double middle = (static_cast<long double>(word >> 12) + 0.5L) * 0x1p-52L;
    const long double z =
        word >> 63 ? std::numbers::sqrt2_v<long double> * boost::math::erfc_inv(2 * (1 - middle))
                   : -std::numbers::sqrt2_v<long double> * boost::math::erfc_inv(2 * middle);
    return std::exp(law.sigma * z);
  }
  long double operator()(Exponential) const { return -std::log1p(-uniform()); }
  long double operator()(ShiftedExponential law) const {
    return law.shift - (1 - static_cast<long double>(law.shift)) * std::log1p(-uniform());
  }
  long double operator()(Pareto law) const { return std::exp(-std::log1p(-uniform()) / law.shape); }
  long double operator()(Uniform law) const {
    return law.low + (static_cast<long double>(law.high) - law.low) * uniform();
  }
};

Distribution any_distribution() {
  const double unit = *rc::gen::inRange(0, 1001) / 1000.0;
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return LogNormal{2 * unit};
    case 1:
      return Exponential{};
    case 2:
      return ShiftedExponential{unit};
    case 3:
      return Pareto{1.0001 + 10 * unit};
    case 4:
      return Uniform{0.5, 0.5 + unit};
    default:
      return Constant{};
  }
}

Place any_place() {
  return {*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::inRange<NodeId>(0, 1 << 30),
          *rc::gen::arbitrary<std::uint32_t>()};
}

// z is good to 1e-15 and the factor's exponent at most 2·8.3, so 1e-13 leaves room for the rest.
BOOST_AUTO_TEST_CASE(a_draw_is_the_quantile_of_the_first_random_number_of_its_place) {
  BOOST_TEST(rc::check([] {
    const Distribution kind = any_distribution();
    const Place place = any_place();
    const long double expected = std::visit(Inverse{first_word(place)}, kind);
    RC_ASSERT(std::abs(draw_at(kind, place) - expected) <= 1e-13L * expected);
  }));
}

// These two numbers of seed 1 are the most extreme of 4e8: 1 − u = 5.6e-10 and u = 1.9e-9.
BOOST_AUTO_TEST_CASE(extreme_draws_are_the_extreme_quantiles) {
  for (const Place& place : {Place{1, 0, 297'772'857}, Place{1, 0, 156'419'341}})
    for (const Distribution& kind :
         {Distribution{LogNormal{2}}, Distribution{Exponential{}}, Distribution{Pareto{1.0001}},
          Distribution{Pareto{1e6}}, Distribution{ShiftedExponential{0.1}},
          Distribution{Uniform{1e-3, 1e3}}}) {
      const long double expected = std::visit(Inverse{first_word(place)}, kind);
      const double factor = draw_at(kind, place);
      BOOST_TEST(factor > 0);
      BOOST_TEST(std::abs(factor - expected) <= 1e-13L * expected,
                 "kind " << kind.index() << ": " << factor);
    }
  BOOST_TEST(draw_at(Pareto{1.0001}, {1, 0, 297'772'857}) > 1e9);
  BOOST_TEST(draw_at(Exponential{}, {1, 0, 297'772'857}) > 20);
}

BOOST_AUTO_TEST_CASE(a_draw_does_not_depend_on_other_draws) {
  BOOST_TEST(rc::check([] {
    const Distribution kind = any_distribution();
    const Place place = any_place();
    const double first = draw_at(kind, place);
    for (int i = *rc::gen::inRange(1, 10); i > 0; --i) draw_at(any_distribution(), any_place());
    RC_ASSERT(draw_at(kind, place) == first);
  }));
}

BOOST_AUTO_TEST_CASE(laws_without_spread_give_their_only_value) {
  BOOST_TEST(rc::check([] {
    const Place place = any_place();
    RC_ASSERT(draw_at(Constant{}, place) == 1.0);
    RC_ASSERT(draw_at(LogNormal{0}, place) == 1.0);
    RC_ASSERT(draw_at(ShiftedExponential{1}, place) == 1.0);
    RC_ASSERT(draw_at(Uniform{0.7, 0.7}, place) == 0.7);
  }));
}

// A standard normal number at each place of a square of nodes and steps.
constexpr std::uint32_t kSide = 700;
constexpr double kSquare = double{kSide} * kSide;

double normal_at(const Place& place) { return std::log(draw_at(LogNormal{1}, place)); }

// Sums over independent places; 5 standard errors happen with probability 6e-7, and the seed is
// fixed. Var(z w) = 1 and Var((z² − 1)(w² − 1)) = 4 for independent standard normal z and w.
void check_uncorrelated(const std::function<Place(Place)>& other) {
  double product = 0, squares = 0;
  for (std::uint32_t node = 0; node < kSide; ++node)
    for (std::uint32_t step = 0; step < kSide; ++step) {
      const Place here{5, static_cast<NodeId>(node), step};
      const double z = normal_at(here);
      const double w = normal_at(other(here));
      product += z * w;
      squares += (z * z - 1) * (w * w - 1);
    }
  BOOST_TEST(std::abs(product) <= 5 * std::sqrt(kSquare), product / std::sqrt(kSquare));
  BOOST_TEST(std::abs(squares) <= 5 * std::sqrt(4 * kSquare), squares / std::sqrt(4 * kSquare));
}

BOOST_AUTO_TEST_CASE(draws_of_different_places_are_uncorrelated) {
  check_uncorrelated([](Place p) { return Place{p.seed, p.node + 1, p.step}; });
  check_uncorrelated([](Place p) { return Place{p.seed, p.node, p.step + 1}; });
  check_uncorrelated([](Place p) { return Place{p.seed, p.node + 1, p.step + 1}; });
  check_uncorrelated([](Place p) { return Place{p.seed + 1, p.node, p.step}; });
  // Node and step exchanged, with steps from kSide on so that no place meets itself.
  check_uncorrelated([](Place p) {
    return Place{p.seed, static_cast<NodeId>(p.step + kSide), static_cast<std::uint32_t>(p.node)};
  });
}

// n·(mean of n)² is χ² with one degree of freedom, mean 1 and variance 2, unless something is
// common to a step's nodes or to a node's steps.
BOOST_DATA_TEST_CASE(nothing_is_common_to_a_step_or_to_a_node, data::make({true, false}), by_step) {
  double sum = 0;
  for (std::uint32_t i = 0; i < kSide; ++i) {
    double line = 0;
    for (std::uint32_t j = 0; j < kSide; ++j)
      line += normal_at({6, static_cast<NodeId>(by_step ? j : i), by_step ? i : j});
    sum += line * line / kSide;
  }
  BOOST_TEST(std::abs(sum - kSide) <= 5 * std::sqrt(2.0 * kSide), sum);
}

}  // namespace
}  // namespace consim::sim
