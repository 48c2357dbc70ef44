#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "tests/topologies/random_graph.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

struct Wrong {
  const char* spec;
  const char* message;  // after "<spec>: "
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << '"' << wrong.spec << '"';
}

// Stands for the names of all families.
#define FAMILIES "allowed: {families}"
#define SIDES "whole numbers with x between them, such as 4x4x4; product up to 16777216"
#define SYNTAX "family:key=value,…, such as torus:rows=4,cols=8"

const Wrong kWrong[] = {
    {":", "no family; " SYNTAX},
    {"g.csv", "family: unknown family \"g.csv\"; " FAMILIES "; did you mean \"file:path=g.csv\"?"},
    {":n=3", "no family; " SYNTAX},
    {"ring", "nodes: missing; the number of nodes, such as nodes=32"},
    {"ring:", "\"\" has no value; " SYNTAX},
    {"ring:n", "\"n\" has no value; " SYNTAX},
    {"ring:n=", "\"n=\" has no value; " SYNTAX},
    {"ring:=3", "\"=3\" has no key; " SYNTAX},
    {"ring:n=3,", "\"\" has no value; " SYNTAX},
    {"ring:n=0", "n: 0 is out of range; 1 to 16777216"},
    {"ring:n=-5", "n: -5 is out of range; 1 to 16777216"},
    {"ring:n=16777217", "n: 16777217 is out of range; 1 to 16777216"},
    {"ring:n=99999999999999999999", "n: \"99999999999999999999\" is too large"},
    {"ring:n=1e6", "n: \"1e6\" isn't a whole number"},
    {"ring:n=4.0", "n: \"4.0\" isn't a whole number"},
    {"ring:n=4 5", "n: \"4 5\" isn't a whole number"},
    {"ring:n=+4", "n: \"+4\" isn't a whole number"},
    {"ring:n=4,rows=2", "rows: ring has no such key; allowed: family, nodes, neighbours, mixing"},
    {"rng:n=4", "family: unknown family \"rng\"; " FAMILIES "; did you mean \"ring\"?"},
    {"RING : n = 4", "family: unknown family \"RING\"; " FAMILIES "; did you mean \"ring\"?"},
    {"torus:n=31",
     "n: 31 is prime, so it has no sides of 2 or more; a product of two sides, or rows = 1 for the "
     "ring"},
    {"torus:n=2",
     "n: 2 is prime, so it has no sides of 2 or more; a product of two sides, or rows = 1 for the "
     "ring"},
    {"torus:rows=4,cols=9,n=32", "n: rows × cols = 4 × 9 = 36, not 32; rows × cols must be nodes"},
    {"torus:rows=5,n=32", "rows: 5 doesn't divide nodes = 32; rows × cols must be nodes"},
    {"torus:cols=5,n=32", "cols: 5 doesn't divide nodes = 32; rows × cols must be nodes"},
    {"torus:rows=4", "nodes: missing; the number of nodes, such as nodes=32"},
    {"torus:rows=0,cols=4", "rows: 0 is out of range; 1 to 16777216"},
    {"torus:rows=16000000,cols=16000000",
     "rows: 16000000 × 16000000 = 256000000000000 nodes are too many; up to 16777216"},
    {"torus:sides=4x4,rows=4", "rows: given together with sides"},
    {"torus:sides=2x3,n=7", "n: the sides' product is 6, not 7"},
    {"torus:sides=4x0", "sides: \"4x0\" aren't sides; " SIDES},
    {"torus:sides=x4", "sides: \"x4\" aren't sides; " SIDES},
    {"torus:sides=4x", "sides: \"4x\" aren't sides; " SIDES},
    {"torus:sides=5000x5000", "sides: \"5000x5000\" aren't sides; " SIDES},
    {"torus:sides=3x3x3x3x3x3x3x3x3x3x3x3x3x3x3",
     "sides: 14348907 nodes with 30 neighbours each are too many to store; nodes × neighbours up "
     "to "
     "134217728"},
    {"torus:n=4,periodic=no", "periodic: \"no\" is neither true nor false"},
    {"hypercube:n=3", "n: 3 isn't a power of two; the nearest are 2 and 4"},
    {"hypercube:n=8388608",
     "n: 8388608 nodes with 23 neighbours each are too many to store; nodes × neighbours up to "
     "134217728"},
    {"complete:n=11587",
     "n: 11587 nodes with 11586 neighbours each are too many to store; nodes × neighbours up to "
     "134217728"},
    {"exponential:n=4,directed=yes", "directed: \"yes\" is neither true nor false"},
    {"exponential:n=4,directed=true,mixing=metropolis",
     "mixing: metropolis weights need an undirected graph; allowed: uniform, column_stochastic"
     ", lazy_ before them, a CSV file"},
    {"ring:n=9,neighbours=3", "neighbours: 3 is odd; as many on each side: an even number"},
    {"ring:n=9,neighbours=0", "neighbours: 0 is out of range; 2 to 16777216"},
    {"balanced_tree:height=2", "branching: missing; 1 to 16777216"},
    {"balanced_tree:branching=2,height=24", "height: more than 16777216 nodes"},
    {"random_regular:n=4,degree=4", "degree: 4 of 4 nodes; fewer than nodes"},
    {"random_regular:n=1,degree=1", "degree: 1 of 1 nodes; fewer than nodes"},
    {"random_regular:n=5,degree=3", "degree: 5 nodes of degree 3; nodes · degree must be even"},
    {"random_regular:n=4,degree=2,seed=-1", "seed: -1 is out of range; a whole number >= 0"},
    {"erdos_renyi:n=4", "probability: missing; 0 to 1"},
    {"erdos_renyi:n=4,probability=1.5", "probability: 1.5 is out of range; 0 to 1"},
    {"erdos_renyi:n=4,probability=nan", "probability: \"nan\" isn't a number"},
    {"watts_strogatz:n=4,neighbours=3,rewire=0",
     "neighbours: 3 of 4 nodes; an even number below nodes"},
    {"watts_strogatz:n=2,neighbours=2,rewire=0",
     "neighbours: 2 of 2 nodes; an even number below nodes"},
    {"watts_strogatz:n=9000,neighbours=1002,rewire=0",
     "neighbours: 1002 is out of range; 2 to 1000"},
    {"barabasi_albert:n=1,attachments=1", "attachments: 1 of 1 nodes; fewer than nodes"},
    {"barabasi_albert:n=9,attachments=0", "attachments: 0 is out of range; 1 to 1000"},
    {"random_geometric:n=4,radius=2", "radius: 2 is out of range; 0 to 1"},
    {"stochastic_block:n=4,blocks=5,within=1,between=0", "blocks: 5 is out of range; 1 to 4"},
    {"ring_of_cliques:cliques=5000,size=5000",
     "cliques: 5000 × 5000 nodes are too many; up to 16777216"},
    {"ring_of_cliques:cliques=1,size=16000",
     "size: 16000 nodes with 16001 neighbours each are too many to store; nodes × neighbours up to "
     "134217728"},
    {"barbell:size=0", "size: 0 is out of range; 1 to 8388608"},
    {"barbell:size=8388608,path=1", "size: more than 16777216 nodes"},
    {"ring:n=4,mixing=metroplis",
     "mixing: unknown mixing rule \"metroplis\"; allowed: uniform, metropolis, max_degree, "
     "best_constant, fastest, column_stochastic, lazy_ before them, a CSV file; did you mean "
     "\"metropolis\"?"},
    {"ring:n=4,mixing=native",
     "mixing: the graph has no weights of its own; allowed: uniform, metropolis, max_degree, "
     "best_constant, fastest, column_stochastic, lazy_ before them, a CSV file"},
    {"alternating:n=4,graphs=ring:n=4",
     "n: alternating has no such key; allowed: family, graphs, mixing"},
    {"alternating:graphs=ring:n=4+star:n=5",
     "graphs: 4 nodes and 5 nodes; the same number of nodes in all graphs"},
    {"alternating:graphs=", "\"graphs=\" has no value; " SYNTAX},
    {"ring:n=4,n=4", "n: given twice"},
    {"ring:n=4,nodes=4", "nodes: given twice, also as n"},
    {"ring:n=4,family=star", "family: given twice"},
};

std::string with_families(std::string text) {
  std::string names;
  for (const FamilyInfo& family : topology_families())
    names += (names.empty() ? "" : ", ") + family.name;
  const std::string placeholder = "{families}";
  if (const std::size_t at = text.find(placeholder); at != std::string::npos)
    text.replace(at, placeholder.size(), names);
  return text;
}

// What parses has a text that gives it back, and a graph.
void parses_or_reports(const std::string& text) {
  try {
    const TopologySpec spec = parse_topology_spec(text);
    RC_ASSERT(parse_topology_spec(to_string(spec)) == spec);
    if (nodes(spec) <= 1000) RC_ASSERT(make_graph(spec).nodes() == nodes(spec));
  } catch (const base::InputError& error) {
    RC_ASSERT(!error.problems().empty());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spec_errors)

BOOST_DATA_TEST_CASE(a_wrong_spec_is_told_with_what_is_allowed, data::make(kWrong), wrong) {
  try {
    parse_topology_spec(wrong.spec);
    BOOST_ERROR("accepted");
  } catch (const base::InputError& error) {
    BOOST_TEST(std::string(error.what()) ==
               with_families(std::string(wrong.spec) + ": " + wrong.message));
  }
}

BOOST_AUTO_TEST_CASE(an_empty_spec_is_told) {
  BOOST_CHECK_EXCEPTION(parse_topology_spec(""), base::InputError,
                        [](const base::InputError& error) {
                          return std::string(error.what()) == "no family; " SYNTAX;
                        });
  BOOST_CHECK_THROW(parse_topology_spec(std::string(5000, 'x')), base::InputError);
}

BOOST_AUTO_TEST_CASE(all_problems_come_at_once_with_their_options_in_order) {
  const std::vector<TopologyOption> options = {
      {"rowz", "4"}, {"family", "torus"}, {"mixing", "unform"}, {"rows", "x"}, {"cols", "0"}};
  const SpecResult result = build_topology_spec(options);
  BOOST_TEST(!result.spec.has_value());
  std::vector<std::string> found;
  for (const OptionProblem& problem : result.problems)
    found.push_back(std::to_string(problem.option) + " " + to_string(problem.problem));
  const std::vector<std::string> expected = {
      "0 rowz: torus has no such key; allowed: family, nodes, rows, cols, sides, periodic, mixing; "
      "did you mean "
      "\"rows\"?",
      "2 mixing: unknown mixing rule \"unform\"; allowed: uniform, metropolis, max_degree, "
      "best_constant, fastest, column_stochastic, native, lazy_ before them, a CSV file; did you "
      "mean "
      "\"uniform\"?",
      "3 rows: \"x\" isn't a whole number",
      "4 cols: 0 is out of range; 1 to 16777216",
  };
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_missing_family_is_a_problem_of_the_whole) {
  const std::vector<TopologyOption> options = {{"nodes", "4"}};
  const SpecResult result = build_topology_spec(options);
  BOOST_TEST_REQUIRE(result.problems.size() == 1u);
  BOOST_TEST(result.problems[0].option == -1);
  BOOST_TEST(to_string(result.problems[0].problem) == with_families("family: missing; " FAMILIES));
}

// Texts of pieces that mean something here and there.
BOOST_AUTO_TEST_CASE(no_text_does_anything_but_parse_or_report) {
  BOOST_TEST(rc::check([] {
    const auto piece = rc::gen::element<std::string>(
        "ring", "torus", "hypercube", "exponential", ":", ",", "=", "n", "rows", "cols", "sides",
        "x", "4", "-1", "0", "mixing", "uniform", "directed", "true", "\n", "é");
    std::string text;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece))
      text += part;
    parses_or_reports(text);
  }));
}

// Texts of the right form: a family, some of its keys.
BOOST_AUTO_TEST_CASE(no_values_of_a_familys_keys_do_anything_but_parse_or_report) {
  const std::vector<FamilyInfo> families = topology_families();
  BOOST_TEST(rc::check([&] {
    const FamilyInfo family = *rc::gen::elementOf(families);
    std::string text = family.name;
    for (const KeyInfo& key : family.keys)
      if (*rc::gen::inRange(0, 8) > 0)
        text += (text == family.name ? ':' : ',') + key.name + '=' +
                *rc::gen::weightedElement<std::string>({{9, "1"},
                                                        {9, "2"},
                                                        {9, "4"},
                                                        {5, "3"},
                                                        {5, "8"},
                                                        {4, "0"},
                                                        {4, "true"},
                                                        {2, "2x3x1"},
                                                        {2, "0.5"},
                                                        {1, "16777216"},
                                                        {1, "-1"},
                                                        {1, "x"}});
    parses_or_reports(text);
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
