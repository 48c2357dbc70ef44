#include "topologies/contraction.h"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/check.h"
#include "tests/topologies/random_graph.h"
#include "topologies/dense.h"
#include "topologies/families/complete.h"
#include "topologies/families/exponential.h"
#include "topologies/families/hypercube.h"
#include "topologies/families/ring.h"
#include "topologies/families/star.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

constexpr double kTolerance = 1e-12;

MixingMatrix metropolis(const Graph& graph) { return mix(graph, MixingRule::kMetropolis); }

double distance_to_average(const std::vector<double>& x) {
  double mean = 0, sum = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) sum += (value - mean) * (value - mean);
  return std::sqrt(sum);
}

// Rounds one by one: W^k formed by repeated multiplication.
std::int64_t rounds_counted(const MixingMatrix& w, double fraction) {
  const Eigen::MatrixXd dense = to_dense(w);
  Eigen::MatrixXd power = dense;
  for (std::int64_t k = 1;; ++k) {
    const Eigen::MatrixXd deviation = power.array() - 1.0 / w.nodes();
    if (Eigen::JacobiSVD<Eigen::MatrixXd>(deviation).singularValues()(0) <=
        fraction * (1 + kTieTolerance))
      return k;
    power = dense * power;
  }
}

// The definition: independent unit noise at each node every round, forgotten by γ; C = Σ_k γ^k
// W^{k+1} W^{k+1}ᵀ.
double neighbours_summed(const MixingMatrix& w, double gamma) {
  const Eigen::MatrixXd dense = to_dense(w);
  Eigen::MatrixXd power = dense;
  double sum = 0, weight = 1;
  // The slowest noise of the tests below forgets by 1.44 · 0.6 a round.
  for (; weight > 1e-80; weight *= gamma) {
    sum += weight * power.squaredNorm() / w.nodes();
    power = dense * power;
  }
  return 1 / ((1 - gamma) * sum);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contraction)

// ‖W^k x − x̄‖ <= β^k ‖x − x̄‖, and the mean stays. The slack covers the rounding of k products.
BOOST_AUTO_TEST_CASE(k_rounds_shrink_every_disagreement_by_beta_to_the_k) {
  BOOST_TEST(rc::check([] {
    const MixingMatrix w = metropolis(any_connected_graph(30));
    const double beta = *spectrum(w).beta;
    base::RandomStream random(*rc::gen::inRange<std::uint64_t>(0, 1000), base::Purpose::kTest);
    std::vector<double> x(static_cast<std::size_t>(w.nodes()));
    for (double& value : x) value = random.normal();
    const double before = distance_to_average(x);
    double sum = 0, sum_after = 0;
    for (const double value : x) sum += value;
    const int k = *rc::gen::inRange(1, 20);
    for (int round = 0; round < k; ++round) x = w.times(x);
    for (const double value : x) sum_after += value;
    RC_ASSERT(distance_to_average(x) <= std::pow(beta, k) * before + kTolerance);
    RC_ASSERT(std::abs(sum_after - sum) <= kTolerance);
  }));
}

// The eigenvector of the deciding eigenvalue, from an independent solver, loses β a round exactly;
// the slack is the rounding of k <= 20 products beside β^k.
BOOST_AUTO_TEST_CASE(the_worst_disagreement_shrinks_by_beta_to_the_k) {
  BOOST_TEST(rc::check([] {
    const MixingMatrix w = metropolis(any_connected_graph(30));
    const Eigen::MatrixXd deviation = to_dense(w).array() - 1.0 / w.nodes();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(deviation);
    Eigen::Index worst = 0;
    solver.eigenvalues().cwiseAbs().maxCoeff(&worst);
    const Eigen::VectorXd vector = solver.eigenvectors().col(worst);
    std::vector<double> x(vector.begin(), vector.end());
    const double before = distance_to_average(x);
    const int k = *rc::gen::inRange(1, 20);
    for (int round = 0; round < k; ++round) x = w.times(x);
    const double expected = std::pow(*spectrum(w).beta, k) * before;
    RC_ASSERT(std::abs(distance_to_average(x) - expected) <= kTolerance);
  }));
}

BOOST_DATA_TEST_CASE(rounds_by_the_gap_equal_rounds_that_are_counted,
                     data::make({2, 3, 4, 5, 8, 12}) * data::make({0.5, 0.1, 0.01}), n, fraction) {
  for (const Graph& graph : {make_graph(Ring{n}), make_graph(Star{n}), make_graph(Complete{n})}) {
    const MixingMatrix w = metropolis(graph);
    const std::int64_t expected = rounds_counted(w, fraction);
    BOOST_TEST(rounds_by_gap(*spectrum(w).spectral_gap, fraction).value() == expected);
    BOOST_TEST(rounds_by_products({&w, 1}, fraction).value() == expected);
  }
}

BOOST_DATA_TEST_CASE(rounds_of_a_directed_graph_equal_rounds_that_are_counted,
                     data::make({3, 4, 7, 12, 32}) * data::make({0.5, 0.1, 0.01}), n, fraction) {
  const MixingMatrix w = mix(make_graph(Exponential{n, true}), MixingRule::kUniform);
  const std::int64_t expected = rounds_counted(w, fraction);
  BOOST_TEST(rounds_by_products({&w, 1}, fraction).value() == expected);
  BOOST_TEST(is_normal(w));
  BOOST_TEST(rounds_by_gap(*spectrum(w).spectral_gap, fraction).value() == expected);
}

// β = ½ of a cube of 8: one round reaches exactly ½, whatever its last bit.
BOOST_AUTO_TEST_CASE(a_tie_counts_as_reached) {
  const MixingMatrix cube = metropolis(make_graph(Hypercube{3}));
  BOOST_TEST(rounds_by_gap(*spectrum(cube).spectral_gap, 0.5).value() == 1);
  BOOST_TEST(rounds_by_gap(*spectrum(cube).spectral_gap, 0.25).value() == 2);
  BOOST_TEST(rounds_by_gap(0.5 + 1e-16, 0.125).value() == 3);
  BOOST_TEST(rounds_by_gap(0.5 - 1e-16, 0.125).value() == 3);
}

// A uniform star is row-stochastic only, and reversible with π_i ∝ 1 + d_i. The oracle multiplies
// one round after another and looks at what is left beside each round's own average.
BOOST_DATA_TEST_CASE(nodes_agree_on_their_stationary_average, data::make({2, 3, 8, 20}), n) {
  const Graph star = make_graph(Star{n});
  const MixingMatrix w = mix(star, MixingRule::kUniform);
  const std::vector<double> shares = shares_of_agreement(w);
  const double total = n + 2.0 * (n - 1);  // Σ (1 + d_i)
  for (NodeId i = 0; i < n; ++i)
    BOOST_TEST(std::abs(shares[static_cast<std::size_t>(i)] -
                        n * (1 + star.in_degree(i)) / total) <= kTolerance);
  const Eigen::MatrixXd dense = to_dense(w);
  for (const double fraction : {0.5, 0.1, 1e-3}) {
    Eigen::MatrixXd power = dense;
    std::int64_t rounds = 1;
    const auto left = [&] {
      const Eigen::MatrixXd beside = power.rowwise() - power.colwise().mean();
      return Eigen::JacobiSVD<Eigen::MatrixXd>(beside).singularValues()(0);
    };
    for (; left() > fraction * (1 + kTieTolerance); ++rounds) power = dense * power;
    BOOST_TEST(rounds_by_products({&w, 1}, fraction).value() == rounds);
    BOOST_TEST(rounds_to_average(w, 1e-3).has_value() == (n == 2));
  }
}

// The noise of W with an eigenvalue −1.2 grows by 1.44 γ a round.
BOOST_AUTO_TEST_CASE(noise_that_grows_averages_over_no_number_of_neighbours) {
  const MixingMatrix w({0, 2, 4}, {{0, -0.1}, {1, 1.1}, {0, 1.1}, {1, -0.1}});
  BOOST_TEST(effective_neighbours(w, 0.6).has_value());
  BOOST_TEST(std::abs(*effective_neighbours(w, 0.6) - neighbours_summed(w, 0.6)) <= 1e-11);
  for (const double gamma : {0.7, 0.9}) {
    BOOST_TEST(!effective_neighbours(w, gamma).has_value());
    BOOST_TEST(!effective_neighbours(*spectrum(w).eigenvalues, gamma).has_value());
  }
}

BOOST_AUTO_TEST_CASE(no_gap_means_no_number_of_rounds) {
  BOOST_TEST(!rounds_by_gap(0, 0.5).has_value());
  const MixingMatrix apart = metropolis(Graph::undirected(4, {{0, 1}, {2, 3}}));
  BOOST_TEST(!rounds_by_products({&apart, 1}, 0.5).has_value());
  BOOST_TEST(rounds_by_gap(1, 0.01).value() == 1);
}

// A uniform de Bruijn graph: β = 1, so powers of β say never, and yet three rounds average exactly.
BOOST_AUTO_TEST_CASE(rounds_of_a_matrix_whose_beta_is_one_are_found_by_powers) {
  std::vector<std::int64_t> start = {0};
  std::vector<MixingWeight> entries;
  for (int i = 0; i < 8; ++i) {
    std::vector<int> columns = {i / 2, i / 2 + 4};
    if (columns[0] != i && columns[1] != i) columns.push_back(i);
    std::ranges::sort(columns);
    for (const int j : columns) entries.push_back({j, j == i / 2 || j == i / 2 + 4 ? 0.5 : 0.0});
    start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  const MixingMatrix w(start, entries);
  BOOST_TEST(std::abs(*spectrum(w).beta - 1) <= kTolerance);
  BOOST_TEST(!is_normal(w));
  BOOST_TEST(rounds_by_products({&w, 1}, 0.01).value() == 3);
}

BOOST_AUTO_TEST_CASE(fractions_and_gammas_outside_their_range_are_wrong_code) {
  const MixingMatrix w = metropolis(make_graph(Ring{4}));
  for (const double wrong : {0.0, 1.0, -0.5, std::nan("")}) {
    BOOST_CHECK_THROW(rounds_by_gap(0.5, wrong), base::LogicError);
    BOOST_CHECK_THROW(rounds_by_products({&w, 1}, wrong), base::LogicError);
  }
  for (const double wrong : {-0.1, 1.0, std::nan("")})
    BOOST_CHECK_THROW(effective_neighbours(w, wrong), base::LogicError);
}

BOOST_DATA_TEST_CASE(effective_neighbours_run_from_one_to_all, data::make({0.0, 0.5, 0.9, 0.999}),
                     gamma) {
  const MixingMatrix alone = metropolis(Graph::undirected(6, {}));
  BOOST_TEST(std::abs(*effective_neighbours(*spectrum(alone).eigenvalues, gamma) - 1) <=
             kTolerance);
  BOOST_TEST(std::abs(*effective_neighbours(alone, gamma) - 1) <= 1e-11);
  const MixingMatrix all = metropolis(make_graph(Complete{6}));
  BOOST_TEST(std::abs(*effective_neighbours(*spectrum(all).eigenvalues, gamma) - 6) <= kTolerance);
}

// Tolerance: both sums have 1/(1 − γ) terms of size 1, and rounding of as many matrix products.
BOOST_DATA_TEST_CASE(effective_neighbours_equal_the_summed_definition,
                     data::make({0.0, 0.5, 0.9, 0.99}), gamma) {
  const MixingMatrix ring = metropolis(make_graph(Ring{9}));
  const double expected = neighbours_summed(ring, gamma);
  BOOST_TEST(std::abs(*effective_neighbours(*spectrum(ring).eigenvalues, gamma) - expected) <=
             1e-11);
  BOOST_TEST(std::abs(*effective_neighbours(ring, gamma) - expected) <= 1e-11);
  const MixingMatrix star = mix(make_graph(Star{6}), MixingRule::kUniform);
  BOOST_TEST(std::abs(*effective_neighbours(star, gamma) - neighbours_summed(star, gamma)) <=
             1e-11);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
