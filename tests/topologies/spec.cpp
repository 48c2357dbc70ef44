#include "topologies/spec.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

TopologySpec build(std::vector<TopologyOption> options) {
  const SpecResult result = build_topology_spec(options);
  BOOST_TEST_REQUIRE(result.spec.has_value());
  BOOST_TEST(result.problems.empty());
  return *result.spec;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(specs)

BOOST_AUTO_TEST_CASE(the_command_line_form_gives_family_sizes_and_mixing) {
  BOOST_TEST(
      (parse_topology_spec("ring:n=32") == TopologySpec{Ring{32}, {MixingRule::kMetropolis}}));
  BOOST_TEST((parse_topology_spec("star:nodes=5,mixing=uniform") ==
              TopologySpec{Star{5}, {MixingRule::kUniform}}));
  BOOST_TEST((parse_topology_spec("torus:rows=4,cols=8").family == Family(Torus{{4, 8}})));
  BOOST_TEST((parse_topology_spec("hypercube:n=64").family == Family(Hypercube{6})));
  BOOST_TEST((parse_topology_spec("path:mixing=max_degree,n=3") ==
              TopologySpec{Path{3}, {MixingRule::kMaxDegree}}));
}

BOOST_AUTO_TEST_CASE(a_table_of_keys_gives_the_same_spec) {
  BOOST_TEST((build({{"nodes", "32"}, {"family", "ring"}, {"mixing", "metropolis"}}) ==
              parse_topology_spec("ring:n=32")));
  BOOST_TEST((build({{"family", "exponential"}, {"n", "9"}, {"directed", "true"}}).family ==
              Family(Exponential{9, true})));
}

BOOST_AUTO_TEST_CASE(a_directed_graph_takes_uniform_weights_by_default) {
  BOOST_TEST(
      (parse_topology_spec("exponential:n=8,directed=true").mixing.rule == MixingRule::kUniform));
  BOOST_TEST((parse_topology_spec("exponential:n=8,directed=false").mixing.rule ==
              MixingRule::kMetropolis));
  BOOST_TEST((parse_topology_spec("exponential:n=8").family == Family(Exponential{8, false})));
}

BOOST_AUTO_TEST_CASE(a_torus_takes_sides_or_one_side_or_the_most_even_ones) {
  BOOST_TEST((parse_topology_spec("torus:n=32").family == Family(Torus{{4, 8}})));
  BOOST_TEST((parse_topology_spec("torus:n=36").family == Family(Torus{{6, 6}})));
  BOOST_TEST((parse_topology_spec("torus:n=32,rows=2").family == Family(Torus{{2, 16}})));
  BOOST_TEST((parse_topology_spec("torus:n=32,cols=2").family == Family(Torus{{16, 2}})));
  BOOST_TEST((parse_topology_spec("torus:n=32,rows=8,cols=4").family == Family(Torus{{8, 4}})));
  BOOST_TEST((parse_topology_spec("torus:rows=1,n=7").family == Family(Torus{{1, 7}})));
}

BOOST_AUTO_TEST_CASE(a_torus_takes_sides_of_any_dimension_and_may_be_a_grid) {
  BOOST_TEST((parse_topology_spec("torus:sides=4x8").family == Family(Torus{{4, 8}})));
  BOOST_TEST((parse_topology_spec("torus:sides=2x3x4,n=24").family == Family(Torus{{2, 3, 4}})));
  BOOST_TEST(
      (parse_topology_spec("torus:sides=5,periodic=false").family == Family(Torus{{5}, false})));
  BOOST_TEST(
      (parse_topology_spec("torus:n=12,periodic=false").family == Family(Torus{{3, 4}, false})));
}

BOOST_AUTO_TEST_CASE(an_override_replaces_the_option_of_its_key) {
  const TopologyOption uniform{"mixing", "uniform"};
  BOOST_TEST((parse_topology_spec("star:n=4", {&uniform, 1}).mixing.rule == MixingRule::kUniform));
  BOOST_TEST((parse_topology_spec("star:n=4,mixing=max_degree", {&uniform, 1}).mixing.rule ==
              MixingRule::kUniform));
}

BOOST_AUTO_TEST_CASE(the_text_of_a_spec_is_its_shortest_form) {
  BOOST_TEST(to_string(parse_topology_spec("ring:n=32,mixing=metropolis")) == "ring:nodes=32");
  BOOST_TEST(to_string(parse_topology_spec("torus:n=32")) == "torus:nodes=32,rows=4,cols=8");
  BOOST_TEST(to_string(parse_topology_spec("exponential:n=8,directed=true")) ==
             "exponential:nodes=8,directed=true");
  BOOST_TEST(to_string(parse_topology_spec("star:n=8,mixing=uniform")) ==
             "star:nodes=8,mixing=uniform");
  BOOST_TEST(to_string(parse_topology_spec("torus:sides=2x2x2,periodic=false")) ==
             "torus:nodes=8,sides=2x2x2,periodic=false");
  BOOST_TEST(to_string(parse_topology_spec("erdos_renyi:n=8,probability=1e-1,seed=1")) ==
             "erdos_renyi:nodes=8,probability=0.1");
}

BOOST_DATA_TEST_CASE(text_and_options_give_the_spec_back,
                     data::make({"ring:n=1",
                                 "path:n=7,mixing=uniform",
                                 "star:n=3,mixing=max_degree",
                                 "complete:n=100",
                                 "torus:rows=2,cols=9",
                                 "hypercube:n=1024",
                                 "exponential:n=33",
                                 "exponential:n=33,directed=true",
                                 "ring:n=9,neighbours=4,mixing=lazy",
                                 "torus:sides=4x1x3",
                                 "torus:sides=7,periodic=false",
                                 "torus:n=12,periodic=false",
                                 "balanced_tree:branching=3,height=2",
                                 "binary_tree:n=10",
                                 "random_regular:n=10,degree=3,seed=9223372036854775807",
                                 "erdos_renyi:n=10,probability=1e-300,seed=0",
                                 "erdos_renyi:n=10,probability=0.1",
                                 "watts_strogatz:n=10,neighbours=4,rewire=0.3333333333333333",
                                 "barabasi_albert:n=10,attachments=2,seed=2",
                                 "random_geometric:n=10,radius=0.25,wrap=true",
                                 "random_geometric:n=10,radius=1,mixing=lazy_max_degree",
                                 "stochastic_block:n=10,blocks=3,within=1,between=0.05",
                                 "ring_of_cliques:cliques=3,size=4",
                                 "barbell:size=3",
                                 "barbell:size=3,path=2",
                                 "alternating:graphs=ring:n=4,neighbours=2+torus:sides=2x2"}),
                     text) {
  const TopologySpec spec = parse_topology_spec(text);
  BOOST_TEST((parse_topology_spec(to_string(spec)) == spec));
  BOOST_TEST((build(options_of(spec)) == spec));
}

BOOST_DATA_TEST_CASE(a_topology_has_the_graph_and_the_matrices_of_its_rounds,
                     data::make({"ring:n=6,mixing=lazy", "star:n=5,mixing=uniform",
                                 "random_regular:n=10,degree=3", "exponential:n=9,directed=true",
                                 "equistatic:n=9,shifts=2", "base:n=5",
                                 "alternating:graphs=ring:n=4+star:n=4"}),
                     text) {
  const TopologySpec spec = parse_topology_spec(text);
  const Topology topology = make_topology(spec);
  BOOST_TEST(topology.mixing.period() == facts(spec).period);
  for (std::int64_t round = 0; round < 5; ++round)
    BOOST_TEST((topology.mixing.at(round) == mixing_matrix(spec, round)));
  if (topology.mixing.fixed()) BOOST_TEST((topology.graph == make_graph(spec)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
