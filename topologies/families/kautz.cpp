#include "topologies/families/kautz.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"

namespace consim::topologies {
namespace {

// k^(L−1) (k + 1), or more than kMaxNodes.
std::int64_t size(int degree, int length) {
  std::int64_t nodes = degree + 1;
  for (int i = 1; i < length && nodes <= kMaxNodes; ++i) nodes *= degree;
  return nodes;
}

}  // namespace

FamilyInfo Kautz::info() {
  return {
      "kautz",
      {{"degree", KeyKind::kWholeNumber, "messages of a node"},
       {"length", KeyKind::kWholeNumber, "of a word; nodes = degree^length + degree^(length-1)"}},
      "directed: words without repeats, shifted by one symbol; short ways, few messages",
      "kautz:degree=2,length=4"};
}

FamilyFacts Kautz::facts() const {
  return {
      .nodes = static_cast<int>(size(degree, length)),
      .directed = true,
      .options = {{"degree", fmt::format("{}", degree)}, {"length", fmt::format("{}", length)}}};
}

std::optional<Kautz> Kautz::read(OptionReader& options) {
  const std::optional<int> degree =
      options.required("degree", {1, static_cast<int>(kMaxNodes) - 1});
  const std::optional<int> length = options.required("length", {1, 64});
  if (!degree || !length) return std::nullopt;
  const std::int64_t nodes = size(*degree, *length);
  if (nodes > kMaxNodes)
    return options.problem("length", fmt::format("more than {} nodes", kMaxNodes));
  if (!options.affordable(nodes, *degree)) return std::nullopt;
  return Kautz{*degree, *length};
}

Graph make_graph(const Kautz& graph) {
  const std::int64_t n = graph.facts().nodes;
  std::vector<Edge> edges;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t s = 1; s <= graph.degree; ++s)
      edges.push_back(
          {static_cast<NodeId>(i), static_cast<NodeId>(n - 1 - (i * graph.degree + s - 1) % n)});
  return Graph::directed(static_cast<int>(n), edges);
}

}  // namespace consim::topologies
