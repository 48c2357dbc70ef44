// A graph from a file: GraphML, Graphviz DOT, METIS or a list of edges, by the name's ending.
//
// Formats, numbering of the nodes and what becomes of self loops and edges given twice:
// files/graph_file.h. Edge weights are the mixing rule `native`: node j takes w of what i sends
// over the edge i -> j (an undirected edge works both ways), own weights make rows sum to 1.
//
// The file is read once, with the options; what is built from the family later doesn't look at it
// again. Two are equal if path and content are.
//
//   TopologySpec spec = parse_topology_spec("file:path=club.graphml");
//   Graph graph = make_graph(spec);
//
// The scenario's `file = "club.graphml"` is short for family = "file", path = "club.graphml".
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "topologies/families/option.h"
#include "topologies/files/graph_file.h"
#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct GraphFile {
  std::string path;
  bool directed = false;  ///< what the lines of an edge list are
  std::shared_ptr<const FileGraph> content;
  bool operator==(const GraphFile& other) const;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong, or the file is; the reader then has the problem.
  static std::optional<GraphFile> read(OptionReader& options);
};

/// Requires content. O(n + E), a copy.
Graph make_graph(const GraphFile& file);
/// Requires content with weights.
MixingMatrix native_weights(const GraphFile& file, std::int64_t round);

}  // namespace consim::topologies
