#include "topologies/families/balanced_tree.h"

#include <fmt/format.h>

#include <vector>

namespace consim::topologies {
namespace {

// 1 + r + … + r^h, or more than kMaxNodes.
std::int64_t size(int branching, int height) {
  std::int64_t nodes = 1, level = 1;
  for (int depth = 1; depth <= height && nodes <= kMaxNodes; ++depth) {
    level *= branching;
    nodes += level;
  }
  return nodes;
}

}  // namespace

FamilyInfo BalancedTree::info() {
  return {"balanced_tree",
          {{"branching", KeyKind::kWholeNumber, "children of each node but the leaves"},
           {"height", KeyKind::kWholeNumber, "from the root to every leaf"}},
          "a tree whose leaves are all at one depth",
          "balanced_tree:branching=2,height=4"};
}

FamilyFacts BalancedTree::facts() const {
  return {.nodes = static_cast<int>(size(branching, height)),
          .options = {{"branching", fmt::format("{}", branching)},
                      {"height", fmt::format("{}", height)}}};
}

std::optional<BalancedTree> BalancedTree::read(OptionReader& options) {
  const int most = static_cast<int>(kMaxNodes);
  const std::optional<int> branching = options.required("branching", {1, most});
  const std::optional<int> height = options.required("height", {0, most});
  if (!branching || !height) return std::nullopt;
  if (size(*branching, *height) > kMaxNodes)
    return options.problem("height", fmt::format("more than {} nodes", kMaxNodes));
  return BalancedTree{*branching, *height};
}

Graph make_graph(const BalancedTree& tree) {
  const int n = tree.facts().nodes;
  std::vector<Edge> edges;
  for (NodeId i = 1; i < n; ++i) edges.push_back({(i - 1) / tree.branching, i});
  return Graph::undirected(n, edges);
}

}  // namespace consim::topologies
