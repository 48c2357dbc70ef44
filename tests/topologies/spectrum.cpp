#include "topologies/spectrum.h"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "tests/topologies/random_graph.h"
#include "topologies/dense.h"
#include "topologies/families/exponential.h"
#include "topologies/families/path.h"
#include "topologies/families/ring.h"
#include "topologies/families/star.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

constexpr double kTolerance = 1e-12;

double ring_gap(int n) { return 4.0 / 3 * std::pow(std::sin(std::numbers::pi / n), 2); }

}  // namespace

BOOST_AUTO_TEST_SUITE(spectra)

// Relative error of the gap, not of 1 − λ₂: about 1e-10 without the refinement.
BOOST_AUTO_TEST_CASE(a_small_gap_has_twelve_right_digits) {
  const Spectrum ring = spectrum(mix(make_graph(Ring{1500}), MixingRule::kMetropolis));
  BOOST_TEST(std::abs(*ring.spectral_gap / ring_gap(1500) - 1) <= 1e-12);
  BOOST_TEST(*ring.residual <= 1e-14);
  const Spectrum path = spectrum(mix(make_graph(Path{750}), MixingRule::kMetropolis));
  BOOST_TEST(std::abs(*path.spectral_gap / ring_gap(1500) - 1) <= 1e-12);
}

// boyd2004fastest's example of 8 nodes with these weights: β given in the project's notes, six
// digits.
BOOST_AUTO_TEST_CASE(metropolis_on_the_published_graph_of_eight_nodes) {
  const Graph graph = Graph::undirected(8, {{0, 1},
                                            {1, 2},
                                            {2, 3},
                                            {0, 4},
                                            {1, 7},
                                            {1, 3},
                                            {4, 5},
                                            {4, 6},
                                            {2, 6},
                                            {3, 7},
                                            {5, 6},
                                            {6, 7},
                                            {1, 6}});
  const Spectrum found = spectrum(mix(graph, MixingRule::kMetropolis));
  BOOST_TEST(std::abs(*found.beta - 0.812555) <= 1e-6);
}

BOOST_AUTO_TEST_CASE(eigenvalues_of_any_graph_equal_those_of_an_independent_solver) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_connected_graph(24);
    const MixingMatrix w =
        mix(graph, *rc::gen::element(MixingRule::kMetropolis, MixingRule::kMaxDegree));
    const Spectrum found = spectrum(w);
    const Eigen::VectorXd expected =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(to_dense(w)).eigenvalues();
    const auto n = static_cast<Eigen::Index>(w.nodes());
    RC_ASSERT(static_cast<Eigen::Index>(found.eigenvalues->values.size()) == n);
    for (Eigen::Index k = 0; k < n; ++k) {
      const std::complex<double> value = found.eigenvalues->values[static_cast<std::size_t>(k)];
      RC_ASSERT(std::abs(value - expected(n - 1 - k)) <= kTolerance);
      RC_ASSERT(std::abs(value.real()) <= 1);
    }
    RC_ASSERT(found.lambda_n.value() > -1);
    RC_ASSERT(found.beta.value() < 1);
  }));
}

BOOST_AUTO_TEST_CASE(renaming_nodes_keeps_the_spectrum) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_connected_graph(24);
    const Graph renamed = permuted(graph, any_order(graph.nodes()));
    const Spectrum a = spectrum(mix(graph, MixingRule::kMetropolis));
    const Spectrum b = spectrum(mix(renamed, MixingRule::kMetropolis));
    RC_ASSERT(std::abs(*a.beta - *b.beta) <= kTolerance);
    for (std::size_t k = 0; k < a.eigenvalues->values.size(); ++k)
      RC_ASSERT(std::abs(a.eigenvalues->values[k] - b.eigenvalues->values[k]) <= kTolerance);
  }));
}

BOOST_AUTO_TEST_CASE(beta_is_the_largest_singular_value_off_the_average) {
  BOOST_TEST(rc::check([] {
    const int n = *rc::gen::inRange(1, 40);
    const MixingMatrix w = mix(make_graph(Exponential{n, true}), MixingRule::kUniform);
    const Eigen::MatrixXd deviation = to_dense(w).array() - 1.0 / n;
    const double expected = Eigen::JacobiSVD<Eigen::MatrixXd>(deviation).singularValues()(0);
    RC_ASSERT(std::abs(*spectrum(w).beta - expected) <= kTolerance);
  }));
}

BOOST_AUTO_TEST_CASE(a_disconnected_graph_never_contracts) {
  const MixingMatrix w =
      mix(Graph::undirected(5, {{0, 1}, {2, 3}, {3, 4}}), MixingRule::kMetropolis);
  const Spectrum found = spectrum(w);
  BOOST_TEST(*found.lambda2 == 1);
  BOOST_TEST(*found.beta == 1);
  BOOST_TEST(*found.spectral_gap == 0);
  BOOST_TEST(*found.p == 0);
}

// Own weights of 0: eigenvalues 1 and −1, the average is overshot for ever.
BOOST_AUTO_TEST_CASE(two_nodes_that_swap_never_contract) {
  const MixingMatrix w({0, 2, 4}, {{0, 0.0}, {1, 1.0}, {0, 1.0}, {1, 0.0}});
  const Spectrum found = spectrum(w);
  BOOST_TEST(std::abs(*found.lambda2 + 1) <= kTolerance);
  BOOST_TEST(std::abs(*found.beta - 1) <= kTolerance);
}

BOOST_AUTO_TEST_CASE(weights_that_are_not_doubly_stochastic_have_no_gap) {
  const MixingMatrix w = mix(make_graph(Star{6}), MixingRule::kUniform);
  const Spectrum found = spectrum(w, {.eigenvalues = true});
  BOOST_TEST(!found.beta.has_value());
  BOOST_TEST(!found.spectral_gap.has_value());
  BOOST_TEST(!found.p.has_value());
  BOOST_TEST(!found.lambda2.has_value());
  // Row-stochastic: 1 is an eigenvalue, and the real parts descend from it.
  BOOST_TEST(std::abs(found.eigenvalues->values.front() - 1.0) <= kTolerance);
  // Differences of the five leaves keep half, the centre against them 1/6 − 1/2.
  BOOST_TEST(std::abs(spectrum(w).slem.value() - 0.5) <= kTolerance);
}

// W − J of a de Bruijn graph is nilpotent: rounding of ε moves its eigenvalues by ε^(1/length).
BOOST_AUTO_TEST_CASE(eigenvalues_that_rounding_moves_come_with_a_note) {
  const Spectrum found = spectrum(
      mixing_matrix(parse_topology_spec("de_bruijn:symbols=2,length=4")), {.eigenvalues = true});
  BOOST_TEST(found.note.starts_with("eigenvalues to about "));
  const double stated = std::stod(found.note.substr(std::string("eigenvalues to about ").size()));
  for (std::size_t k = 1; k < 16; ++k) BOOST_TEST(std::abs(found.eigenvalues->values[k]) <= stated);
  BOOST_TEST(spectrum(mixing_matrix(parse_topology_spec("exponential:n=12,directed=true")),
                      {.eigenvalues = true})
                 .note == "");
}

BOOST_AUTO_TEST_CASE(the_same_matrix_gives_the_same_bits) {
  const MixingMatrix w = mix(make_graph(Exponential{200, false}), MixingRule::kMetropolis);
  BOOST_TEST((*spectrum(w).eigenvalues == *spectrum(w).eigenvalues));
  BOOST_TEST(*spectrum(w).beta == *spectrum(w).beta);
}

BOOST_AUTO_TEST_CASE(an_eigenvector_satisfies_its_equation_and_is_orthogonal_to_the_average) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_connected_graph(24);
    RC_PRE(graph.nodes() > 1);
    const Eigen::MatrixXd w = to_dense(mix(graph, MixingRule::kMetropolis));
    const Eigen::VectorXd values = symmetric_eigenvalues(w);
    const double lambda2 = values(w.rows() - 2);
    const Eigen::VectorXd v = symmetric_eigenvector(w, lambda2, true);
    RC_ASSERT((w * v - lambda2 * v).norm() <= kTolerance);
    RC_ASSERT(std::abs(v.norm() - 1) <= kTolerance);
    RC_ASSERT(std::abs(v.sum()) <= kTolerance);
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
