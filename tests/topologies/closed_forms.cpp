// Eigenvalues of W against their closed forms. Tolerance 1e-12: a backward stable eigensolver is
// wrong by a small multiple of n · eps · ‖W‖ = 64 · 2e-16.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <complex>
#include <numbers>
#include <set>

#include "topologies/spec.h"
#include "topologies/spectrum.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

constexpr double kTolerance = 1e-12;
constexpr double kPi = std::numbers::pi;
const auto kSizes = data::make({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 27, 32, 33, 64});

std::vector<double> descending(std::vector<double> values) {
  std::ranges::sort(values, std::greater{});
  return values;
}

void check_eigenvalues(const Graph& graph, std::vector<double> expected) {
  const Spectrum found = spectrum(mix(graph, MixingRule::kMetropolis));
  expected = descending(std::move(expected));
  BOOST_TEST_REQUIRE(found.eigenvalues.has_value());
  BOOST_TEST(found.eigenvalues->real);
  BOOST_TEST_REQUIRE(found.eigenvalues->values.size() == expected.size());
  double worst = 0;
  for (std::size_t k = 0; k < expected.size(); ++k)
    worst = std::max(worst, std::abs(found.eigenvalues->values[k] - expected[k]));
  BOOST_TEST(worst <= kTolerance);
  double beta = 0;
  for (std::size_t k = 1; k < expected.size(); ++k) beta = std::max(beta, std::abs(expected[k]));
  BOOST_TEST(std::abs(found.beta.value() - beta) <= kTolerance);
  BOOST_TEST(std::abs(found.spectral_gap.value() - (1 - beta)) <= kTolerance);
  BOOST_TEST(std::abs(found.p.value() - (1 - beta * beta)) <= kTolerance);
  BOOST_TEST(found.lambda2.has_value() == (expected.size() > 1));
  if (expected.size() > 1) {
    BOOST_TEST(std::abs(*found.lambda2 - expected[1]) <= kTolerance);
    BOOST_TEST(*found.residual <= kTolerance);
  }
  BOOST_TEST(std::abs(*found.lambda_n - expected.back()) <= kTolerance);
}

double cosine(int k, int n) { return std::cos(2 * kPi * k / n); }

}  // namespace

BOOST_AUTO_TEST_SUITE(closed_forms)

BOOST_DATA_TEST_CASE(ring, kSizes, n) {
  std::vector<double> expected;
  for (int k = 0; k < n; ++k) expected.push_back(n == 2 ? 1 - k : 1.0 / 3 + 2.0 / 3 * cosine(k, n));
  check_eigenvalues(make_graph(Ring{n}), expected);
}

BOOST_DATA_TEST_CASE(path, kSizes, n) {
  std::vector<double> expected;
  for (int k = 0; k < n; ++k)
    expected.push_back(n == 2 ? 1 - k : 1.0 / 3 + 2.0 / 3 * std::cos(kPi * k / n));
  check_eigenvalues(make_graph(Path{n}), expected);
}

BOOST_DATA_TEST_CASE(star, kSizes, n) {
  std::vector<double> expected(static_cast<std::size_t>(n), 1 - 1.0 / n);
  expected.front() = 1;
  if (n > 1) expected.back() = 0;
  check_eigenvalues(make_graph(Star{n}), expected);
}

BOOST_DATA_TEST_CASE(complete, kSizes, n) {
  std::vector<double> expected(static_cast<std::size_t>(n), 0);
  expected.front() = 1;
  check_eigenvalues(make_graph(Complete{n}), expected);
}

BOOST_DATA_TEST_CASE(torus_of_sides_from_three, data::make({3, 4, 5, 8}) * data::make({3, 6, 7}),
                     rows, cols) {
  std::vector<double> expected;
  for (int k = 0; k < rows; ++k)
    for (int l = 0; l < cols; ++l)
      expected.push_back((1 + 2 * cosine(k, rows) + 2 * cosine(l, cols)) / 5);
  check_eigenvalues(make_graph(Torus{{rows, cols}}), expected);
  const Spectrum found = spectrum(mix(make_graph(Torus{{rows, cols}}), MixingRule::kMetropolis));
  BOOST_TEST(std::abs(*found.lambda2 - (3 + 2 * cosine(1, std::max(rows, cols))) / 5) <=
             kTolerance);
}

BOOST_DATA_TEST_CASE(torus_of_one_side_two_merges_its_double_edges, data::make({3, 4, 9}), rows) {
  std::vector<double> expected;
  for (int k = 0; k < rows; ++k)
    for (int l = 0; l < 2; ++l)
      expected.push_back((1 + 2 * cosine(k, rows) + (l == 0 ? 1 : -1)) / 4);
  check_eigenvalues(make_graph(Torus{{rows, 2}}), expected);
  check_eigenvalues(make_graph(Torus{{2, rows}}), expected);
}

BOOST_DATA_TEST_CASE(hypercube, data::make({0, 1, 2, 3, 4, 5, 6, 7}), d) {
  std::vector<double> expected;
  for (unsigned i = 0; i < 1u << d; ++i)
    expected.push_back(1 - 2.0 * __builtin_popcount(i) / (d + 1));
  check_eigenvalues(make_graph(Hypercube{d}), expected);
}

BOOST_DATA_TEST_CASE(undirected_exponential, kSizes, n) {
  std::set<int> distances;
  for (int distance = 1; distance < n; distance *= 2) {
    distances.insert(distance % n);
    distances.insert((n - distance) % n);
  }
  std::vector<double> expected;
  for (int k = 0; k < n; ++k) {
    double sum = 1;
    for (const int distance : distances) sum += cosine(k * distance % n, n);
    expected.push_back(sum / static_cast<double>(1 + distances.size()));
  }
  check_eigenvalues(make_graph(Exponential{n, false}), expected);
}

BOOST_DATA_TEST_CASE(undirected_exponential_of_a_power_of_two, data::make({3, 4, 5, 6, 7, 8}),
                     power) {
  const Spectrum found =
      spectrum(mix(make_graph(Exponential{1 << power, false}), MixingRule::kMetropolis));
  BOOST_TEST(std::abs(*found.beta - (power - 2.0) / power) <= kTolerance);
}

BOOST_DATA_TEST_CASE(undirected_exponential_of_9_and_15_is_decided_by_the_smallest_eigenvalue,
                     data::make({9, 15}), n) {
  const Spectrum found = spectrum(mix(make_graph(Exponential{n, false}), MixingRule::kMetropolis));
  BOOST_TEST(std::abs(*found.beta + *found.lambda_n) <= kTolerance);
  BOOST_TEST(*found.lambda2 < *found.beta);
}

// The eigenvalues come in no order that rounding can't change, so each expected one is looked for
// among the found.
BOOST_DATA_TEST_CASE(directed_exponential, data::make({4, 5, 8, 12, 13, 32, 33}), n) {
  const MixingMatrix w = mix(make_graph(Exponential{n, true}), MixingRule::kUniform);
  const Spectrum found = spectrum(w, {.eigenvalues = true});
  BOOST_TEST_REQUIRE(found.eigenvalues.has_value());
  BOOST_TEST(!found.eigenvalues->real);
  std::vector<std::complex<double>> left = found.eigenvalues->values;
  double beta = 0;
  for (int k = 0; k < n; ++k) {
    std::complex<double> sum = 1;
    int tau = 0;
    for (int distance = 1; distance < n; distance *= 2, ++tau)
      sum += std::polar(1.0, 2 * kPi * (k * distance % n) / n);
    const std::complex<double> expected = sum / (tau + 1.0);
    if (k > 0) beta = std::max(beta, std::abs(expected));
    const auto nearest =
        std::ranges::min_element(left, {}, [&](auto value) { return std::abs(value - expected); });
    BOOST_TEST_REQUIRE((nearest != left.end()));
    BOOST_TEST(std::abs(*nearest - expected) <= kTolerance);
    left.erase(nearest);
    if (k == 1 && n % 2 == 0)
      BOOST_TEST(std::abs(*found.beta - (tau - 1.0) / (tau + 1)) <= kTolerance);
  }
  BOOST_TEST(std::abs(*found.beta - beta) <= kTolerance);
  BOOST_TEST(!found.lambda2.has_value());
  BOOST_TEST(!found.lambda_n.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
