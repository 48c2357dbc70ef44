// The normal quantile against its definition, Φ(normal_quantile(u)) = u, in 64 bits of mantissa.
#include "sim/cluster/normal_quantile.h"

#include <rapidcheck.h>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
// The approximations are good to half an epsilon. The last roundings of numerator, denominator,
// quotient and product, half an epsilon each, and those before them that count less, add the rest.
constexpr double kFullAccuracy = 4 * kEpsilon;

// z − Φ⁻¹(u) by one step of Newton's method. In the middle both sides are taken from 1/2, so that
// nothing cancels.
long double error(double z, double u) {
  const long double x = z;
  const long double scaled = x / std::numbers::sqrt2_v<long double>;
  const long double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi_v<long double>);
  if (std::abs(u - 0.5) < 0.25)
    return (std::erf(scaled) / 2 - (static_cast<long double>(u) - 0.5L)) / density;
  if (u < 0.5) return (std::erfc(-scaled) / 2 - u) / density;
  return ((1.0L - u) - std::erfc(scaled) / 2) / density;
}

void check_full_accuracy(double u) {
  const double z = normal_quantile(u);
  BOOST_TEST_REQUIRE(std::isfinite(z), "u = " << u);
  BOOST_TEST(
      std::abs(error(z, u)) <= kFullAccuracy * std::abs(z),
      "u = " << u << ", z = " << z << ", relative error " << static_cast<double>(error(z, u)) / z);
}

// The last one stands in wichura1988algorithm, with 1 − p in place of p as a test of the far tail.
BOOST_AUTO_TEST_CASE(tabulated_quantiles_have_all_their_digits) {
  const std::pair<double, double> tabulated[] = {
      {0.75, 0.6744897501960817},  {0.9, 1.2815515655446004},  {0.95, 1.6448536269514722},
      {0.975, 1.959963984540054},  {0.99, 2.3263478740408408}, {0.995, 2.5758293035489004},
      {0.001, -3.090232306167814}, {1e-20, -9.262340089798408}};
  for (const auto& [u, z] : tabulated)
    BOOST_TEST(std::abs(normal_quantile(u) - z) <= kFullAccuracy * std::abs(z),
               "u = " << u << ": " << normal_quantile(u) << " is not " << z);
  BOOST_TEST(normal_quantile(0.5) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_inverse_has_full_accuracy_over_the_middle) {
  for (int i = 1; i < 4096; ++i) check_full_accuracy(i / 4096.0);
  for (const double distance : {1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 0x1p-53})
    check_full_accuracy(0.5 + distance);
}

BOOST_AUTO_TEST_CASE(the_inverse_has_full_accuracy_in_both_tails) {
  for (double u = 0.5; u > 1e-300; u *= 0.83) check_full_accuracy(u);
  for (double u = 0.5; u >= 0x1p-53; u *= 0.5) check_full_accuracy(1.0 - u);
}

// Where one approximation ends and the next begins: |u − 1/2| = 0.425 and u = exp(−25).
BOOST_DATA_TEST_CASE(the_inverse_has_full_accuracy_on_either_side_of_a_seam,
                     data::make({0.075, 0.925, 1.3887943864964021e-11}), seam) {
  double u = seam;
  for (int i = 0; i < 50; ++i) u = std::nextafter(u, 0.0);
  for (int i = 0; i < 100; ++i, u = std::nextafter(u, 1.0)) check_full_accuracy(u);
}

// 1 − u is exact for multiples of 2^-53, and so are all the numbers that a draw can ask for.
BOOST_AUTO_TEST_CASE(the_quantile_is_exactly_symmetric) {
  BOOST_TEST(rc::check([] {
    const auto words = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 52);
    const auto shift = *rc::gen::inRange(0, 52);  // few words are near 0 otherwise
    const double u = static_cast<double>((words >> shift) | 1) * 0x1p-53;
    RC_ASSERT(normal_quantile(1.0 - u) == -normal_quantile(u));
  }));
}

BOOST_AUTO_TEST_CASE(the_quantile_ascends) {
  constexpr int kPoints = 1 << 16;
  double last = normal_quantile(0.5 / kPoints);
  for (int i = 1; i < kPoints; ++i) {
    const double next = normal_quantile((i + 0.5) / kPoints);
    BOOST_TEST_REQUIRE(last < next, "point " << i);
    last = next;
  }
}

}  // namespace
}  // namespace consim::sim
