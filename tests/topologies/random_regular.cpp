// Random regular graphs: every degree, no double edges, and all graphs alike. Seeds are fixed; with
// others a right program fails a check of 5 standard errors with probability 6e-7, one of
// chi-square with 1e-6.
#include "topologies/families/random_regular.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <ostream>

#include "topologies/graph_structure.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

struct Few {
  int nodes, degree, graphs;  // the number of all such graphs
};
std::ostream& operator<<(std::ostream& out, const Few& few) {
  return out << few.nodes << " nodes of degree " << few.degree;
}
// Matchings, cycles through all nodes, and what they leave of the complete graph: renaming the
// nodes takes each into every other.
const Few kFew[] = {{4, 1, 3}, {6, 1, 15}, {5, 2, 12}, {4, 2, 3}, {6, 4, 15}};

std::int64_t triangles(const Graph& graph) {
  std::int64_t count = 0;
  for (const Edge& edge : graph.edge_list())
    for (const NodeId k : graph.out_neighbours(edge.to))
      count += k > edge.to && graph.has_edge(edge.from, k);
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_regular)

BOOST_AUTO_TEST_CASE(every_node_has_the_degree_and_no_edge_is_double) {
  for (int n = 1; n <= 40; ++n)
    for (int degree = 0; degree < n; ++degree) {
      if (n * degree % 2 != 0) continue;
      const Graph graph = make_graph(RandomRegular{n, degree, 3});
      BOOST_TEST_CONTEXT(n << " nodes of degree " << degree) {
        BOOST_TEST(graph.edges() == n * degree / 2);
        for (NodeId i = 0; i < n; ++i) BOOST_TEST(graph.out_degree(i) == degree);
      }
    }
}

BOOST_DATA_TEST_CASE(all_graphs_of_a_few_nodes_come_equally_often, data::make(kFew), few) {
  constexpr int kDraws = 6000;
  std::map<std::vector<Edge>, int> found;
  for (int seed = 1; seed <= kDraws; ++seed)
    ++found[make_graph(RandomRegular{few.nodes, few.degree, static_cast<std::uint64_t>(seed)})
                .edge_list()];
  BOOST_TEST(std::ssize(found) == few.graphs);
  const double expected = static_cast<double>(kDraws) / few.graphs;
  double chi_square = 0;
  for (const auto& [graph, count] : found) chi_square += std::pow(count - expected, 2) / expected;
  const boost::math::chi_squared law(few.graphs - 1);
  BOOST_TEST(chi_square <= quantile(complement(law, 1e-6)));
}

// Of uniform graphs the number of triangles has the Poisson law of mean (d − 1)³/6 as n grows
// (wormald1999models): mean and variance. Putting off the ends that don't fit, to join them with
// one another, gives 1.67 for d = 3.
BOOST_DATA_TEST_CASE(triangles_are_as_rare_as_in_uniform_graphs, data::make({3, 4}), degree) {
  constexpr int kDraws = 3000;
  double sum = 0, squares = 0;
  for (int seed = 1; seed <= kDraws; ++seed) {
    const auto count = static_cast<double>(
        triangles(make_graph(RandomRegular{1000, degree, static_cast<std::uint64_t>(seed)})));
    sum += count;
    squares += count * count;
  }
  const double law = std::pow(degree - 1, 3) / 6, mean = sum / kDraws;
  BOOST_TEST(std::abs(mean - law) <= 5 * std::sqrt(law / kDraws));
  // Of a Poisson law's sample the variance has the variance (2 λ² + λ)/count.
  BOOST_TEST(std::abs(squares / kDraws - mean * mean - law) <=
             5 * std::sqrt((2 * law * law + law) / kDraws));
}

BOOST_AUTO_TEST_CASE(a_million_nodes_of_degree_four_are_connected) {
  const Graph graph = make_graph(RandomRegular{1'000'000, 4, 1});
  BOOST_TEST(graph.edges() == 2'000'000);
  BOOST_TEST(component_count(graph) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
