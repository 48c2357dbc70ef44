#include "topologies/families/barabasi_albert.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {
namespace {

// A new node looks through those it has chosen already.
constexpr int kMostAttachments = 1000;

}  // namespace

FamilyInfo BarabasiAlbert::info() {
  return {"barabasi_albert",
          {nodes_key(),
           {"attachments", KeyKind::kWholeNumber, "others that each new node joins"},
           seed_key()},
          "preferential attachment: some nodes are hubs",
          "barabasi_albert:n=100,attachments=3,seed=7"};
}

FamilyFacts BarabasiAlbert::facts() const {
  return {.nodes = nodes,
          .options = {{"attachments", fmt::format("{}", attachments)},
                      {"seed", fmt::format("{}", seed)}}};
}

std::optional<BarabasiAlbert> BarabasiAlbert::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> attachments = options.required("attachments", {1, kMostAttachments});
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !attachments || !seed) return std::nullopt;
  if (*attachments >= *nodes)
    return options.problem("attachments", fmt::format("{} of {} nodes", *attachments, *nodes),
                           "fewer than nodes");
  if (!options.affordable(*nodes, 2 * *attachments)) return std::nullopt;
  return BarabasiAlbert{static_cast<int>(*nodes), *attachments, *seed};
}

Graph make_graph(const BarabasiAlbert& graph) {
  const NodeId n = graph.nodes, m = graph.attachments;
  CONSIM_ASSERT(1 <= m && m < n, m, n);
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  std::vector<Edge> edges;
  std::vector<NodeId> ends;  // each node as often as its degree
  ends.reserve(2 * static_cast<std::size_t>(m) * static_cast<std::size_t>(n - m));
  edges.reserve(ends.capacity() / 2);
  const auto join = [&](NodeId i, NodeId j) {
    edges.push_back({i, j});
    ends.push_back(i);
    ends.push_back(j);
  };
  for (NodeId i = 1; i <= m; ++i) join(0, i);
  std::vector<NodeId> chosen;
  for (NodeId i = m + 1; i < n; ++i) {
    chosen.clear();
    while (static_cast<NodeId>(chosen.size()) < m) {
      const NodeId j = ends[random.below(ends.size())];
      if (std::ranges::find(chosen, j) == chosen.end()) chosen.push_back(j);
    }
    for (const NodeId j : chosen) join(j, i);
  }
  return Graph::undirected(n, edges);
}

}  // namespace consim::topologies
