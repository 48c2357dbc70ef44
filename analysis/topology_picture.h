// A topology as a picture: the graph beside what its mixing matrix does.
//
// Left: the graph, laid out by Graphviz (graph_layout.h); edges of a sequence in the colour of the
// round that has them first. Right: of a fixed W the eigenvalues, λ_k over k if they are real (with
// ±β), in the unit circle if not; of a sequence ‖W_{k−1} ⋯ W_0 − J‖₂ over the rounds k.
//
//   TopologyPicture picture{topology, report, {}};
//   std::string svg = draw(picture);   // a document of 1040 × 600
//
// Requires a report with eigenvalues if they are to be drawn; without them the panel says why.
// Complexity: the layout's, see graph_layout.h; at most kMostDrawn nodes and edges look like
// anything.
#pragma once

#include <string>
#include <vector>

#include "topologies/report.h"
#include "topologies/spec.h"

namespace consim::analysis {

/// More nodes, or more edges, can't be told apart in a picture.
inline constexpr int kMostDrawnNodes = 2000;
inline constexpr int kMostDrawnEdges = 20'000;

struct TopologyPicture {
  const topologies::Topology& topology;
  const topologies::TopologyReport& report;
  std::vector<double> contraction = {};  ///< of a sequence: after 1, 2, … rounds
};

/// SVG text. Throws InputError (key "plot") for more nodes or edges than are drawn.
std::string draw(const TopologyPicture& picture);

}  // namespace consim::analysis
