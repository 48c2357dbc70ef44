#include "topologies/files/graph_file.h"

#include <boost/config.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/throw_exception.hpp>
#include <cmath>
#include <sstream>
// Needs the headers above before it.
#include <boost/graph/metis.hpp>

#include "base/temporary_folder.h"
#include "tests/topologies/random_graph.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

constexpr GraphFormat kFormats[] = {GraphFormat::kGraphMl, GraphFormat::kDot, GraphFormat::kMetis,
                                    GraphFormat::kEdgeList};

FileGraph parse(std::string_view text, GraphFormat format, bool directed = false) {
  return parse_graph(text, "g", format, directed);
}

// A triangle 0, 1, 2 with a tail 2 - 3, in the words of each format.
const std::string kGraphMl = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- <graph> in a comment --><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="double"><default>0.25</default></key>
<key id="c" for="node" attr.name="colour" attr.type="string"/>
<graph id="G" edgedefault='undirected'>
<node id="x"><data key="c">a &gt; b</data></node><node id="b"/>
<node id="c"><desc><![CDATA[ <node id="e"/> ]]></desc></node> <node id="a"/>
<edge source="x" target="b"/><edge source="b" target="c"/>
<edge source="c" target="x"><data key="w"> 0.5 </data></edge>
<edge source="c" target="a"/></graph></graphml>)";
const std::string kDot = R"(strict GRAPH "my graph" {
# a comment
  graph [label="{ -- \" }"]; node [shape=circle]
  edge [weight=0.25] /* x -- y */
  n1 -- n2 -- n9
  subgraph cluster_a { n9 -- n1 [weight=0.5, label="a<b"]; rank=same }
  n10:port -- n9; n1 [colour=red] // n5
})";
const std::string kMetis =
    "% a graph\n4 4 011\n7 2 1 3 2\n1 1 1 3 1\n  3 1 2 2\t1 4 1\n% tail\n2 3 1\n";
const std::string kEdgeList =
    "# a graph\r\nFrom; To; Weight\r\n1;2;.25\r\n\r\n2;10;0.25\r\n10 ; 1; "
    "5e-1\r\n999999999999999999999999;10;0.25";

const std::vector<Edge> kTail = {{0, 1}, {0, 2}, {1, 2}, {2, 3}};
const std::vector<double> kTailWeights = {0.25, 0.5, 0.25, 0.25};

}  // namespace

BOOST_AUTO_TEST_SUITE(graph_files)

BOOST_AUTO_TEST_CASE(each_format_is_read) {
  const FileGraph expected{Graph::undirected(4, kTail), kTailWeights, 0, 0};
  BOOST_TEST((parse(kGraphMl, GraphFormat::kGraphMl) == expected));
  BOOST_TEST((parse(kDot, GraphFormat::kDot) == expected));
  BOOST_TEST((parse(kEdgeList, GraphFormat::kEdgeList) == expected));
  const FileGraph metis = parse(kMetis, GraphFormat::kMetis);
  BOOST_TEST((metis.graph == expected.graph));
  BOOST_TEST(metis.weights.empty());
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  BOOST_TEST(rc::check([] {
    const bool directed = *rc::gen::arbitrary<bool>();
    const bool weighted = *rc::gen::arbitrary<bool>();
    const Graph graph = any_graph(30, directed);
    std::vector<double> weights;
    if (weighted)
      for (std::int64_t k = 0; k < graph.edges(); ++k)
        weights.push_back(std::ldexp(*rc::gen::inRange(-1'000'000, 1'000'000) / 777.0,
                                     *rc::gen::inRange(-80, 80)));
    for (const GraphFormat format : kFormats) {
      const bool metis = format == GraphFormat::kMetis;
      if (metis && directed) continue;
      const std::string text = graph_text(graph, weights, format);
      const FileGraph read = parse(text, format, directed);
      RC_ASSERT(read.graph == graph);
      RC_ASSERT(read.weights == (metis ? std::vector<double>{} : weights));
      RC_ASSERT(read.self_loops == 0 && read.duplicates == 0);
    }
  }));
}

BOOST_AUTO_TEST_CASE(metis_is_read_as_boost_reads_it) {
  BOOST_TEST(rc::check([] {
    const Graph graph = any_graph(20, false);
    const std::string text = graph_text(graph, {}, GraphFormat::kMetis);
    std::istringstream in(text);
    boost::graph::metis_reader reader(in);
    std::vector<Edge> arcs;
    for (auto edge = reader.begin(); edge != reader.end(); ++edge)
      arcs.push_back({static_cast<NodeId>((*edge).first), static_cast<NodeId>((*edge).second)});
    RC_ASSERT(Graph::directed(graph.nodes(), arcs).arcs() == graph.arcs());
    RC_ASSERT(Graph::undirected(graph.nodes(), arcs) == parse(text, GraphFormat::kMetis).graph);
  }));
}

BOOST_AUTO_TEST_CASE(self_loops_are_left_out_and_edges_given_twice_merged) {
  const FileGraph list = parse("a,b\nb,b\nb,a\na,b\n", GraphFormat::kEdgeList);
  BOOST_TEST((list == FileGraph{Graph::undirected(2, {{0, 1}}), {}, 1, 2}));
  const FileGraph arrows = parse("a,b\nb,b\nb,a\na,b\n", GraphFormat::kEdgeList, true);
  BOOST_TEST((arrows == FileGraph{Graph::directed(2, {{0, 1}, {1, 0}}), {}, 1, 1}));
  const FileGraph dot = parse("digraph { a -> b; b -> b; b -> a; a -> b }", GraphFormat::kDot);
  BOOST_TEST((dot == arrows));
  const FileGraph metis = parse("2 3\n2 2\n1 1 2\n", GraphFormat::kMetis);
  BOOST_TEST((metis == FileGraph{Graph::undirected(2, {{0, 1}}), {}, 1, 1}));
}

BOOST_AUTO_TEST_CASE(a_first_line_that_names_the_columns_is_no_edge) {
  const Graph path = Graph::undirected(3, {{0, 1}, {1, 2}});
  for (const char* header : {"from,to", "Source,Target", "src,dst", "u,v", "node1,node2",
                             "id_1,id_2", "sender,receiver", "from,to,w"}) {
    const std::string weight = std::string_view(header).ends_with(",w") ? ",0.5" : "";
    const FileGraph list = parse(std::string(header) + "\n1,2" + weight + "\n2,3" + weight + "\n",
                                 GraphFormat::kEdgeList);
    BOOST_TEST((list.graph == path), header);
    BOOST_TEST(list.remark == "");
  }
  // u and v are nodes here.
  BOOST_TEST((parse("u,v\nv,w\n", GraphFormat::kEdgeList).graph == path));
  const FileGraph strange = parse("first,second\na,b\nb,c\n", GraphFormat::kEdgeList);
  BOOST_TEST(strange.graph.nodes() == 5);
  BOOST_TEST(strange.remark ==
             "the first line, first to second, is read as an edge, and neither is named again");
}

BOOST_AUTO_TEST_CASE(a_list_of_edges_is_what_networkx_writes) {
  const FileGraph list = parse("# networkx\n0 1 {}\n1 2 {}\n", GraphFormat::kEdgeList);
  BOOST_TEST((list.graph == Graph::undirected(3, {{0, 1}, {1, 2}})));
  BOOST_TEST(list.weights.empty());
  const FileGraph weighted =
      parse("0 1 {'weight': 0.25}\n1 2 {'weight': 0.5}\n", GraphFormat::kEdgeList);
  BOOST_TEST((weighted.weights == std::vector{0.25, 0.5}));
  BOOST_TEST(parse("Boston\tSt. Louis\n", GraphFormat::kEdgeList).graph.nodes() == 2);
}

BOOST_AUTO_TEST_CASE(a_strict_graph_counts_what_it_holds_twice) {
  const FileGraph strict =
      parse("strict graph { a -- b; a -- b; a -- a; b -- c }", GraphFormat::kDot);
  BOOST_TEST((strict == FileGraph{Graph::undirected(3, {{0, 1}, {1, 2}}), {}, 1, 1}));
}

// Nodes keep their names even if they have attributes of the names that the reader uses.
BOOST_AUTO_TEST_CASE(a_dot_nodes_attributes_do_not_rename_it) {
  const FileGraph dot = parse("graph { a -- b; b -- c; a [node_id=c] }", GraphFormat::kDot);
  BOOST_TEST((dot.graph == Graph::undirected(3, {{0, 1}, {1, 2}})));
}

BOOST_AUTO_TEST_CASE(names_are_ordered_by_the_numbers_at_their_ends) {
  // The path 7 - 08 - 9 - 10 - 11, then two of other stems.
  const FileGraph list =
      parse("10 9\n9 08\n7 08\n11\t10\nb2 a10\n a10  a9 \n", GraphFormat::kEdgeList);
  BOOST_TEST(
      (list.graph == Graph::undirected(8, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {5, 6}, {6, 7}})));
}

BOOST_AUTO_TEST_CASE(a_topology_is_made_from_a_file) {
  const base::TemporaryFolder folder;
  const std::string path = folder.write("tail.GraphML", kGraphMl).string();
  const TopologySpec spec = parse_topology_spec("file:path=" + path);
  BOOST_TEST((make_graph(spec) == Graph::undirected(4, kTail)));
  BOOST_TEST(to_string(spec) == "file:path=" + path + ",nodes=4");
  BOOST_TEST(to_string(spec.mixing) == "metropolis");
  const Topology native = make_topology(parse_topology_spec("file:mixing=native,file=" + path));
  BOOST_TEST(check_mixing(native).doubly_stochastic());
  BOOST_TEST(native.mixing.at(0).weight(2, 0) == 0.5);
  BOOST_TEST(native.mixing.at(0).weight(2, 2) == 0);
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const std::vector<TopologyOption> options = {{"file", "tail.GraphML"}};
  BOOST_TEST((build_topology_spec(options, parent).spec == spec));
  BOOST_TEST((parse_topology_spec(to_string(spec)) == spec));
  BOOST_CHECK_EXCEPTION(parse_topology_spec("file:n=5,path=" + path), base::InputError,
                        [&](const base::InputError& error) {
                          return error.what() ==
                                 "file:n=5,path=" + path + ": n: the file has 4, not 5";
                        });
  // The file isn't looked at again; another content is another topology.
  folder.write("tail.GraphML",
               "<graphml><graph edgedefault=\"directed\"><node id=\"0\"/></graph></graphml>");
  BOOST_TEST(make_graph(spec).nodes() == 4);
  BOOST_TEST((parse_topology_spec("file:path=" + path) != spec));
  BOOST_TEST(is_directed(parse_topology_spec("file:path=" + path)));
}

BOOST_AUTO_TEST_CASE(the_weights_of_arrows_are_what_their_heads_take) {
  const base::TemporaryFolder folder;
  const std::string path = folder.write("g.csv", "a,b,0.25\nb,c,0.5\nc,a,1\n").string();
  const Topology topology =
      make_topology(parse_topology_spec("file:directed=true,mixing=native,path=" + path));
  const MixingMatrix expected({0, 2, 4, 6},
                              {{0, 0}, {2, 1}, {0, 0.25}, {1, 0.75}, {1, 0.5}, {2, 0.5}});
  BOOST_TEST((topology.mixing.at(0) == expected));
  BOOST_TEST((weights_for_file(topology.graph, expected) == std::vector{0.25, 0.5, 1.0}));
}

BOOST_AUTO_TEST_CASE(a_file_holds_weights_only_where_they_say_w) {
  const auto held = [](const char* text) {
    const Topology topology = make_topology(parse_topology_spec(text));
    return !weights_for_file(topology.graph, topology.mixing.at(0)).empty();
  };
  BOOST_TEST(held("ring:n=5"));
  BOOST_TEST(held("star:n=5,mixing=lazy_metropolis"));
  BOOST_TEST(held("de_bruijn:symbols=2,length=3"));
  BOOST_TEST(!held("star:n=5,mixing=uniform"));            // w_ij != w_ji
  BOOST_TEST(!held("star:n=5,mixing=column_stochastic"));  // rows don't sum to 1
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace consim::topologies
