#include "topologies/files/mixing_file.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/temporary_folder.h"
#include "tests/topologies/random_graph.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

struct Wrong {
  const char* text;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.message; }

#define ALLOWED "2 lines of 2 numbers, or lines row,column,weight under this header"

const Wrong kWrong[] = {
    {"", "w.csv: no weights; " ALLOWED},
    {" \n\t\n", "w.csv:2:1: no weights; " ALLOWED},
    {"1,0\n0,x\n", "w.csv:2:3: \"x\" isn't a finite number"},
    {"1,0\n0,nan\n", "w.csv:2:3: \"nan\" isn't a finite number"},
    {"1,0\n0,inf\n", "w.csv:2:3: \"inf\" isn't a finite number"},
    {"1,0\n0,1e999\n", "w.csv:2:3: \"1e999\" isn't a finite number"},
    {"1,\n0,1\n", "w.csv:1:3: \"\" isn't a finite number"},
    {"1,0,0\n0,1\n", "w.csv:1:5: more than 2 numbers; " ALLOWED},
    {"1\n0,1\n", "w.csv:1:2: 1 numbers, not 2; " ALLOWED},
    {"1,0\n", "w.csv:1:1: ends after 1 lines, not 2; " ALLOWED},
    {"1,0\n0,1\n0,0\n", "w.csv:3:1: more than 2 lines; " ALLOWED},
    {"row,column,weight\n0,2,1\n", "w.csv:2:3: node 2 of a graph of 2; 0 to 1"},
    {"row,column,weight\n-1,0,1\n", "w.csv:2:1: node -1 of a graph of 2; 0 to 1"},
    {"row,column,weight\n99999999999999999999,0,1\n",
     "w.csv:2:1: \"99999999999999999999\" isn't a node's number"},
    {"row,column,weight\n0.5,0,1\n", "w.csv:2:1: \"0.5\" isn't a node's number"},
    {"row,column,weight\n0\n", "w.csv:2:2: fields missing; row,column,weight"},
    {"row,column,weight\n0,0\n", "w.csv:2:4: no weight; row,column,weight"},
    {"row,column,weight\n0,0,1,2\n", "w.csv:2:7: more than three fields; row,column,weight"},
    {"row,column,weight\n0,0,1\n0,0,1\n", "w.csv: row 0, column 0 is given twice"},
};

std::string problem(const auto& f) {
  try {
    f();
  } catch (const base::InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mixing_files)

BOOST_DATA_TEST_CASE(a_wrong_file_is_told_by_line_and_column, data::make(kWrong), wrong) {
  BOOST_TEST(problem([&] { parse_mixing_matrix(wrong.text, "w.csv", 2); }) == wrong.message);
}

BOOST_AUTO_TEST_CASE(a_table_and_triplets_give_the_same_matrix) {
  const MixingMatrix expected({0, 2, 4, 6},
                              {{0, 0.75}, {1, 0.25}, {1, 0.0}, {2, 1.0}, {0, -0.5}, {2, 1.5}});
  BOOST_TEST((parse_mixing_matrix("0.75,0.25,0\n0, 0 ,1\r\n-0.5,0,1.5", "w.csv", 3) == expected));
  BOOST_TEST((parse_mixing_matrix("\xEF\xBB\xBFrow, column, weight\n2,0,-5e-1\n0,0,.75\n0,1,0.25\n"
                                  "1,2,1\n2,2,1.5\n\n",
                                  "w.csv", 3) == expected));
}

BOOST_AUTO_TEST_CASE(any_matrix_written_as_text_is_read_back) {
  BOOST_TEST(rc::check([] {
    const MixingMatrix w = mix(any_graph(12, true), MixingRule::kUniform);
    std::string text = "row,column,weight\n";
    char number[40];
    for (int i = 0; i < w.nodes(); ++i)
      for (const MixingWeight& entry : w.row(i)) {
        std::snprintf(number, sizeof number, "%d,%d,%.17g\n", i, entry.column, entry.weight);
        text += number;
      }
    RC_ASSERT(parse_mixing_matrix(text, "w.csv", w.nodes()) == w);
  }));
}

BOOST_AUTO_TEST_CASE(no_text_does_anything_but_parse_or_report) {
  BOOST_TEST(rc::check([] {
    const auto piece = rc::gen::element<std::string>("0", "1", "0.5", ",", "\n", "-", "e", "nan",
                                                     "row,column,weight\n", " ", "\r", "\xff");
    std::string text;
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece))
      text += part;
    const int nodes = *rc::gen::inRange(1, 4);
    try {
      RC_ASSERT(parse_mixing_matrix(text, "w.csv", nodes).nodes() == nodes);
    } catch (const base::InputError& error) {
      RC_ASSERT(error.problems().front().file == "w.csv");
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_topology_takes_its_weights_from_a_file) {
  const base::TemporaryFolder folder;
  const std::string path =
      folder.write("w.csv", "0.5,0.5,0\n0.5,0.25,0.25\n0,0.25,0.75\n").string();
  const Topology topology = make_topology(parse_topology_spec("path:n=3,mixing=" + path));
  BOOST_TEST(topology.mixing.at(0).weight(1, 2) == 0.25);
  BOOST_TEST(check_mixing(topology).doubly_stochastic());
  BOOST_TEST(to_string(topology.spec) == "path:nodes=3,mixing=" + path);
  // Relative to the folder that a scenario lies in.
  const std::vector<TopologyOption> options = {
      {"family", "path"}, {"n", "3"}, {"mixing", "./w.csv"}};
  const std::string parent = std::filesystem::path(path).parent_path().string();
  BOOST_TEST(build_topology_spec(options, parent).spec->mixing.file == path);
}

BOOST_AUTO_TEST_CASE(a_file_that_does_not_fit_is_wrong_input) {
  const base::TemporaryFolder folder;
  const std::string path = folder.write("w.csv", "0,0,1\n0,1,0\n1,0,0\n").string();
  const auto refusal = [](const std::string& spec) {
    return problem([&] { make_topology(parse_topology_spec(spec)); });
  };
  BOOST_TEST(refusal("path:n=3,mixing=" + path) ==
             path +
                 ": row 0, column 2: weight 1 of nodes that aren't neighbours; weights of a node's "
                 "own and "
                 "its neighbours'");
  BOOST_TEST(refusal("path:n=2,mixing=" + path) == path + ":1:5: more than 2 numbers; " ALLOWED);
  BOOST_TEST(refusal("path:n=2,mixing=/nowhere/w.csv") ==
             "/nowhere/w.csv: can't be read: No such file or directory");
  BOOST_TEST(
      refusal("one_peer_exponential:n=8,mixing=" + path) ==
      "one_peer_exponential:n=8,mixing=" + path +
          ": mixing: one matrix for graphs that change from round to round; allowed: uniform, "
          "column_stochastic, lazy_ before them");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
