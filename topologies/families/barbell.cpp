#include "topologies/families/barbell.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"

namespace consim::topologies {

FamilyInfo Barbell::info() {
  return {"barbell",
          {{"size", KeyKind::kWholeNumber, "nodes of each of the two cliques"},
           {"path", KeyKind::kWholeNumber, "nodes of the path between them", "0"}},
          "two complete groups joined by a path: a bottleneck",
          "barbell:size=8,path=2"};
}

FamilyFacts Barbell::facts() const {
  return {.nodes = 2 * size + path,
          .options = {{"size", fmt::format("{}", size)}, {"path", fmt::format("{}", path)}}};
}

std::optional<Barbell> Barbell::read(OptionReader& options) {
  const int most = static_cast<int>(kMaxNodes / 2);
  const std::optional<int> size = options.required("size", {1, most});
  const std::optional<int> path = options.whole_number("path", {0, most}, 0);
  if (!size || !path) return std::nullopt;
  if (2 * std::int64_t{*size} + *path > kMaxNodes)
    return options.problem("size", fmt::format("more than {} nodes", kMaxNodes));
  if (!options.affordable(2 * std::int64_t{*size}, *size, "size")) return std::nullopt;
  return Barbell{*size, *path};
}

Graph make_graph(const Barbell& barbell) {
  CONSIM_ASSERT(barbell.size >= 1 && barbell.path >= 0, barbell.size, barbell.path);
  const NodeId second = barbell.size + barbell.path;
  std::vector<Edge> edges;
  for (const NodeId first : {0, second})
    for (NodeId i = first; i < first + barbell.size; ++i)
      for (NodeId j = i + 1; j < first + barbell.size; ++j) edges.push_back({i, j});
  for (NodeId i = barbell.size - 1; i < second; ++i) edges.push_back({i, i + 1});
  return Graph::undirected(second + barbell.size, edges);
}

}  // namespace consim::topologies
