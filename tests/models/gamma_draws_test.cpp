// Gamma draws against their law, and proportions against the Dirichlet distribution's moments.
// Seeds are fixed; a threshold is what a correct generator exceeds with probability 1e-6.
#include "models/gamma_draws.h"

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

using namespace consim;

namespace {

namespace data = boost::unit_test::data;

base::RandomStream stream(std::uint64_t node) { return {3, base::Purpose::kTest, {node}}; }

std::vector<double> draws(double shape, std::size_t count) {
  std::vector<double> values(count);
  auto random = stream(0);
  models::fill_log_gamma(random, shape, values);
  return values;
}

// The largest distance of the sample's distribution from uniform, times √n: Kolmogorov's
// statistic, whose tail is 2 exp(−2x²).
double scaled_distance(std::vector<double> uniform) {
  std::ranges::sort(uniform);
  const auto n = static_cast<double>(uniform.size());
  double distance = 0;
  for (std::size_t i = 0; i < uniform.size(); ++i)
    distance = std::max({distance, uniform[i] - static_cast<double>(i) / n,
                         static_cast<double>(i + 1) / n - uniform[i]});
  return distance * std::sqrt(n);
}
const double kLimit = std::sqrt(std::log(2 / 1e-6) / 2);

}  // namespace

BOOST_AUTO_TEST_SUITE(gamma_draws)

BOOST_DATA_TEST_CASE(draws_follow_the_gamma_distribution,
                     data::make({0.1, 0.5, 0.999, 1.0, 2.5, 30.0, 1e4}), shape) {
  const boost::math::gamma_distribution<double> law(shape);
  std::vector<double> places = draws(shape, 40'000);
  for (double& value : places) value = cdf(law, std::exp(value));
  BOOST_TEST(scaled_distance(places) < kLimit);
}

// P(G ≤ x) = x^a (1 + O(a)) for small x, so a·log G is an exponential draw to that order, far below
// what doubles can hold of G itself; the order adds less than a·√n = 0.01.
BOOST_AUTO_TEST_CASE(logarithms_stay_finite_where_draws_underflow) {
  constexpr double kShape = 1e-4;
  std::vector<double> places = draws(kShape, 10'000);
  BOOST_TEST(std::ranges::all_of(places, [](double value) { return std::isfinite(value); }));
  BOOST_TEST(*std::ranges::min_element(places) < -10'000);
  for (double& value : places) value = std::min(1.0, std::exp(kShape * value));
  BOOST_TEST(scaled_distance(places) < kLimit + 0.02);
}

// The mean over classes of (q − 1/C)² has the mean (1/C)(1 − 1/C)/(αC + 1); the limit is 5 of its
// standard errors, taken from the sample.
BOOST_DATA_TEST_CASE(proportions_vary_as_the_dirichlet_distribution_says,
                     data::make({0.05, 0.5, 1.0, 5.0, 100.0}), alpha) {
  constexpr std::size_t kClasses = 10, kDraws = 20'000;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < kDraws; ++i) {
    std::vector<double> q(kClasses);
    auto random = stream(i);
    models::fill_log_gamma(random, alpha, q);
    double total = 0, variance = 0;
    for (const double value : q) total += std::exp(value);
    for (const double value : q) variance += std::pow(std::exp(value) / total - 0.1, 2) / kClasses;
    sum += variance;
    squares += variance * variance;
  }
  const double mean = sum / kDraws;
  const double error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
  BOOST_TEST(std::abs(mean - 0.1 * 0.9 / (alpha * kClasses + 1)) < 5 * error);
}

BOOST_AUTO_TEST_SUITE_END()
