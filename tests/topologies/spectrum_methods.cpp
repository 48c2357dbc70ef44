// The iterative methods against closed forms, dense eigenvalues and an independent solver.
#include <Spectra/MatOp/SparseSymMatProd.h>
#include <Spectra/SymEigsSolver.h>

#include <Eigen/SparseCore>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/topologies/random_graph.h"
#include "topologies/contraction.h"
#include "topologies/known_eigenvalues.h"
#include "topologies/report.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

// What the methods are asked for.
constexpr double kTolerance = 1e-8;

const char* const kKnown[] = {"ring:n=51",
                              "ring:n=200,neighbours=6",
                              "ring:n=2000",
                              "path:n=300",
                              "path:n=1001",
                              "star:n=64",
                              "complete:n=30",
                              "torus:rows=7,cols=9",
                              "torus:rows=2,cols=40",
                              "torus:sides=5x6x7",
                              "torus:rows=30,cols=20,periodic=false,mixing=max_degree",
                              "hypercube:n=256",
                              "exponential:n=129",
                              "paley:n=101",
                              "ring:n=100,mixing=lazy_metropolis",
                              "equistatic:n=60,shifts=3"};

const char* const kIterative[] = {"shift_invert", "lanczos"};

Spectrum by(const MixingMatrix& w, SpectrumMethod method) {
  return spectrum(w, {.method = method, .fiedler = true});
}

// ‖Wv − λv‖ of the Fiedler vector, straight from its definition.
double fiedler_residual(const MixingMatrix& w, const Spectrum& found) {
  const std::vector<double> image = w.times(found.fiedler);
  double square = 0;
  for (std::size_t i = 0; i < image.size(); ++i)
    square += std::pow(image[i] - *found.lambda2 * found.fiedler[i], 2);
  return std::sqrt(square);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spectrum_methods)

// Two computations of one gap, each within the tolerance of it. 1 − λ_n <= 2 is a Rayleigh
// quotient, never above the eigenvalue and below it by at most its residual, the tolerance times 1
// − λ_n: two of them differ by no more than that.
BOOST_DATA_TEST_CASE(renaming_nodes_keeps_what_the_iterative_methods_find, data::make(kIterative),
                     name) {
  const SpectrumMethod method = *parse_spectrum_method(name);
  BOOST_TEST(rc::check([method] {
    const Graph graph = any_connected_graph(200);
    const Spectrum a = by(mix(graph, MixingRule::kMetropolis), method);
    const Spectrum b =
        by(mix(permuted(graph, any_order(graph.nodes())), MixingRule::kMetropolis), method);
    RC_ASSERT(a.converged && b.converged);
    RC_ASSERT(std::abs(*a.spectral_gap - *b.spectral_gap) <= 2 * kTolerance * *a.spectral_gap);
    RC_ASSERT(std::abs(*a.lambda_n - *b.lambda_n) <= 2 * kTolerance);
  }));
}

BOOST_DATA_TEST_CASE(every_method_finds_what_the_formula_says,
                     data::make(kKnown) * data::make(kIterative), spec, name) {
  const SpectrumMethod method = parse_spectrum_method(name).value();
  const Topology topology = make_topology(parse_topology_spec(spec));
  const MixingMatrix& w = topology.mixing.at(0);
  const std::optional<KnownEigenvalues> known = known_eigenvalues(topology);
  BOOST_TEST_REQUIRE(known.has_value());
  const Spectrum formula = spectrum(w, {.known = &*known});
  const Spectrum found = by(w, method);
  BOOST_TEST((formula.method == SpectrumMethod::kClosedForm));
  BOOST_TEST((found.method == method));
  BOOST_TEST(found.converged);
  BOOST_TEST(std::abs(*found.spectral_gap / *formula.spectral_gap - 1) <= kTolerance);
  BOOST_TEST(std::abs(*found.lambda2 - *formula.lambda2) <= kTolerance);
  BOOST_TEST(std::abs(*found.lambda_n - *formula.lambda_n) <= kTolerance);
  // An eigenvector's error is the square root of its eigenvalue's.
  BOOST_TEST(fiedler_residual(w, found) <= 1e-3 * *found.spectral_gap + 1e-12);
  double sum = 0;
  for (const double x : found.fiedler) sum += x;
  BOOST_TEST(std::abs(sum) <= 1e-9 * std::sqrt(w.nodes()));
}

BOOST_AUTO_TEST_CASE(every_method_finds_the_same_on_any_graph) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_graph(40, false);
    const MixingRule rule = *rc::gen::element(MixingRule::kMetropolis, MixingRule::kMaxDegree,
                                              MixingRule::kBestConstant);
    const MixingMatrix w = mix(graph, rule);
    const Spectrum dense = spectrum(w, {.method = SpectrumMethod::kDense});
    const Spectrum lanczos = spectrum(w, {.method = SpectrumMethod::kLanczos});
    RC_ASSERT(lanczos.converged);
    RC_ASSERT(std::abs(*dense.spectral_gap - *lanczos.spectral_gap) <= kTolerance);
    RC_ASSERT(std::abs(*dense.lambda_n - *lanczos.lambda_n) <= kTolerance);
    if (component_count(graph) > 1) RC_ASSERT(*lanczos.spectral_gap <= 0);
  }));
}

BOOST_AUTO_TEST_CASE(an_independent_solver_finds_the_same_on_large_random_graphs) {
  for (const char* spec :
       {"random_regular:n=3000,degree=4,seed=2", "barabasi_albert:n=3000,attachments=3,seed=2",
        "watts_strogatz:n=3000,neighbours=6,rewire=0.3,seed=2"}) {
    const MixingMatrix w = mixing_matrix(parse_topology_spec(spec));
    Eigen::SparseMatrix<double> sparse(w.nodes(), w.nodes());
    std::vector<Eigen::Triplet<double>> entries;
    for (int i = 0; i < w.nodes(); ++i)
      for (const MixingWeight& entry : w.row(i))
        entries.emplace_back(i, entry.column, entry.weight);
    sparse.setFromTriplets(entries.begin(), entries.end());
    Spectra::SparseSymMatProd<double> product(sparse);
    Spectra::SymEigsSolver<Spectra::SparseSymMatProd<double>> solver(product, 4, 60);
    solver.init();
    solver.compute(Spectra::SortRule::BothEnds, 2000, 1e-11);
    BOOST_TEST_REQUIRE((solver.info() == Spectra::CompInfo::Successful));
    const Eigen::VectorXd expected = solver.eigenvalues();  // descending: 1, λ₂, …, λ_n
    const Spectrum found = spectrum(w);
    BOOST_TEST_CONTEXT(spec) {
      BOOST_TEST((found.method == SpectrumMethod::kLanczos));
      BOOST_TEST(std::abs(*found.lambda2 - expected(1)) <= kTolerance);
      BOOST_TEST(std::abs(*found.lambda_n - expected(3)) <= kTolerance);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_bits_are_the_same_for_any_number_of_threads) {
  const MixingMatrix w = mixing_matrix(parse_topology_spec("torus:rows=250,cols=250"));
  const auto run = [&](int threads) {
    return spectrum(w, {.method = SpectrumMethod::kLanczos,
                        .fiedler = true,
                        .tolerance = 1e-3,
                        .threads = threads});
  };
  const Spectrum one = run(1);
  for (const int threads : {2, 3}) {
    const Spectrum more = run(threads);
    BOOST_TEST(*one.lambda2 == *more.lambda2);
    BOOST_TEST(*one.lambda_n == *more.lambda_n);
    BOOST_TEST((one.fiedler == more.fiedler));
  }
}

BOOST_AUTO_TEST_CASE(too_few_iterations_are_an_outcome) {
  const MixingMatrix w = mixing_matrix(parse_topology_spec("ring:n=3000"));
  const Spectrum found = spectrum(w, {.method = SpectrumMethod::kLanczos, .most_iterations = 3});
  BOOST_TEST(!found.converged);
  BOOST_TEST(found.iterations.value() == 3);
  BOOST_TEST(found.note.starts_with("not converged in 3 iterations"));
  BOOST_TEST(found.spectral_gap.has_value());
}

BOOST_AUTO_TEST_CASE(a_large_directed_matrix_contracts_by_its_singular_value) {
  const Topology topology = make_topology(parse_topology_spec("exponential:n=1500,directed=true"));
  const MixingMatrix& w = topology.mixing.at(0);
  const std::optional<KnownEigenvalues> known = known_eigenvalues(topology);
  const Spectrum formula = spectrum(w, {.known = &*known});
  const Spectrum found = spectrum(w);
  BOOST_TEST((found.method == SpectrumMethod::kLanczos));
  BOOST_TEST(std::abs(*found.beta - *formula.beta) <= kTolerance);
}

BOOST_AUTO_TEST_CASE(a_method_that_does_not_apply_is_wrong_input) {
  const auto refusal = [](const std::string& spec, SpectrumMethod method) {
    try {
      spectrum(mixing_matrix(parse_topology_spec(spec)), {.method = method});
    } catch (const base::InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  BOOST_TEST(refusal("karate", SpectrumMethod::kClosedForm) ==
             "method: closed_form isn't known for this graph and these weights; allowed: auto, "
             "dense, shift_invert, lanczos");
  BOOST_TEST(refusal("exponential:n=8,directed=true", SpectrumMethod::kShiftInvert) ==
             "method: shift_invert needs a symmetric W; allowed: auto, dense, lanczos");
  BOOST_TEST(refusal("ring:n=9000", SpectrumMethod::kDense) ==
             "method: dense for 9000 nodes; allowed: up to 8192 nodes");
}

// 16 vectors of random signs: the error is the estimate's own, from their spread.
BOOST_AUTO_TEST_CASE(the_effective_number_of_neighbours_is_estimated_within_its_error) {
  for (const char* spec : {"torus:rows=20,cols=30", "ring:n=700", "exponential:n=600"})
    for (const double gamma : {0.0, 0.5, 0.9, 0.99}) {
      const Topology topology = make_topology(parse_topology_spec(spec));
      const MixingMatrix& w = topology.mixing.at(0);
      const double exact = *effective_neighbours(*known_eigenvalues(topology), gamma);
      for (const bool symmetric : {true, false}) {
        const Estimate found =
            estimate_effective_neighbours(w, gamma, {.symmetric = symmetric, .probes = 16});
        BOOST_TEST_CONTEXT(spec << " at " << gamma) {
          BOOST_TEST(found.standard_error > 0);
          BOOST_TEST(found.standard_error <= 0.1 * exact);
          BOOST_TEST(std::abs(found.value - exact) <= 4 * found.standard_error);
        }
      }
    }
}

// Two sets of nodes that only talk across, without own weights: λ_n = −1, and β = 1.
BOOST_AUTO_TEST_CASE(negative_weights_that_drive_nodes_apart_have_a_negative_gap) {
  const MixingMatrix w({0, 2, 4}, {{0, 1.5}, {1, -0.5}, {0, -0.5}, {1, 1.5}});
  const Spectrum found = spectrum(w);
  BOOST_TEST(std::abs(*found.lambda2 - 2) <= 1e-12);
  BOOST_TEST(std::abs(*found.beta - 2) <= 1e-12);
  BOOST_TEST(std::abs(*found.spectral_gap + 1) <= 1e-12);
  BOOST_TEST(!rounds_by_gap(*found.spectral_gap, 0.5).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
