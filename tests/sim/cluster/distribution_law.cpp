// Draws of compute times against their laws: distribution function, tails, mean and variance.
//
// All tolerances follow from the number of draws. Sums and counts may be 5 standard errors away,
// which happens to a correct generator with probability 6e-7 (central limit theorem); the seed is
// fixed, so what passes once passes always. Quantities without a finite standard error are left
// out: the mean needs a finite variance, the variance a finite fourth moment.
#include <algorithm>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/pareto.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "sim/cluster/distribution.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
namespace math = boost::math;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kStandardErrors = 5;
constexpr base::NodeId kNodes = 1000;
constexpr std::uint32_t kSteps = 1000;
constexpr double kDraws = 1e6;

struct Law {
  std::string name = {};
  Distribution kind = Constant{};
  double mean = 0;
  double variance = kInfinite;
  double kurtosis = kInfinite;                  // fourth central moment over the variance's square
  std::function<double(double)> below = {};     // P(X <= x)
  std::function<double(double)> quantile = {};  // of P(X <= x)
  std::function<double(double)> exceeded = {};  // the x with P(X > x) = p
};

template <class Known>
Law with(const Known& known, Law law) {
  law.below = [known](double x) { return math::cdf(known, x); };
  law.quantile = [known](double p) { return math::quantile(known, p); };
  law.exceeded = [known](double p) { return math::quantile(math::complement(known, p)); };
  return law;
}

Law lognormal(double sigma) {
  const double w = std::exp(sigma * sigma);
  return with(math::lognormal(0, sigma), {.name = "lognormal " + std::to_string(sigma),
                                          .kind = LogNormal{sigma},
                                          .mean = std::sqrt(w),
                                          .variance = (w - 1) * w,
                                          .kurtosis = ((w + 2) * w + 3) * w * w - 3});
}

Law exponential() {
  return with(
      math::exponential(1),
      {.name = "exponential", .kind = Exponential{}, .mean = 1, .variance = 1, .kurtosis = 9});
}

Law shifted(double shift) {
  Law law = exponential();
  law.name = "shifted exponential " + std::to_string(shift);
  law.kind = ShiftedExponential{shift};
  law.variance = (1 - shift) * (1 - shift);
  const auto moved = [shift](const std::function<double(double)>& quantile) {
    return [=](double p) { return shift + (1 - shift) * quantile(p); };
  };
  law.below = [shift](double x) {
    return x > shift ? -std::expm1(-(x - shift) / (1 - shift)) : 0.0;
  };
  law.quantile = moved(law.quantile);
  law.exceeded = moved(law.exceeded);
  return law;
}

Law pareto(double a) {
  Law law{.name = "pareto " + std::to_string(a), .kind = Pareto{a}, .mean = a / (a - 1)};
  if (a > 2) law.variance = a / ((a - 1) * (a - 1) * (a - 2));
  if (a > 4) law.kurtosis = 3 * (a - 2) * (3 * a * a + a + 2) / (a * (a - 3) * (a - 4));
  return with(math::pareto(1, a), law);
}

Law uniform(double low, double high) {
  return with(math::uniform(low, high), {.name = "uniform " + std::to_string(low),
                                         .kind = Uniform{low, high},
                                         .mean = (low + high) / 2,
                                         .variance = (high - low) * (high - low) / 12,
                                         .kurtosis = 9.0 / 5});
}

const std::vector<Law> kLaws = {
    lognormal(0.05), lognormal(0.5),   lognormal(2),         exponential(), shifted(0),
    shifted(0.75),   pareto(1.1),      pareto(1.5),          pareto(2.5),   pareto(9),
    pareto(1000.0),  uniform(0.25, 4), uniform(0.999, 1.001)};

std::vector<double> sample(const Law& law) {
  std::vector<double> draws;
  draws.reserve(static_cast<std::size_t>(kDraws));
  for (base::NodeId node = 0; node < kNodes; ++node)
    for (std::uint32_t step = 0; step < kSteps; ++step)
      draws.push_back(draw(law.kind, 20260101, node, step));
  return draws;
}

template <class Value>
double mean_of(const std::vector<double>& draws, Value value) {
  double sum = 0;
  for (const double x : draws) sum += value(x);
  return sum / static_cast<double>(draws.size());
}

void check_near(double found, double expected, double standard_error) {
  BOOST_TEST(std::abs(found - expected) <= kStandardErrors * standard_error,
             found << " is " << (found - expected) / standard_error << " standard errors from "
                   << expected);
}

const auto kEachLaw = data::xrange(kLaws.size());

// Kolmogorov: P(√n · D > x) → 2 exp(−2x²), 1e-6 at this limit.
BOOST_DATA_TEST_CASE(draws_follow_their_distribution_function, kEachLaw, index) {
  const Law& law = kLaws[index];
  std::vector<double> draws = sample(law);
  std::sort(draws.begin(), draws.end());
  double distance = 0;
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const double p = law.below(draws[i]);
    const double rank = static_cast<double>(i) / kDraws;
    distance = std::max({distance, p - rank, rank + 1 / kDraws - p});
  }
  BOOST_TEST(distance * std::sqrt(kDraws) < std::sqrt(std::log(2e6) / 2), law.name);
}

// The draws beyond a quantile are a binomial count of at least 100 expected.
BOOST_DATA_TEST_CASE(tails_are_as_heavy_as_the_law_says, kEachLaw, index) {
  const Law& law = kLaws[index];
  const auto draws = sample(law);
  for (const double p : {1e-4, 1e-3, 1e-2, 0.1}) {
    const double low = law.quantile(p);
    const double high = law.exceeded(p);
    const double standard_error = std::sqrt(p * (1 - p) / kDraws);
    BOOST_TEST_CONTEXT(law.name << ", tail " << p) {
      check_near(mean_of(draws, [&](double x) { return x <= low; }), p, standard_error);
      check_near(mean_of(draws, [&](double x) { return x > high; }), p, standard_error);
    }
  }
}

BOOST_DATA_TEST_CASE(the_mean_is_that_of_the_law, kEachLaw, index) {
  const Law& law = kLaws[index];
  if (!std::isfinite(law.variance)) return;
  BOOST_TEST_CONTEXT(law.name)
  check_near(mean_of(sample(law), [](double x) { return x; }), law.mean,
             std::sqrt(law.variance / kDraws));
}

// Var((x − mean)²) = (kurtosis − 1) · variance²; beyond a kurtosis of 1e4 that is a tenth of the
// variance, and the logarithms below say more.
BOOST_DATA_TEST_CASE(the_variance_is_that_of_the_law, kEachLaw, index) {
  const Law& law = kLaws[index];
  if (!(law.kurtosis < 1e4)) return;
  const auto square = [&](double x) { return (x - law.mean) * (x - law.mean); };
  BOOST_TEST_CONTEXT(law.name)
  check_near(mean_of(sample(law), square), law.variance,
             law.variance * std::sqrt((law.kurtosis - 1) / kDraws));
}

// The logarithm of a Pareto draw is exponential with mean 1/shape, so it has all moments where the
// draw has none; the logarithm of a log-normal draw is normal.
BOOST_DATA_TEST_CASE(the_logarithms_of_heavy_draws_have_their_moments,
                     data::make({1.0001, 1.1, 1.5, 3.0}), shape) {
  const auto draws = sample(Law{.kind = Pareto{shape}});
  const auto scaled = [&](double x) { return shape * std::log(x); };
  const auto square = [&](double x) { return std::pow(scaled(x) - 1, 2); };
  check_near(mean_of(draws, scaled), 1, 1 / std::sqrt(kDraws));
  check_near(mean_of(draws, square), 1, std::sqrt(8 / kDraws));
}

BOOST_DATA_TEST_CASE(the_logarithms_of_log_normal_draws_have_normal_moments,
                     data::make({1e-3, 0.3, 2.0}), sigma) {
  const auto draws = sample(Law{.kind = LogNormal{sigma}});
  constexpr double kMoments[] = {1, 0, 1, 0, 3, 0, 15, 0, 105};
  for (int k = 1; k <= 4; ++k)
    check_near(mean_of(draws, [&](double x) { return std::pow(std::log(x) / sigma, k); }),
               kMoments[k], std::sqrt((kMoments[2 * k] - kMoments[k] * kMoments[k]) / kDraws));
}

// The median of a log-normal factor, the minimum of a Pareto factor and both ends of a uniform one
// are what scenarios state as the nominal time.
BOOST_AUTO_TEST_CASE(draws_stay_within_the_support_of_their_law) {
  for (const Law& law : kLaws) {
    const auto draws = sample(law);
    const auto [least, most] = std::minmax_element(draws.begin(), draws.end());
    BOOST_TEST_CONTEXT(law.name) {
      BOOST_TEST(*least > 0);
      BOOST_TEST(law.below(*least) >= 0);
      BOOST_TEST(*least >= law.quantile(0));
      BOOST_TEST(std::isfinite(*most));
      if (const auto* flat = std::get_if<Uniform>(&law.kind)) BOOST_TEST(*most <= flat->high);
    }
  }
}

}  // namespace
}  // namespace consim::sim
