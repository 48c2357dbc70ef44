#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/errors.h"
#include "tests/topologies/random_graph.h"
#include "topologies/files/graph_file.h"

namespace consim::topologies {
namespace {

namespace data = boost::unit_test::data;

#define NAMES "names of other signs than letters, digits and _ in quotation marks"

struct Wrong {
  GraphFormat format;
  std::string text;
  std::string message;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.message; }

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

// A GraphML file of one graph; its third line is the graph's content.
std::string graphml(const std::string& content, const std::string& keys = "") {
  return "<graphml>" + keys + "\n<graph edgedefault=\"undirected\">\n" + content +
         "\n</graph></graphml>";
}
const std::string kTwo = "<node id=\"a\"/><node id=\"b\"/>";
const std::string kWeightKey = "<key id=\"w\" for=\"edge\" attr.name=\"weight\"/>";
std::string weighted(const std::string& weight) {
  return kTwo + "<edge source=\"a\" target=\"b\"><data key=\"w\">" + weight + "</data></edge>";
}

const GraphFormat kXml = GraphFormat::kGraphMl, kDot = GraphFormat::kDot,
                  kMetis = GraphFormat::kMetis, kList = GraphFormat::kEdgeList;

const std::vector<Wrong> kWrong = {
    {kXml, "", "g:1:1: no tag of XML; <graphml><graph edgedefault=…>"},
    {kXml, "<graphml/>", "g:1:11: no <graph> within <graphml>"},
    {kXml, graphml(""), "g:4:19: no nodes; one node or more"},
    {kXml, std::string("<graphml>\0</graphml>", 20), "g:1:10: a zero byte; text in UTF-8"},
    {kXml, graphml(kTwo).substr(0, 70), "g:3:15: a tag that doesn't end"},
    {kXml, graphml(kTwo).substr(0, 50), "g:3:1: a tag that doesn't end"},
    {kXml, graphml(kTwo + "</edge>"), "g:4:9: an end without a beginning"},
    {kXml, graphml("<node>"), "g:4:19: ends within <graphml>"},
    {kXml, graphml("<node/>"), "g:2:1: attribute id is missing"},
    {kXml, graphml(kTwo + "<edge source=\"a\"/>"), "g:3:29: attribute target is missing"},
    {kXml, graphml(kTwo + "\n<edge source=\"a\" target=\"c\"/>"),
     R"(g:4:1: an edge of node "c", which isn't declared)"},
    {kXml, graphml(kTwo + "<edge source=\"a\" target=\"b\"/>\n  <edge source=\"a\" target=\"c\"/>"),
     R"(g:4:3: an edge of node "c", which isn't declared)"},
    {kXml, graphml(kTwo + "<node id=\"a\"/>"),
     R"(g:3:29: a second node "a", the first is in line 3)"},
    {kXml, graphml(kTwo + "<edge source=\"a\" target=\"b\" directed=\"true\"/>"),
     "g:3:29: a directed edge in an undirected graph"},
    {kXml, graphml(kTwo + "<hyperedge/>"), "g:3:29: a hyperedge; edges of two nodes"},
    {kXml, graphml("<node id=\"a\"><graph edgedefault=\"directed\"/></node>"),
     "g:3:14: a second graph; one in a file"},
    {kXml, "<graphml><graph></graph></graphml>",
     R"(g:1:10: no edgedefault; edgedefault="directed" or "undirected")"},
    {kXml, "<graph edgedefault=\"directed\"></graph>",
     "g:1:1: a graph outside of <graphml>; <graphml><graph>"},
    {kXml, graphml(weighted("nan"), kWeightKey), R"(g:3:29: weight "nan" isn't a finite number)"},
    {kXml, graphml(weighted("inf"), kWeightKey), R"(g:3:29: weight "inf" isn't a finite number)"},
    {kXml, graphml(weighted("0x1"), kWeightKey), R"(g:3:29: weight "0x1" isn't a finite number)"},
    {kXml, graphml(weighted("1") + "\n<edge source=\"b\" target=\"a\"/>", kWeightKey),
     "g:4:1: no weight, and the edge in line 3 has one; weights at all edges or at none"},
    {kXml,
     graphml(weighted("1") + "\n<edge source=\"b\" target=\"a\"><data key=\"w\">2</data></edge>",
             kWeightKey),
     "g:4:1: weight 2, and 1 of the same edge in line 3"},
    {kXml, graphml(kTwo, "<key id=\"w\" for=\"edges\"/>"),
     "g:2:1: Attribute for is not valid: edges"},
    {kXml, graphml(kTwo, repeated("<key id=\"w\" for=\"edge\"/>\n", 65)),
     "g:65:1: more than 64 keys"},
    {kXml, graphml(repeated("<a>", 100)), "g:3:187: elements within 64 elements"},
    {kXml,
     "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n<!ENTITY lol1 "
     "\"&lol;&lol;\">]>\n" +
         graphml("<node id=\"&lol1;\"/>"),
     "g:2:16: declarations of entities or elements; GraphML without them"},
    {kXml, "<!-- \n" + graphml(kTwo), "g:1:1: a comment that doesn't end"},
    {kXml, graphml("<![CDATA[" + kTwo), "g:3:1: a CDATA section that doesn't end"},
    {kXml, graphml("<node id=\"a>"), "g:3:1: a tag that doesn't end"},
    {kXml, "<graphml>\n<graph edgedefault=\"Directed\"></graph></graphml>",
     R"(g:2:1: edgedefault="Directed"; edgedefault="directed" or "undirected")"},
    {kXml, graphml(kTwo + "<edge source=\"a\" target=\"b\" directed=\"1\"/>"),
     R"(g:3:29: directed="1"; true or false)"},
    {kXml, graphml(kTwo + "<node id=\"a\"/><edge source=\"a\" target=\"c\"/>"),
     R"(g:3:29: a second node "a", the first is in line 3)"},
    {kXml, graphml(weighted("1")), R"(g:3:57: data of key "w", which isn't declared)"},
    {kXml, graphml(kTwo, "<key id=\"w\" attr.name=\"weight\"/>"),
     R"(g:1:10: a key without for; for="edge", "node", "graph" or "all")"},
    {kXml, graphml(kTwo, "<key id=\"w\" for=\"all\" attr.name=\"weight\"/>"),
     R"(g:1:10: a key weight for all; for="edge")"},
    {kDot, "", R"(g:1:1: Wanted "graph" or "digraph" (token is "<eof> ''"))"},
    {kDot, "graph {}", "g:1:9: no nodes; one node or more"},
    {kDot, "grph { a -- b }",
     R"(g:1:1: Wanted "graph" or "digraph" (token is "<identifier> 'grph'"))"},
    {kDot, "graph { a -- b", "g:1:15: ends within {"},
    {kDot, "graph { a -- b [weight=0.5", "g:1:27: ends within ["},
    {kDot, "graph { a -- \"b }", R"(g:1:14: a text that doesn't end; ")"},
    {kDot, "graph { a -- b /* }", "g:1:16: a comment that doesn't end"},
    {kDot, "graph {\n a -- b\n b -> c }",
     R"(g:3:4: Using -> in undirected graph (token is "<dash-greater> '->'"))"},
    {kDot, "digraph {\n a -- b }",
     R"(g:2:4: Using -- in directed graph (token is "<dash-dash> '--'"))"},
    {kDot, "graph {\n a -- b [weight = = 1]\n}",
     R"(g:2:19: Wanted identifier as value of attribute (token is "<equal> '='"))"},
    {kDot, "graph { a -- b } c", R"(g:1:18: Wanted end of file (token is "<identifier> 'c'"))"},
    {kDot, "graph { a -- b; ! }", "g:1:17: Invalid character (char is '!')"},
    {kDot, "graph {\n a -- { b c } }", "g:2:7: an edge of a group; edges between nodes"},
    {kDot, "graph {\n { b c } -- a }", "g:2:10: an edge of a group; edges between nodes"},
    {kDot, "graph {\n a -- subgraph x }", "g:2:7: an edge of a group; edges between nodes"},
    {kDot, "graph {\n subgraph x -- a }", "g:2:13: an edge of a group; edges between nodes"},
    {kDot, "graph { a [label=<b>] }", "g:1:18: an HTML label; texts in quotation marks"},
    {kDot, "graph {\n a -- b [weight=nan] }", R"(g:2:4: weight "nan" isn't a finite number)"},
    {kDot, "graph {\n a -- b [weight=1]\n b -- c }",
     "g:3:4: no weight, and the edge in line 2 has one; weights at all edges or at none"},
    {kDot, "graph {\n a -- b [weight=1]\n b -- a [weight=2] }",
     "g:3:4: weight 2, and 1 of the same edge in line 2"},
    {kDot, repeated("graph {", 100), "g:1:455: groups within 64 groups"},
    {kDot, "graph { node [" + repeated("a=1 ", 5000) + "]" + repeated("b;", 5000) + "}",
     "g:1:30017: 5002 names, up to 10000 attributes each, 1 groups; names × (attributes + groups) "
     "up to 16777216"},
    {kDot, "// x\rgraph { a " + repeated("subgraph {", 100) + repeated("}", 100) + "}",
     "g:1:655: groups within 64 groups"},
    {kDot, "// x\rgraph { subgraph s {c d}; subgraph t {e f}; subgraph s -- subgraph t}",
     "g:1:61: an edge of a group; edges between nodes"},
    {kDot, "graph { 10.0.0.1 -- 10.0.0.2 }", "g:1:9: \"10.0.0.1\" isn't a name by itself; " NAMES},
    {kDot, "graph { 7bc1 -- 9d }", "g:1:9: \"7bc1\" isn't a name by itself; " NAMES},
    {kDot, "graph { a.5 -- b }", "g:1:9: \"a.5\" isn't a name by itself; " NAMES},
    {kDot, "graph { é -- b }", "g:1:9: \"é\" isn't a name by itself; " NAMES},
    {kDot, "graph { a -- b # x\n}", "g:1:16: a # within a line; comments that begin with //"},
    {kDot, "strict graph { a -- b [weight=0.25]\n b -- a [weight=0.5] }",
     "g:2:4: weight 0.5, and 0.25 of the same edge in line 1"},
    {kDot, "graph { a -- b [weight=\"\"] }", R"(g:1:11: weight "" isn't a finite number)"},
    {kMetis, "", "g:1:1: no first line; nodes and edges"},
    {kMetis, "% only\n", "g:2:1: no first line; nodes and edges"},
    {kMetis, "2\n", "g:1:2: number of edges missing"},
    {kMetis, "2 x\n", R"(g:1:3: "x" isn't a whole number >= 0)"},
    {kMetis, "0 0\n", "g:1:1: 0 nodes; 1 to 16777216"},
    {kMetis, "99999999999999999999 1\n",
     R"(g:1:1: "99999999999999999999" isn't a whole number >= 0)"},
    {kMetis, "16777217 1\n", "g:1:1: 16777217 nodes; 1 to 16777216"},
    {kMetis, "2 100000000\n", "g:1:3: 100000000 edges; up to 67108864"},
    {kMetis, "2 1 2\n", "g:1:5: format 2; digits 0 and 1, up to three"},
    {kMetis, "2 1 11 1000000000\n", "g:1:8: 1000000000 weights a node; 1 to 100"},
    {kMetis, "2 1 0 1 1\n2\n1\n", "g:1:9: more than four numbers"},
    {kMetis, "2 1\n2\n", "g:3:1: ends after 1 nodes of 2"},
    {kMetis, "2 1\n2\n1\n\n3\n", "g:5:1: more lines than 2 nodes"},
    {kMetis, "2 1\n3\n1\n", "g:2:1: node 3; 1 to 2"},
    {kMetis, "2 1\n0\n1\n", "g:2:1: node 0; 1 to 2"},
    {kMetis, "2 1\n2\n-1\n", R"(g:3:1: "-1" isn't a whole number >= 0)"},
    {kMetis, "2 1\n2 a\n1\n", R"(g:2:3: "a" isn't a whole number >= 0)"},
    {kMetis, "2 1\n2\n\n", "g:2:1: node 1 names 2, which doesn't name it"},
    {kMetis, "3 1\n2\n1 3\n2\n", "g:3:3: more than the 1 edges announced"},
    {kMetis, "2 1 1\n2 5\n1\n", "g:3:2: the edge's weight missing"},
    {kMetis, "2 1 10\n5 2\n\n", "g:3:1: a weight of the node missing"},
    {kMetis, "2 2\n2 2\n1\n", "g:2:1: node 1 names 2 2 times and is named by it 1 times"},
    {kList, "", "g:1:1: no nodes; one node or more"},
    {kList, "from,to\n", "g:2:1: no nodes; one node or more"},
    {kList, "a,b\nc,,\n", "g:2:3: an empty field; a node's name, a weight"},
    {kList, "a,b\n,c\n", "g:2:1: an empty field; a node's name, a weight"},
    {kList, "a,b,1,2\n", "g:1:7: more than three fields; from, to and a weight"},
    {kList, "a,b\n\"c\",a\n", "g:2:1: a quotation mark; names without"},
    {kList, "a,b,0.5\n a , c,NaN\n", R"(g:2:8: weight "NaN" isn't a finite number)"},
    {kList, "a b 0.5\na\tc  1e999\n", R"(g:2:6: weight "1e999" is out of range)"},
    {kList, "1,2\n2 3\n",
     "g:2:1: a blank in the only field; fields apart by commas as in the lines before"},
    {kList, "1,2\n2;3\n", "g:2:2: a ; in a field; fields apart by commas as in the lines before"},
    {kList, "1 2\r2 3\r", "g:1:4: a control character; lines that end in LF or CR LF"},
    {kList, "5\n1\t2\n3 4\n",
     "g:3:1: a blank in the only field; fields apart by tabs as in the lines before"},
    {kList, "a b w\na c 1\n",
     "g:1:5: weight \"w\" isn't a finite number; a number; in a first line that names the columns "
     "a word, such as from,to,weight"},
    {kList, "a b {'color': 1}\n", "g:1:5: data in braces; {}, {'weight': 0.5}, or a number"},
    {kList, "a,b,0.5\na,c\n",
     "g:2:1: no weight, and the edge in line 1 has one; weights at all edges or at none"},
    {kList, "a,b,0.5\nb,a,0.25\n", "g:2:1: weight 0.25, and 0.5 of the same edge in line 1"},
};

std::string message(const Wrong& wrong) {
  try {
    parse_graph(wrong.text, "g", wrong.format);
  } catch (const base::InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(graph_files_wrong)

BOOST_DATA_TEST_CASE(a_wrong_file_is_told_by_line_and_column, data::make(kWrong), wrong) {
  BOOST_TEST(message(wrong) == wrong.message);
}

// A file of any graph, with some of its bytes put elsewhere, left out or replaced.
BOOST_AUTO_TEST_CASE(no_text_does_anything_but_give_a_graph_or_a_place) {
  BOOST_TEST(rc::check([] {
    const auto format = *rc::gen::element(kXml, kDot, kMetis, kList);
    std::string text = graph_text(any_graph(6, false), {}, format);
    for (int k = *rc::gen::inRange(1, 5); k > 0; --k) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      const auto count = *rc::gen::inRange<std::size_t>(0, 20);
      const std::string part = text.substr(at, count);
      if (*rc::gen::arbitrary<bool>()) text.erase(at, count);
      text.insert(*rc::gen::inRange<std::size_t>(0, text.size() + 1), part);
      if (!text.empty())
        text[*rc::gen::inRange<std::size_t>(0, text.size())] =
            *rc::gen::element('<', '"', '\r', '-', '{', ' ', '1', '#');
    }
    try {
      RC_ASSERT(parse_graph(text, "g", format).graph.nodes() >= 1);
    } catch (const base::InputError& error) {
      RC_ASSERT(error.problems().front().line >= 1);
    }
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
