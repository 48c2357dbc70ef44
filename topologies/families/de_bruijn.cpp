#include "topologies/families/de_bruijn.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"

namespace consim::topologies {
namespace {

// symbols^length, or more than kMaxNodes.
std::int64_t size(int symbols, int length) {
  std::int64_t nodes = 1;
  for (int i = 0; i < length && nodes <= kMaxNodes; ++i) nodes *= symbols;
  return nodes;
}

}  // namespace

FamilyInfo DeBruijn::info() {
  return {"de_bruijn",
          {{"symbols", KeyKind::kWholeNumber, "how many there are: messages of a node"},
           {"length", KeyKind::kWholeNumber, "of a word; nodes = symbols^length"}},
          "directed: words, shifted by one symbol; averages exactly in `length` rounds",
          "de_bruijn:symbols=2,length=5"};
}

FamilyFacts DeBruijn::facts() const {
  return {
      .nodes = static_cast<int>(size(symbols, length)),
      .directed = true,
      .native = Native::kDefault,
      .options = {{"symbols", fmt::format("{}", symbols)}, {"length", fmt::format("{}", length)}}};
}

std::optional<DeBruijn> DeBruijn::read(OptionReader& options) {
  const std::optional<int> symbols = options.required("symbols", {2, static_cast<int>(kMaxNodes)});
  const std::optional<int> length = options.required("length", {1, 24});
  if (!symbols || !length) return std::nullopt;
  const std::int64_t nodes = size(*symbols, *length);
  if (nodes > kMaxNodes)
    return options.problem("length", fmt::format("more than {} nodes", kMaxNodes));
  if (!options.affordable(nodes, *symbols)) return std::nullopt;
  return DeBruijn{*symbols, *length};
}

Graph make_graph(const DeBruijn& graph) {
  const std::int64_t n = graph.facts().nodes;
  std::vector<Edge> edges;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t s = 0; s < graph.symbols; ++s)
      if (const std::int64_t j = (i * graph.symbols + s) % n; i != j)
        edges.push_back({static_cast<NodeId>(i), static_cast<NodeId>(j)});
  return Graph::directed(static_cast<int>(n), edges);
}

// Node i hears from i div k + t n/k, t = 0 … k − 1.
MixingMatrix native_weights(const DeBruijn& graph, std::int64_t) {
  const int n = graph.facts().nodes, k = graph.symbols;
  const double weight = 1.0 / k;
  std::vector<std::int64_t> row_start = {0};
  std::vector<MixingWeight> entries;
  for (int i = 0; i < n; ++i) {
    bool own_stored = false;
    for (int t = 0; t < k; ++t) {
      const int j = i / k + t * (n / k);
      if (!own_stored && j > i) entries.push_back({i, 0});
      own_stored = own_stored || j >= i;
      entries.push_back({j, weight});
    }
    if (!own_stored) entries.push_back({i, 0});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

}  // namespace consim::topologies
