// Random families against what their laws say: moments with their standard errors, and chi-square
// where all outcomes are told. Seeds are fixed; a right program with other seeds fails a check of 5
// standard errors with probability 6e-7, one of chi-square with 1e-6.
#include <fmt/format.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numbers>

#include "topologies/spec.h"
#include "topologies/spectrum.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

constexpr double kErrors = 5;

void check_chi_square(double found, double freedom) {
  const boost::math::chi_squared law(freedom);
  BOOST_TEST(found <= quantile(complement(law, 1e-6)), found << " with " << freedom);
}

// The mean of many values whose law has this mean and variance.
void check_mean(double found, double mean, double variance, double count) {
  const double error = std::sqrt(variance / count);
  BOOST_TEST(std::abs(found - mean) <= kErrors * error,
             found << ", not " << mean << " ± " << error);
}

// How often each pair is joined in graphs that join it with a probability of its own; all alike
// and independent of one another.
template <class F, class P>
void check_pairs(F family, int graphs, P probability) {
  const auto n = static_cast<std::size_t>(family.nodes);
  std::vector<int> joined(n * n);
  for (int seed = 1; seed <= graphs; ++seed) {
    family.seed = static_cast<std::uint64_t>(seed);
    for (const Edge& edge : make_graph(family).edge_list())
      ++joined[static_cast<std::size_t>(edge.from) * n + static_cast<std::size_t>(edge.to)];
  }
  double chi_square = 0, pairs = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j, ++pairs) {
      const double p = probability(static_cast<int>(i), static_cast<int>(j));
      chi_square += std::pow(joined[i * n + j] - graphs * p, 2) / (graphs * p * (1 - p));
    }
  check_chi_square(chi_square, pairs);
}

// Mean and variance of the numbers of edges.
struct EdgeCounts {
  double mean = 0, variance = 0;
};
template <class F>
EdgeCounts count_edges(F family, int graphs) {
  double sum = 0, squares = 0;
  for (int seed = 1; seed <= graphs; ++seed) {
    family.seed = static_cast<std::uint64_t>(seed);
    const auto edges = static_cast<double>(make_graph(family).edges());
    sum += edges;
    squares += edges * edges;
  }
  const double mean = sum / graphs;
  return {mean, (squares - graphs * mean * mean) / (graphs - 1)};
}

double pairs_of(double n) { return n * (n - 1) / 2; }

}  // namespace

BOOST_AUTO_TEST_SUITE(random_families)

BOOST_AUTO_TEST_CASE(erdos_renyi_joins_every_pair_with_its_probability) {
  check_pairs(ErdosRenyi{20, 0.3}, 1000, [](int, int) { return 0.3; });
  for (const double p : {0.001, 0.02, 0.7}) {
    const EdgeCounts found = count_edges(ErdosRenyi{300, p}, 200);
    const double variance = pairs_of(300) * p * (1 - p);
    check_mean(found.mean, pairs_of(300) * p, variance, 200);
    // The variance of a sample's variance is 2 σ⁴ / (count − 1).
    check_mean(found.variance, variance, 2 * variance * variance, 199);
  }
}

BOOST_AUTO_TEST_CASE(a_stochastic_block_model_joins_within_and_between_its_blocks) {
  const int block[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2};  // 11 nodes: 4, 4, 3
  check_pairs(StochasticBlock{11, 3, 0.6, 0.1}, 2000,
              [&](int i, int j) { return block[i] == block[j] ? 0.6 : 0.1; });
}

BOOST_DATA_TEST_CASE(a_geometric_graph_on_the_torus_joins_pairs_within_the_radius,
                     data::make({0.02, 0.07, 0.2, 0.26, 0.33, 0.34, 0.45, 0.5}), radius) {
  // Two places of three are independent, so pairs are, two by two.
  const EdgeCounts found = count_edges(RandomGeometric{100, radius, true}, 200);
  const double p = std::numbers::pi * radius * radius;
  check_mean(found.mean, pairs_of(100) * p, pairs_of(100) * p * (1 - p), 200);
}

BOOST_DATA_TEST_CASE(a_geometric_graph_in_the_square_has_fewer_edges_by_its_borders,
                     data::make({0.02, 0.07, 0.2, 0.26, 0.34, 0.5, 0.9, 1.0}), radius) {
  const EdgeCounts found = count_edges(RandomGeometric{100, radius}, 200);
  const double r = radius;
  const double p = std::numbers::pi * r * r - 8 * r * r * r / 3 + r * r * r * r / 2;
  check_mean(found.mean, pairs_of(100) * p, found.variance, 200);
}

BOOST_AUTO_TEST_CASE(watts_strogatz_rewires_its_share_of_the_ring_to_anywhere) {
  constexpr int kNodes = 2001, kNearest = 3, kGraphs = 20, kBins = 37;
  constexpr double kRewire = 0.3;
  std::vector<double> bins(kBins);
  double kept = 0, moved = 0;
  for (int seed = 1; seed <= kGraphs; ++seed) {
    const Graph graph =
        make_graph(WattsStrogatz{kNodes, 2 * kNearest, kRewire, static_cast<std::uint64_t>(seed)});
    BOOST_TEST(graph.edges() == kNodes * kNearest);
    for (NodeId i = 0; i < kNodes; ++i) BOOST_TEST_REQUIRE(graph.out_degree(i) >= kNearest);
    for (const Edge& edge : graph.edge_list()) {
      const int around = edge.to - edge.from;
      const int distance = std::min(around, kNodes - around);
      (distance <= kNearest ? kept : moved) += 1;
      // 3 + 1 … 3 + 997 of 1000 by 27 (999 = 37 · 27; the last 2 of the last bin are left out).
      if (distance > kNearest) bins[static_cast<std::size_t>((distance - kNearest - 1) / 27)] += 1;
    }
  }
  // An edge that comes back to where it was, or another in its place, is 1 of 2000: less than 0.1
  // standard errors.
  const double edges = kGraphs * kNodes * kNearest;
  check_mean(kept / edges, 1 - kRewire, kRewire * (1 - kRewire), edges);
  double chi_square = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    const double share = (bin == kBins - 1 ? 25 : 27) / 997.0;
    chi_square += std::pow(bins[static_cast<std::size_t>(bin)] - moved * share, 2) /
                  (moved * share * (1 - share));
  }
  check_chi_square(chi_square, kBins - 1);
}

BOOST_AUTO_TEST_CASE(watts_strogatz_without_rewiring_is_the_ring) {
  BOOST_TEST((make_graph(WattsStrogatz{50, 6, 0}) == make_graph(Ring{50, 6})));
  // Nothing else can be joined.
  BOOST_TEST((make_graph(WattsStrogatz{7, 6, 1}) == make_graph(Complete{7})));
}

// P(k) = 2m(m + 1)/(k(k + 1)(k + 2)) and, from k on, m(m + 1)/(k(k + 1)), as n grows; what a
// node of 10^5 adds is below 0.1 standard errors, and counts of different nodes repel each other.
BOOST_AUTO_TEST_CASE(barabasi_albert_has_the_degrees_of_preferential_attachment) {
  constexpr int kNodes = 100'000, m = 3;
  const Graph graph = make_graph(BarabasiAlbert{kNodes, m});
  BOOST_TEST(graph.edges() == m * (kNodes - m));
  std::map<int, double> nodes_of_degree;
  for (NodeId i = 0; i < kNodes; ++i) {
    nodes_of_degree[graph.out_degree(i)] += 1;
    const auto older =
        std::ranges::count_if(graph.out_neighbours(i), [i](NodeId j) { return j < i; });
    if (i > m) BOOST_TEST_REQUIRE(older == m);
  }
  for (const int k : {3, 4, 5, 6, 10}) {
    const double share = 2.0 * m * (m + 1) / (k * (k + 1) * (k + 2));
    check_mean(nodes_of_degree[k] / kNodes, share, share * (1 - share), kNodes);
  }
  for (const int k : {20, 50}) {
    double above = 0;
    for (const auto& [degree, count] : nodes_of_degree) above += degree >= k ? count : 0;
    const double share = m * (m + 1.0) / (k * (k + 1));
    check_mean(above / kNodes, share, share * (1 - share), kNodes);
  }
}

// Of four nodes, one edge each: the third joins one of two, the fourth the centre of the path with
// probability 2/4.
BOOST_AUTO_TEST_CASE(barabasi_albert_of_four_nodes_is_a_star_half_the_time) {
  constexpr int kGraphs = 4000;
  double stars = 0;
  for (int seed = 1; seed <= kGraphs; ++seed) {
    const Graph graph = make_graph(BarabasiAlbert{4, 1, static_cast<std::uint64_t>(seed)});
    for (NodeId i = 0; i < 4; ++i) stars += graph.out_degree(i) == 3;
  }
  check_mean(stars / kGraphs, 0.5, 0.25, kGraphs);
}

// Sums of at most 40 weights, each rounded once: 40 · 2⁻⁵³ = 4.4e-15 for weights up to 1.
BOOST_AUTO_TEST_CASE(drawn_graphs_have_stochastic_matrices_and_eigenvalues_within_one) {
  for (const char* family :
       {"random_regular:n=40,degree=4", "erdos_renyi:n=40,probability=0.2",
        "watts_strogatz:n=40,neighbours=4,rewire=0.3", "barabasi_albert:n=40,attachments=2",
        "random_geometric:n=40,radius=0.3",
        "stochastic_block:n=40,blocks=4,within=0.5,between=0.1"})
    for (const char* rule : {"metropolis", "max_degree", "lazy_metropolis", "best_constant"})
      for (int seed = 1; seed <= 5; ++seed) {
        const std::string text = fmt::format("{},seed={},mixing={}", family, seed, rule);
        BOOST_TEST_CONTEXT(text) {
          const Topology topology = make_topology(parse_topology_spec(text));
          const MixingMatrix& w = topology.mixing.at(0);
          const MixingCheck check = check_mixing(topology);
          BOOST_TEST(check.max_row_sum_error <= 1e-14);
          BOOST_TEST(check.max_column_sum_error <= 1e-14);
          BOOST_TEST(check.max_asymmetry == 0);
          const Spectrum found = spectrum(w);
          // best_constant of a graph in parts has an eigenvalue −1, up to the eigensolver's error.
          BOOST_TEST(found.eigenvalues->values.back().real() >= -1 - 1e-12);
          BOOST_TEST(found.eigenvalues->values.front().real() <= 1);
        }
      }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
