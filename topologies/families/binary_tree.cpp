#include "topologies/families/binary_tree.h"

#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo BinaryTree::info() {
  return {"binary_tree",
          {nodes_key()},
          "node i has the children 2i + 1 and 2i + 2",
          "binary_tree:n=15"};
}

FamilyFacts BinaryTree::facts() const { return {.nodes = nodes}; }

std::optional<BinaryTree> BinaryTree::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  if (!nodes) return std::nullopt;
  return BinaryTree{static_cast<int>(*nodes)};
}

Graph make_graph(const BinaryTree& tree) {
  CONSIM_ASSERT(tree.nodes >= 1, tree.nodes);
  std::vector<Edge> edges;
  for (NodeId i = 1; i < tree.nodes; ++i) edges.push_back({(i - 1) / 2, i});
  return Graph::undirected(tree.nodes, edges);
}

}  // namespace consim::topologies
