#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "base/temporary_folder.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

struct Expected {
  const char* spec;
  std::int64_t edges;
  int degree_min, degree_max, diameter;
  bool bipartite;
};

std::ostream& operator<<(std::ostream& out, const Expected& expected) {
  return out << expected.spec;
}

// Counted by hand from the definitions, n = 1, 2, 3 first.
const Expected kExpected[] = {
    {"ring:n=1", 0, 0, 0, 0, true},
    {"ring:n=2", 1, 1, 1, 1, true},
    {"ring:n=3", 3, 2, 2, 1, false},
    {"ring:n=4", 4, 2, 2, 2, true},
    {"ring:n=33", 33, 2, 2, 16, false},
    {"path:n=1", 0, 0, 0, 0, true},
    {"path:n=2", 1, 1, 1, 1, true},
    {"path:n=3", 2, 1, 2, 2, true},
    {"path:n=8", 7, 1, 2, 7, true},
    {"star:n=1", 0, 0, 0, 0, true},
    {"star:n=2", 1, 1, 1, 1, true},
    {"star:n=3", 2, 1, 2, 2, true},
    {"star:n=9", 8, 1, 8, 2, true},
    {"complete:n=1", 0, 0, 0, 0, true},
    {"complete:n=2", 1, 1, 1, 1, true},
    {"complete:n=3", 3, 2, 2, 1, false},
    {"complete:n=10", 45, 9, 9, 1, false},
    {"torus:n=1", 0, 0, 0, 0, true},
    {"torus:rows=1,cols=2", 1, 1, 1, 1, true},
    {"torus:rows=3,cols=1", 3, 2, 2, 1, false},
    {"torus:rows=2,cols=2", 4, 2, 2, 2, true},
    {"torus:rows=2,cols=3", 9, 3, 3, 2, false},
    {"torus:rows=5,cols=2", 15, 3, 3, 3, false},
    {"torus:rows=4,cols=8", 64, 4, 4, 6, true},
    {"torus:n=32", 64, 4, 4, 6, true},
    {"torus:rows=3,cols=5", 30, 4, 4, 3, false},
    {"hypercube:n=1", 0, 0, 0, 0, true},
    {"hypercube:n=2", 1, 1, 1, 1, true},
    {"hypercube:n=32", 80, 5, 5, 5, true},
    {"exponential:n=1", 0, 0, 0, 0, true},
    {"exponential:n=2", 1, 1, 1, 1, true},
    {"exponential:n=3", 3, 2, 2, 1, false},
    {"exponential:n=4", 6, 3, 3, 1, false},
    {"exponential:n=6", 12, 4, 4, 2, false},
    {"exponential:n=8", 20, 5, 5, 2, false},
    {"exponential:n=16", 56, 7, 7, 2, false},
    {"exponential:n=1,directed=true", 0, 0, 0, 0, true},
    {"exponential:n=2,directed=true", 2, 1, 1, 1, true},
    {"exponential:n=3,directed=true", 6, 2, 2, 1, false},
    {"exponential:n=4,directed=true", 8, 2, 2, 2, false},
    {"exponential:n=8,directed=true", 24, 3, 3, 3, false},
    {"exponential:n=32,directed=true", 160, 5, 5, 5, false},
    {"ring:n=1,neighbours=4", 0, 0, 0, 0, true},
    {"ring:n=2,neighbours=4", 1, 1, 1, 1, true},
    {"ring:n=3,neighbours=4", 3, 2, 2, 1, false},
    {"ring:n=4,neighbours=4", 6, 3, 3, 1, false},
    {"ring:n=5,neighbours=4", 10, 4, 4, 1, false},
    {"ring:n=6,neighbours=4", 12, 4, 4, 2, false},
    {"ring:n=33,neighbours=6", 99, 6, 6, 6, false},
    {"ring:n=34,neighbours=4", 68, 4, 4, 9, false},
    {"torus:sides=1", 0, 0, 0, 0, true},
    {"torus:sides=2", 1, 1, 1, 1, true},
    {"torus:sides=7", 7, 2, 2, 3, false},
    {"torus:sides=2x2x2", 12, 3, 3, 3, true},
    {"torus:sides=3x1x2", 9, 3, 3, 2, false},
    {"torus:sides=5x3x2", 75, 5, 5, 4, false},
    {"torus:sides=4x4x4", 192, 6, 6, 6, true},
    {"torus:n=1,periodic=false", 0, 0, 0, 0, true},
    {"torus:rows=2,cols=1,periodic=false", 1, 1, 1, 1, true},
    {"torus:sides=3,periodic=false", 2, 1, 2, 2, true},
    {"torus:rows=4,cols=8,periodic=false", 52, 2, 4, 10, true},
    {"torus:sides=3x3x3,periodic=false", 54, 3, 6, 6, true},
    {"torus:sides=2x2x2x2,periodic=false", 32, 4, 4, 4, true},
    {"balanced_tree:branching=1,height=0", 0, 0, 0, 0, true},
    {"balanced_tree:branching=9,height=0", 0, 0, 0, 0, true},
    {"balanced_tree:branching=1,height=1", 1, 1, 1, 1, true},
    {"balanced_tree:branching=2,height=1", 2, 1, 2, 2, true},
    {"balanced_tree:branching=1,height=9", 9, 1, 2, 9, true},
    {"balanced_tree:branching=2,height=4", 30, 1, 3, 8, true},
    {"balanced_tree:branching=3,height=3", 39, 1, 4, 6, true},
    {"binary_tree:n=1", 0, 0, 0, 0, true},
    {"binary_tree:n=2", 1, 1, 1, 1, true},
    {"binary_tree:n=3", 2, 1, 2, 2, true},
    {"binary_tree:n=10", 9, 1, 3, 5, true},
    {"binary_tree:n=15", 14, 1, 3, 6, true},
    {"ring_of_cliques:cliques=1,size=1", 0, 0, 0, 0, true},
    {"ring_of_cliques:cliques=2,size=1", 1, 1, 1, 1, true},
    {"ring_of_cliques:cliques=1,size=2", 1, 1, 1, 1, true},
    {"ring_of_cliques:cliques=1,size=3", 3, 2, 2, 1, false},
    {"ring_of_cliques:cliques=3,size=1", 3, 2, 2, 1, false},
    {"ring_of_cliques:cliques=2,size=2", 4, 2, 2, 2, true},
    {"ring_of_cliques:cliques=2,size=3", 8, 2, 3, 3, false},
    {"ring_of_cliques:cliques=4,size=8", 116, 7, 8, 5, false},
    {"barbell:size=1", 1, 1, 1, 1, true},
    {"barbell:size=1,path=1", 2, 1, 2, 2, true},
    {"barbell:size=2", 3, 1, 2, 3, true},
    {"barbell:size=3", 7, 2, 3, 3, false},
    {"barbell:size=5,path=2", 23, 2, 5, 5, false},
    {"random_regular:n=1,degree=0", 0, 0, 0, 0, true},
    {"random_regular:n=2,degree=1", 1, 1, 1, 1, true},
    {"random_regular:n=3,degree=2", 3, 2, 2, 1, false},
    {"random_regular:n=6,degree=5", 15, 5, 5, 1, false},
    {"erdos_renyi:n=1,probability=0.5", 0, 0, 0, 0, true},
    {"erdos_renyi:n=2,probability=1", 1, 1, 1, 1, true},
    {"erdos_renyi:n=3,probability=1", 3, 2, 2, 1, false},
    {"watts_strogatz:n=3,neighbours=2,rewire=1", 3, 2, 2, 1, false},
    {"watts_strogatz:n=8,neighbours=2,rewire=0", 8, 2, 2, 4, true},
    {"barabasi_albert:n=2,attachments=1", 1, 1, 1, 1, true},
    {"barabasi_albert:n=3,attachments=1", 2, 1, 2, 2, true},
    {"barabasi_albert:n=3,attachments=2", 2, 1, 2, 2, true},
    {"random_geometric:n=1,radius=0", 0, 0, 0, 0, true},
    {"random_geometric:n=2,radius=1,wrap=true", 1, 1, 1, 1, true},
    {"random_geometric:n=3,radius=0.8,wrap=true", 3, 2, 2, 1, false},
    {"stochastic_block:n=1,blocks=1,within=1,between=0", 0, 0, 0, 0, true},
    {"stochastic_block:n=2,blocks=2,within=0,between=1", 1, 1, 1, 1, true},
    {"stochastic_block:n=3,blocks=1,within=1,between=0", 3, 2, 2, 1, false},
    {"stochastic_block:n=5,blocks=2,within=0,between=1", 6, 2, 3, 2, true},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(families)

BOOST_DATA_TEST_CASE(a_family_has_the_edges_degrees_and_diameter_of_its_definition,
                     data::make(kExpected), expected) {
  const TopologySpec spec = parse_topology_spec(expected.spec);
  const Graph graph = make_graph(spec);
  const GraphStructure found = structure(graph, facts(spec).symmetry);
  BOOST_TEST(graph.nodes() == nodes(spec));
  BOOST_TEST(graph.directed() == is_directed(spec));
  BOOST_TEST(graph.edges() == expected.edges);
  BOOST_TEST(found.degree_min == expected.degree_min);
  BOOST_TEST(found.degree_max == expected.degree_max);
  BOOST_TEST(found.connected);
  BOOST_TEST(found.bipartite == expected.bipartite);
  BOOST_TEST(found.diameter.value() == expected.diameter);
  // The shortcut by symmetry finds what searching from every node finds.
  BOOST_TEST(diameter(graph).value() == expected.diameter);
}

BOOST_AUTO_TEST_CASE(a_torus_joins_neighbours_of_the_grid) {
  const Graph graph = make_graph(Torus{{3, 4}});
  const std::vector<NodeId> expected = {1, 3, 4, 8};  // right, left, down, up of node (0, 0)
  BOOST_TEST(graph.out_neighbours(0) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_node_of_a_torus_has_one_coordinate_for_each_side_the_last_one_fastest) {
  const std::vector<NodeId> expected = {1, 4, 5, 10, 15, 45};  // ±1 of 5, ±5 of 15, ±15 of 60
  const Graph graph = make_graph(Torus{{4, 3, 5}});
  BOOST_TEST(graph.out_neighbours(0) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_exponential_graph_joins_powers_of_two) {
  const auto is_power = [](int distance) {
    return distance > 0 && (distance & (distance - 1)) == 0;
  };
  for (int n = 1; n < 40; ++n) {
    const Graph one_way = make_graph(Exponential{n, true});
    const Graph both_ways = make_graph(Exponential{n, false});
    for (NodeId i = 0; i < n; ++i)
      for (NodeId j = 0; j < n; ++j) {
        const bool forward = is_power((j - i + n) % n), backward = is_power((i - j + n) % n);
        BOOST_TEST(one_way.has_edge(i, j) == forward);
        BOOST_TEST(both_ways.has_edge(i, j) == (forward || backward));
      }
  }
}

BOOST_AUTO_TEST_CASE(a_hypercube_joins_numbers_one_digit_apart) {
  const Graph graph = make_graph(Hypercube{6});
  for (NodeId i = 0; i < 64; ++i)
    for (NodeId j = 0; j < 64; ++j)
      BOOST_TEST(graph.has_edge(i, j) == (__builtin_popcount(static_cast<unsigned>(i ^ j)) == 1));
}

BOOST_AUTO_TEST_CASE(every_family_that_is_listed_parses_its_own_example) {
  const base::TemporaryFolder folder;
  const std::string file =
      "file:path=" +
      folder.write("g.graphml", graph_text(make_graph(Ring{4}), {}, GraphFormat::kGraphMl))
          .string();
  std::set<std::string> names;
  for (const FamilyInfo& family : topology_families()) {
    BOOST_TEST_CONTEXT(family.name) {
      const std::string& example = family.name == "file" ? file : family.example;
      BOOST_TEST(family_name(parse_topology_spec(example)) == family.name);
      BOOST_TEST(!family.description.empty());
      names.insert(family.name);
    }
  }
  BOOST_TEST(names.size() == std::variant_size_v<Family>);
}

BOOST_AUTO_TEST_CASE(a_ring_of_a_million_nodes_is_built_and_validated) {
  const Topology topology = make_topology(parse_topology_spec("ring:n=1000000"));
  BOOST_TEST(topology.graph.edges() == 1'000'000);
  BOOST_TEST(topology.mixing.at(0).nonzeros() == 3'000'000);
  const MixingCheck check = check_mixing(topology.mixing.at(0));
  BOOST_TEST(check.doubly_stochastic());
  BOOST_TEST(check.symmetric());
  BOOST_TEST(check.connected);
  const std::vector<NodeId> expected = {0, 999'998};
  BOOST_TEST(topology.graph.out_neighbours(999'999) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
