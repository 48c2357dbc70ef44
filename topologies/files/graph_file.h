// Graphs from and to files: GraphML, Graphviz DOT, METIS, lists of edges.
//
//   GraphML    .graphml, .xml        nodes numbered in the order of their <node> elements; weights:
//                                    the edges' data whose key has attr.name="weight"
//   DOT        .dot, .gv             nodes numbered by name; weights: the edges' attribute weight
//   METIS      .metis, .graph        undirected; its whole-number weights are costs of cutting, not
//                                    weights of mixing, and are left out
//   edge list  .csv, .tsv, .txt,     two names and, if it has weights, a weight a line; a single
//              .edgelist             name is a node, with edges or without. Empty lines, comments
//                                    (# or %) are left out; fields are apart by commas,
//                                    semicolons, tabs or blanks, the same in all lines; networkx's
//                                    {} and {'weight': 0.5} are weights
//
// The first line of a list names the columns if its two names occur nowhere else and its third
// field is no number, or they are known names of columns (from,to; source,target; src,dst; u,v;
// node1,node2; …), or words where all other names are numbers. Else it is an edge; `remark` says so
// where its names occur nowhere else.
//
// By name means ascending, numbers at the end of names as numbers: 2 before 10, a2 before a10. So a
// list of edges whose nodes are called 0, …, n − 1, or 1, …, n, or by any large identifiers, keeps
// their order.
//
// Self loops are left out and edges given twice are merged (both counted); with different weights
// they are an error, as are weights at some edges only, weights that aren't finite, files that are
// cut off, undeclared nodes and entities of GraphML, edges between groups and HTML labels of DOT,
// lines of METIS that don't agree with each other. Every error in a text has a line and a column
// (of syntax in DOT above 1 MiB those of the beginning).
//
// GraphML and DOT are read, DOT is written by Boost.Graph. Its reader of METIS skips what it
// doesn't understand and its writer of GraphML keeps six digits, so that those aren't used.
//
//   FileGraph file = read_graph_file("davis.graphml");
//   std::string text = graph_text(file.graph, file.weights, GraphFormat::kDot);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

enum class GraphFormat : std::uint8_t { kGraphMl, kDot, kMetis, kEdgeList };
/// Between the fields of a list of edges.
enum class Separator : char { kComma = ',', kTab = '\t', kBlank = ' ' };

/// By the extension. Nothing if it is none of those above.
std::optional<GraphFormat> graph_format(const std::string& path);
/// For messages: ".graphml, .xml, .dot, …".
std::string graph_extensions();

/// Larger files are refused before they are read: 64 MiB of GraphML, 16 MiB of DOT (their readers
/// took up to sixty and 150 times as much memory in trials), 256 MiB of the others.
std::size_t most_bytes(GraphFormat format);

struct FileGraph {
  Graph graph;
  std::vector<double> weights;  ///< of graph.edge_list(), in its order; empty if there are none
  std::int64_t self_loops = 0;  ///< left out
  std::int64_t duplicates = 0;  ///< merged into their first
  std::string remark = {};      ///< what may be meant otherwise
  bool operator==(const FileGraph&) const = default;
};

/// `directed`: whether an edge list's lines are arrows from the first to the second; the other
/// formats say it themselves. Throws InputError. O(size log size).
FileGraph read_graph_file(const std::string& path, bool directed = false);
/// The same of a text, `name` in place of the file's.
FileGraph parse_graph(std::string_view text, const std::string& name, GraphFormat format,
                      bool directed = false);

/// The file's text; nodes are called 0, …, n − 1 (METIS: 1, …, n; GraphML: n0, …). Weights are
/// those of edge_list() or none; METIS has none. parse_graph gives graph and weights back. Throws
/// InputError for a directed graph as METIS. `separator` is that of an edge list, which has a
/// header unless it is a blank.
std::string graph_text(const Graph& graph, std::span<const double> weights, GraphFormat format,
                       Separator separator = Separator::kComma);
/// By the extension: a tab for .tsv, a blank for .edgelist (what networkx reads), else a comma.
Separator edge_list_separator(const std::string& path);

/// What a file can hold of W: its weights of graph.edge_list(), in that order, if every row sums to
/// 1 within kStochasticTolerance and both directions of an undirected edge weigh the same; else
/// nothing. O(E log degree).
std::vector<double> weights_for_file(const Graph& graph, const MixingMatrix& w);

}  // namespace consim::topologies
