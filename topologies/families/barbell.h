// The barbell: two cliques joined by a path, a bottleneck that all agreement has to pass.
//
// Nodes 0 … size − 1 are one clique, then `path` nodes, then the other clique. For paths
// shorter than size the gap is about 2/(size² (path + 1)) with max_degree weights, and with
// metropolis, whose weights along the path are 1/3, about 2/(size (2 size + 3 path)). Source:
// aldous2002reversible.
//
//   Graph graph = make_graph(Barbell{.size = 5, .path = 2});   // 12 nodes
#pragma once

#include <optional>

#include "topologies/families/option.h"
#include "topologies/graph.h"

namespace consim::topologies {

struct Barbell {
  int size = 1;  ///< of each clique
  int path = 0;  ///< nodes between them
  bool operator==(const Barbell&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<Barbell> read(OptionReader& options);
};

/// Requires size >= 1, path >= 0. O(size² + path).
Graph make_graph(const Barbell& barbell);

}  // namespace consim::topologies
