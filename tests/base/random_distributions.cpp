// The distributions of a stream against their laws. Each test fixes its seed; a threshold is the
// quantile that a correct generator exceeds with probability 1e-6, computed by Boost.Math.
#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "base/random.h"

namespace consim::base {
namespace {

namespace data = boost::unit_test::data;
namespace math = boost::math;

constexpr double kError = 1e-6;

RandomStream stream_of(std::uint64_t seed) { return RandomStream(seed, Purpose::kTest); }

// χ² of counts that should all be equal.
double chi_square(const std::vector<double>& counts) {
  double total = 0, sum = 0;
  for (const double count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

double chi_square_limit(std::size_t cells) {
  return math::quantile(
      math::complement(math::chi_squared(static_cast<double>(cells - 1)), kError));
}

// Largest distance of the empirical distribution from `law`; P(√n · D > x) → 2 exp(−2x²),
// Kolmogorov's tail.
double scaled_distance(std::vector<double> sample, const std::function<double(double)>& law) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double value = law(sample[i]);
    distance = std::max(
        {distance, value - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - value});
  }
  return distance * std::sqrt(n);
}
const double kDistanceLimit = std::sqrt(std::log(2 / kError) / 2);

// |mean − expected| of n draws with this variance, against the normal quantile (central limit
// theorem).
void check_mean(double mean, double expected, double variance_of_mean) {
  const double limit =
      math::quantile(math::complement(math::normal(), kError / 2)) * std::sqrt(variance_of_mean);
  BOOST_TEST(std::abs(mean - expected) < limit, mean << " is not " << expected << " ± " << limit);
}

template <class Draw>
std::vector<double> sample_of(std::size_t size, Draw draw) {
  std::vector<double> sample(size);
  std::generate(sample.begin(), sample.end(), draw);
  return sample;
}

BOOST_DATA_TEST_CASE(each_byte_of_the_words_is_uniform, data::xrange(4), byte) {
  RandomStream stream = stream_of(11);
  std::vector<double> counts(256);
  for (int i = 0; i < 200'000; ++i) ++counts[(stream() >> (8 * byte)) & 255];
  BOOST_TEST(chi_square(counts) < chi_square_limit(256));
}

BOOST_AUTO_TEST_CASE(neighbouring_words_are_independent) {
  RandomStream stream = stream_of(12);
  std::vector<double> counts(64 * 64);
  for (int i = 0; i < 400'000; ++i) {
    const std::uint32_t first = stream() >> 26;
    ++counts[first * 64 + (stream() >> 26)];
  }
  BOOST_TEST(chi_square(counts) < chi_square_limit(64 * 64));
}

BOOST_AUTO_TEST_CASE(the_first_draws_of_neighbouring_places_are_independent) {
  std::vector<double> counts(32 * 32);
  for (std::uint64_t node = 0; node < 300; ++node)
    for (std::uint64_t step = 0; step < 300; ++step) {
      const auto here = RandomStream(1, Purpose::kTest, {node, step}).below(32);
      const auto next = RandomStream(1, Purpose::kTest, {node, step + 1}).below(32);
      ++counts[here * 32 + next];
    }
  BOOST_TEST(chi_square(counts) < chi_square_limit(32 * 32));
}

BOOST_AUTO_TEST_CASE(uniform_numbers_follow_the_uniform_law_and_stay_below_one) {
  RandomStream stream = stream_of(13);
  const auto sample = sample_of(200'000, [&] { return stream.uniform(); });
  const auto [least, most] = std::minmax_element(sample.begin(), sample.end());
  BOOST_TEST(*least >= 0.0);
  BOOST_TEST(*most < 1.0);
  BOOST_TEST(scaled_distance(sample, [](double x) { return x; }) < kDistanceLimit);
}

// Of 8 · 2^61 words, a range of 3 · 2^61 numbers gets 8/3 each: without rejection, a remainder
// favours the first two thirds, and multiply-and-shift the numbers 0 and 1 modulo 3, each by 3/8 to
// 2/8.
BOOST_AUTO_TEST_CASE(below_is_unbiased_for_a_range_that_does_not_divide_the_words) {
  constexpr std::uint64_t kThird = std::uint64_t{1} << 61;
  RandomStream stream = stream_of(14);
  std::vector<double> thirds(3), residues(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t drawn = stream.below(3 * kThird);
    ++thirds[drawn / kThird];
    ++residues[drawn % 3];
  }
  BOOST_TEST(chi_square(thirds) < chi_square_limit(3));
  BOOST_TEST(chi_square(residues) < chi_square_limit(3));
}

BOOST_DATA_TEST_CASE(below_is_uniform, data::make({2, 3, 7, 10, 100, 1000}), n) {
  RandomStream stream = stream_of(15);
  std::vector<double> counts(static_cast<std::size_t>(n));
  for (int i = 0; i < 200'000; ++i) ++counts[stream.below(static_cast<std::uint64_t>(n))];
  BOOST_TEST(chi_square(counts) < chi_square_limit(counts.size()));
}

BOOST_AUTO_TEST_CASE(normal_numbers_follow_the_normal_law) {
  RandomStream stream = stream_of(16);
  const auto sample = sample_of(200'000, [&] { return stream.normal(); });
  const math::normal law;
  BOOST_TEST(scaled_distance(sample, [&](double x) { return math::cdf(law, x); }) < kDistanceLimit);
}

// E z^k = (k − 1)!! for even k, 0 for odd k; Var z^k = E z^2k − (E z^k)².
BOOST_AUTO_TEST_CASE(the_moments_of_normal_numbers_are_those_of_the_law) {
  constexpr std::array<double, 9> kMoments = {1, 0, 1, 0, 3, 0, 15, 0, 105};
  constexpr std::size_t kSize = 4'000'000;
  RandomStream stream = stream_of(17);
  std::array<double, 5> sums{};
  for (std::size_t i = 0; i < kSize; ++i) {
    const double z = stream.normal();
    for (std::size_t k = 1; k < sums.size(); ++k) sums[k] += std::pow(z, k);
  }
  for (std::size_t k = 1; k < sums.size(); ++k)
    check_mean(sums[k] / kSize, kMoments[k], (kMoments[2 * k] - kMoments[k] * kMoments[k]) / kSize);
}

BOOST_AUTO_TEST_CASE(the_two_normals_of_a_pair_are_uncorrelated) {
  constexpr int kPairs = 200'000;
  RandomStream stream = stream_of(18);
  double product = 0, squares = 0;
  for (int i = 0; i < kPairs; ++i) {
    const double first = stream.normal();
    const double second = stream.normal();
    product += first * second;
    squares += first * first * second * second;
  }
  check_mean(product / kPairs, 0, 1.0 / kPairs);
  check_mean(squares / kPairs, 1, 8.0 / kPairs);  // Var(z²w²) = 3 · 3 − 1
}

BOOST_AUTO_TEST_CASE(exponential_numbers_follow_the_exponential_law) {
  RandomStream stream = stream_of(19);
  const auto sample = sample_of(200'000, [&] { return stream.exponential(); });
  const math::exponential law(1.0);
  BOOST_TEST(*std::min_element(sample.begin(), sample.end()) >= 0.0);
  BOOST_TEST(scaled_distance(sample, [&](double x) { return math::cdf(law, x); }) < kDistanceLimit);
}

BOOST_AUTO_TEST_CASE(all_orders_of_a_shuffle_are_equally_likely) {
  std::vector<double> counts(4 * 4 * 4 * 4);
  for (std::uint64_t step = 0; step < 60'000; ++step) {
    std::array<unsigned, 4> order = {0, 1, 2, 3};
    RandomStream(20, Purpose::kTest, {0, step}).shuffle(std::span<unsigned>(order));
    ++counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]];
  }
  std::erase(counts, 0.0);
  BOOST_TEST(counts.size() == 24u);
  BOOST_TEST(chi_square(counts) < chi_square_limit(24));
}

}  // namespace
}  // namespace consim::base
