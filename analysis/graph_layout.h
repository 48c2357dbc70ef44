// Where to draw the nodes of a graph: Graphviz's stress layout, or a circle.
//
// Graphviz is a program of its own (neato for up to 400 nodes, sfdp above), started for the purpose
// and given the edges; whoever has not installed it gets the nodes on a circle in the order of
// their numbers, and `graphviz` tells.
//
//   GraphLayout layout = lay_out(graph);
//   layout.points[3].x;     // within [0, 1]
//
// Complexity: O(n²) to O(n³) inside neato, O(E log n) inside sfdp. The same graph gives the same
// points with the same version of Graphviz. Source: gansner2004graph, hu2005efficient.
#pragma once

#include <vector>

#include "analysis/svg.h"
#include "topologies/graph.h"

namespace consim::analysis {

struct GraphLayout {
  std::vector<Point> points;  ///< one a node, within [0, 1]², the drawing's proportions kept
  bool graphviz = false;      ///< false: a circle, for lack of Graphviz
};

/// Requires at least one node.
GraphLayout lay_out(const topologies::Graph& graph);

/// Nodes 0, …, n − 1 clockwise from the top.
std::vector<Point> on_a_circle(int nodes);

}  // namespace consim::analysis
