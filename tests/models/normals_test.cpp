#include "models/normals.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

using namespace consim;

namespace {

std::vector<double> draw(std::size_t count, std::uint64_t seed) {
  base::RandomStream stream(seed, base::Purpose::kTest);
  std::vector<double> values(count);
  models::fill_normals(stream, values);
  return values;
}

double distribution(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(normals)

BOOST_AUTO_TEST_CASE(moments_are_those_of_the_standard_normal_distribution) {
  constexpr std::size_t kCount = 2'000'000;
  const auto values = draw(kCount, 1);
  double moments[7] = {};
  for (const double z : values) {
    double power = 1;
    for (double& moment : moments) {
      moment += power / kCount;
      power *= z;
    }
  }
  // Standard error of the k-th moment is sqrt((E z^2k − (E z^k)²) / N); 4 of them.
  const double expected[7] = {1, 0, 1, 0, 3, 0, 15};
  const double even[7] = {1, 1, 3, 15, 105, 945, 10395};
  for (int k = 1; k <= 6; ++k) {
    const double error = std::sqrt((even[k] - expected[k] * expected[k]) / kCount);
    BOOST_TEST(std::abs(moments[k] - expected[k]) < 4 * error,
               "moment " << k << " is " << moments[k]);
  }
}

BOOST_AUTO_TEST_CASE(the_kolmogorov_smirnov_distance_is_that_of_a_true_sample) {
  constexpr std::size_t kCount = 1'000'000;
  auto values = draw(kCount, 2);
  std::sort(values.begin(), values.end());
  double distance = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double p = distribution(values[i]);
    distance = std::max(
        {distance, static_cast<double>(i + 1) / kCount - p, p - static_cast<double>(i) / kCount});
  }
  BOOST_TEST(distance * std::sqrt(kCount) < 1.95);  // exceeded with probability 0.001
}

BOOST_AUTO_TEST_CASE(tails_beyond_the_last_layer_have_the_right_mass) {
  constexpr std::size_t kCount = 4'000'000;
  const auto values = draw(kCount, 3);
  for (const double bound : {2.0, 3.0, 3.5, 4.0}) {
    const auto beyond =
        std::count_if(values.begin(), values.end(), [&](double z) { return std::abs(z) > bound; });
    const double expected = 2 * distribution(-bound) * kCount;
    // Poisson: 4 standard deviations.
    BOOST_TEST(std::abs(static_cast<double>(beyond) - expected) < 4 * std::sqrt(expected),
               beyond << " beyond " << bound << ", expected " << expected);
  }
}

BOOST_AUTO_TEST_CASE(neighbouring_numbers_are_uncorrelated) {
  constexpr std::size_t kCount = 1'000'000;
  const auto values = draw(kCount, 4);
  double product = 0, squares = 0;
  for (std::size_t i = 0; i + 1 < kCount; ++i) {
    product += values[i] * values[i + 1] / kCount;
    squares += (values[i] * values[i] - 1) * (values[i + 1] * values[i + 1] - 1) / kCount;
  }
  BOOST_TEST(std::abs(product) < 4.0 / std::sqrt(kCount));
  BOOST_TEST(std::abs(squares) < 4.0 * 2.0 / std::sqrt(kCount));  // Var(z² − 1) = 2
}

BOOST_AUTO_TEST_CASE(a_place_determines_the_numbers) {
  BOOST_TEST(draw(100, 5) == draw(100, 5), boost::test_tools::per_element());
  BOOST_TEST(draw(100, 5) != draw(100, 6));
}

BOOST_AUTO_TEST_SUITE_END()
