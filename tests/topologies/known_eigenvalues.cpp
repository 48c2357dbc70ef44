// Formulas for the eigenvalues of I − W against dense numerics. Tolerance 1e-12: a backward stable
// eigensolver is wrong by a small multiple of n · eps · ‖I − W‖ = 64 · 2 · 2e-16.
#include "topologies/known_eigenvalues.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "topologies/dense.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

constexpr double kTolerance = 1e-12;

Topology topology_of(const std::string& text) { return make_topology(parse_topology_spec(text)); }

Eigen::MatrixXd laplacian(const MixingMatrix& w) {
  return Eigen::MatrixXd::Identity(w.nodes(), w.nodes()) - to_dense(w);
}

// All n of them, in any order; each expected one takes the nearest of what is left.
void check_known(const std::string& text) {
  BOOST_TEST_CONTEXT(text) {
    const Topology topology = topology_of(text);
    const std::optional<KnownEigenvalues> known = known_eigenvalues(topology);
    BOOST_TEST_REQUIRE(known.has_value());
    const MixingMatrix& w = topology.mixing.at(0);
    BOOST_TEST_REQUIRE(std::ssize(*known) == w.nodes());
    KnownEigenvalues left = *known;
    Eigen::VectorXcd expected =
        topology.graph.directed()
            ? general_eigenvalues(laplacian(w)).values
            : symmetric_eigenvalues(laplacian(w)).cast<std::complex<double>>();
    for (const std::complex<double>& value : expected) {
      const auto nearest =
          std::ranges::min_element(left, {}, [&](auto other) { return std::abs(other - value); });
      BOOST_TEST(std::abs(*nearest - value) <= kTolerance);
      if (!topology.graph.directed()) BOOST_TEST(std::abs(nearest->imag()) <= 1e-15);
      left.erase(nearest);
    }
  }
}

// The smallest but the 0 of the constant vector.
double gap(const std::string& text) {
  const std::optional<KnownEigenvalues> known = known_eigenvalues(topology_of(text));
  BOOST_TEST_REQUIRE(known.has_value());
  std::vector<double> values;
  for (const std::complex<double>& value : *known) values.push_back(value.real());
  std::ranges::nth_element(values, values.begin() + 1);
  BOOST_TEST(*std::ranges::min_element(values) == 0);
  return values[1];
}

std::string text_of(const char* family, int n, const char* more = "") {
  return std::string(family) + ":n=" + std::to_string(n) + more;
}

const auto kSizes = data::make({1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 27, 32, 33, 64});

}  // namespace

BOOST_AUTO_TEST_SUITE(known)

BOOST_DATA_TEST_CASE(families_of_any_size_know_their_eigenvalues, kSizes, n) {
  for (const char* family : {"path", "star", "complete", "exponential", "ring"}) {
    check_known(text_of(family, n));
    check_known(text_of(family, n, ",mixing=lazy_max_degree"));
    check_known(text_of(family, n, ",mixing=best_constant"));
  }
  check_known(text_of("ring", n, ",neighbours=4"));
  check_known(text_of("ring", n, ",neighbours=10,mixing=uniform"));
  check_known(text_of("exponential", n, ",directed=true"));
  check_known(text_of("exponential", n, ",directed=true,mixing=lazy_column_stochastic"));
}

BOOST_DATA_TEST_CASE(tori_and_grids_of_any_dimension_know_their_eigenvalues,
                     data::make({"1",     "2",     "3",     "7",       "1x1",     "1x2",    "2x2",
                                 "2x3",   "3x2",   "3x3",   "4x5",     "2x7",     "1x8",    "2x2x2",
                                 "3x1x4", "2x3x4", "3x3x3", "2x1x2x3", "1x1x1x1", "3x2x3x3"}),
                     sides) {
  const std::string torus = std::string("torus:sides=") + sides;
  check_known(torus);
  check_known(torus + ",mixing=lazy");
  check_known(torus + ",periodic=false,mixing=max_degree");
  check_known(torus + ",periodic=false,mixing=lazy_max_degree");
}

BOOST_DATA_TEST_CASE(hypercubes_know_their_eigenvalues, data::make({1, 2, 4, 8, 16, 32, 64}), n) {
  check_known(text_of("hypercube", n));
}

// Relative: a rounding or two of the sine's argument and its square.
BOOST_AUTO_TEST_CASE(gaps_of_a_million_nodes_have_all_digits) {
  const auto sine_square = [](double x) { return std::pow(std::sin(std::numbers::pi * x), 2); };
  const auto check = [](double found, double expected) {
    BOOST_TEST(std::abs(found / expected - 1) <= 1e-15);
  };
  check(gap("ring:n=1000000"), 4.0 / 3 * sine_square(1e-6));
  check(gap("path:n=1000000"), 4.0 / 3 * sine_square(0.5e-6));
  check(gap("torus:rows=1000,cols=1000"), 4.0 / 5 * sine_square(1e-3));
  check(gap("torus:sides=100x100x100"), 4.0 / 7 * sine_square(1e-2));
  check(gap("torus:rows=1000,cols=1000,periodic=false,mixing=max_degree"),
        4.0 / 5 * sine_square(0.5e-3));
  check(gap("ring:n=1000000,neighbours=4"), 4.0 / 5 * (sine_square(1e-6) + sine_square(2e-6)));
}

BOOST_DATA_TEST_CASE(no_formula_is_given_where_none_applies,
                     data::make({"torus:rows=4,cols=4,periodic=false", "path:n=5,mixing=uniform",
                                 "star:n=5,mixing=uniform", "random_regular:n=10,degree=3",
                                 "binary_tree:n=7", "alternating:graphs=ring:n=5+path:n=5"}),
                     text) {
  BOOST_TEST(!known_eigenvalues(topology_of(text)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
