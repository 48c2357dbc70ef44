// The closed forms against the exact recursion of mean and covariance: no simulation yet.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/integration/theory_modes.h"

using namespace consim;
using tests::Mode;
using tests::ModeSetting;
using tests::stationary_mean;
using tests::stationary_variance;

namespace {

// 8000 steps that shrink by at least 0.995, and roundings of about 1e-13 a step.
constexpr double kTolerance = 1e-10;

template <class Check>
void for_each_setting(const Check& check) {
  for (const double lambda : {1.0, 0.95, 0.5, 0.0, -0.3, -0.8})
    for (const double curvature : {0.05, 0.7})
      for (const auto order : {sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt})
        for (const sim::Sgd& sgd :
             {sim::Sgd{}, sim::Sgd{.momentum = 0.9}, sim::Sgd{.momentum = 0.9, .nesterov = true}})
          BOOST_TEST_CONTEXT("lambda " << lambda << " h " << curvature << " order "
                                       << static_cast<int>(order) << " momentum " << sgd.momentum
                                       << " nesterov " << sgd.nesterov)
  check(ModeSetting{.lambda = lambda,
                    .rate = 0.1,
                    .curvature = curvature,
                    .noise = 1.3,
                    .order = order,
                    .sgd = sgd});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_closed_forms)

BOOST_AUTO_TEST_CASE(stationary_mean_and_variance_are_the_fixed_point_of_the_recursion) {
  for_each_setting([](const ModeSetting& setting) {
    Mode mode(setting, 5.0, -0.8);
    for (int t = 0; t < 8000; ++t) mode.advance();
    const auto close = boost::test_tools::tolerance(kTolerance);
    BOOST_TEST(mode.variance() == stationary_variance(setting), close);
    BOOST_TEST(mode.mean() == stationary_mean(setting, -0.8), close);
  });
}

// E y(t)² = q^t y(0)² + η²s²λ²(1 − q^t)/(1 − q), q = λ²(1 − ηh)².
BOOST_AUTO_TEST_CASE(the_way_there_is_geometric_without_momentum) {
  for (const double lambda : {0.9, -0.4}) {
    const ModeSetting setting{.lambda = lambda, .rate = 0.2, .curvature = 0.5, .noise = 1.3};
    Mode mode(setting, 2.0, 0.0);
    const double q = lambda * lambda * 0.9 * 0.9;
    for (int t = 1; t < 50; ++t) {
      mode.advance();
      const double closed =
          std::pow(q, t) * 4 + 0.04 * 1.69 * lambda * lambda * (1 - std::pow(q, t)) / (1 - q);
      BOOST_TEST(mode.mean() * mode.mean() + mode.variance() == closed,
                 boost::test_tools::tolerance(1e-12));
    }
  }
}

// Ξ²/(η²s²) with h = 0: S = n/8 − 1 + 5/(8n) + (√3/4)(1 + rⁿ)/(1 − rⁿ), r = −(2 − √3).
BOOST_AUTO_TEST_CASE(the_flat_valley_on_a_ring_has_its_closed_sum) {
  for (const int n : {3, 4, 9, 16, 33}) {
    double sum = 0;
    for (int k = 1; k < n; ++k) {
      const double lambda = 1.0 / 3 + 2.0 / 3 * std::cos(2 * std::numbers::pi * k / n);
      sum += stationary_variance({.lambda = lambda, .rate = 1, .curvature = 0, .noise = 1}) / n;
    }
    const double r = std::pow(-(2 - std::sqrt(3.0)), n);
    const double closed = n / 8.0 - 1 + 5.0 / (8 * n) + std::sqrt(3.0) / 4 * (1 + r) / (1 - r);
    BOOST_TEST(sum == closed, boost::test_tools::tolerance(1e-12));
  }
}

BOOST_AUTO_TEST_SUITE_END()
