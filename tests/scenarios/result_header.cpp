// What a result file says of topologies that change.
#include "scenarios/result_header.h"

#include <boost/test/unit_test.hpp>

#include "tests/scenarios/loading.h"

namespace consim::scenarios {
namespace {

using boost::test_tools::per_element;
using Numbers = std::vector<std::int64_t>;

const std::string kTiming =
    "[run]\nsteps = 4\ntiming_only = true\n[cluster]\nstep_time = '1 ms'\nmessage_size = '1 B'\n";

results::TopologyRecord topology_of(const Scenario& scenario, const Assembly& parts) {
  return result_header(scenario, parts, 1).topology;
}

results::AttributeValue period(const results::TopologyRecord& topology) {
  return find(topology.attributes, "period")->value;
}

BOOST_AUTO_TEST_SUITE(scenario_result_header)

BOOST_AUTO_TEST_CASE(layers_and_nodes_are_told_apart_where_something_is_learned) {
  for (const bool timing : {false, true}) {
    const Scenario scenario = parse_scenario(
        kMinimal + (timing ? kTiming : std::string("[cluster]\nstep_time = '1 ms'\n")), kOrigin);
    const record::ResultHeader header = result_header(scenario, assemble(scenario), 1);
    BOOST_TEST(header.layers.size() == (timing ? 0u : 1u));
    BOOST_TEST(header.evaluated_nodes == (timing ? 0 : 4));
  }
}

BOOST_AUTO_TEST_CASE(a_fixed_matrix_has_no_rounds) {
  const Scenario scenario = parse_scenario(kMinimal + kTiming, kOrigin);
  const auto topology = topology_of(scenario, assemble(scenario));
  BOOST_TEST(topology.weight.size() == 12u);
  BOOST_TEST(topology.round.empty());
  BOOST_TEST((period(topology) == results::AttributeValue(std::int64_t{1})));
}

// The path's 8 weights and the star's; both have the edges 0–1, the path 1–2, the star 0–2.
BOOST_AUTO_TEST_CASE(a_period_is_stored_round_by_round_with_the_edges_of_all_rounds) {
  const Scenario scenario = parse_scenario(
      "[topology]\nfamily = 'alternating'\ngraphs = 'path:n=3+star:n=3'\n[workload]\ndataset = "
      "'quadratic'\n" +
          kTiming,
      kOrigin);
  const auto topology = topology_of(scenario, assemble(scenario));
  Numbers rounds(7, 0);
  rounds.insert(rounds.end(), 7, 1);
  BOOST_TEST(topology.round == rounds, per_element());
  BOOST_TEST(topology.row == (Numbers{0, 0, 1, 1, 1, 2, 2, 0, 0, 0, 1, 1, 2, 2}), per_element());
  BOOST_TEST(topology.column == (Numbers{0, 1, 0, 1, 2, 1, 2, 0, 1, 2, 0, 1, 0, 2}), per_element());
  BOOST_TEST(topology.edges.size() == 3u);
  BOOST_TEST((period(topology) == results::AttributeValue(std::int64_t{2})));
}

// Round k is the ring with w_ii = 1 − 2/(k + 3).
BOOST_AUTO_TEST_CASE(of_rounds_that_never_repeat_the_first_is_stored) {
  const Scenario scenario = parse_scenario(kMinimal + kTiming, kOrigin);
  Assembly parts = assemble(scenario);
  parts.topology.mixing = topologies::MixingSequence(4, [](std::int64_t k) {
    std::vector<topologies::MixingWeight> entries;
    const double w = 1.0 / static_cast<double>(k + 3);
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 4; ++j)
        if (j != (i + 2) % 4) entries.push_back({j, i == j ? 1 - 2 * w : w});
    return topologies::MixingMatrix({0, 3, 6, 9, 12}, std::move(entries));
  });
  const auto topology = topology_of(scenario, parts);
  BOOST_TEST(topology.round == Numbers(12, 0), per_element());
  for (const double weight : topology.weight) BOOST_TEST(std::abs(weight - 1.0 / 3) < 1e-15);
  BOOST_TEST((period(topology) == results::AttributeValue(std::int64_t{0})));
}

BOOST_AUTO_TEST_CASE(of_several_phases_the_first_ones_topology_is_stored) {
  const Scenario scenario = parse_scenario(
      kMinimal + kTiming +
          "[[phase]]\nuntil = 0.5\ntopology = { family = 'star', n = 4 }\n[[phase]]\n",
      kOrigin);
  const record::ResultHeader header = result_header(scenario, assemble(scenario), 1);
  BOOST_TEST(header.topology.edges.size() == 3u);
  BOOST_TEST(header.phases == 2);
  BOOST_TEST(header.scenario.find("[phase.topology]") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::scenarios
