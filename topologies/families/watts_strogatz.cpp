#include "topologies/families/watts_strogatz.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {
namespace {

// To find out whether two nodes are joined, k/2 edges of each are looked through.
constexpr int kMostNeighbours = 1000;

// Each node's own k/2 edges, by where they lead: to i + 1, …, i + k/2 on the ring.
class OwnEdges {
 public:
  OwnEdges(int nodes, int own)
      : own_(static_cast<std::size_t>(own)), to_(static_cast<std::size_t>(nodes) * own_) {
    for (NodeId i = 0; i < nodes; ++i)
      for (NodeId s = 1; s <= own; ++s) of(i)[static_cast<std::size_t>(s - 1)] = (i + s) % nodes;
  }
  std::span<NodeId> of(NodeId i) {
    return std::span(to_).subspan(static_cast<std::size_t>(i) * own_, own_);
  }
  bool joined(NodeId i, NodeId j) { return leads(i, j) || leads(j, i); }

 private:
  bool leads(NodeId i, NodeId j) { return std::ranges::find(of(i), j) != of(i).end(); }

  std::size_t own_;
  std::vector<NodeId> to_;
};

}  // namespace

FamilyInfo WattsStrogatz::info() {
  return {"watts_strogatz",
          {nodes_key(),
           {"neighbours", KeyKind::kWholeNumber, "nearest on the ring to begin with; even"},
           {"rewire", KeyKind::kReal, "probability of each edge to be rewired"},
           seed_key()},
          "small world: a ring of nearest neighbours, some edges rewired",
          "watts_strogatz:n=100,neighbours=6,rewire=0.1,seed=7"};
}

FamilyFacts WattsStrogatz::facts() const {
  return {.nodes = nodes,
          .options = {{"neighbours", fmt::format("{}", neighbours)},
                      {"rewire", fmt::format("{}", rewire)},
                      {"seed", fmt::format("{}", seed)}}};
}

std::optional<WattsStrogatz> WattsStrogatz::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> neighbours = options.required("neighbours", {2, kMostNeighbours});
  const std::optional<double> rewire = options.required_real("rewire", {0, 1});
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !neighbours || !rewire || !seed) return std::nullopt;
  if (*neighbours % 2 != 0 || *neighbours >= *nodes)
    return options.problem("neighbours", fmt::format("{} of {} nodes", *neighbours, *nodes),
                           "an even number below nodes");
  if (!options.affordable(*nodes, *neighbours)) return std::nullopt;
  return WattsStrogatz{static_cast<int>(*nodes), *neighbours, *rewire, *seed};
}

Graph make_graph(const WattsStrogatz& graph) {
  const NodeId n = graph.nodes;
  CONSIM_ASSERT(2 <= graph.neighbours && graph.neighbours < n && graph.neighbours % 2 == 0,
                graph.neighbours, n);
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  OwnEdges edges(n, graph.neighbours / 2);
  std::vector<NodeId> degree(static_cast<std::size_t>(n), graph.neighbours);
  for (std::size_t s = 0; s < static_cast<std::size_t>(graph.neighbours / 2); ++s)
    for (NodeId i = 0; i < n; ++i) {
      if (random.uniform() >= graph.rewire || degree[static_cast<std::size_t>(i)] == n - 1)
        continue;
      NodeId j = i;
      while (j == i || edges.joined(i, j))
        j = static_cast<NodeId>(random.below(static_cast<std::uint64_t>(n)));
      NodeId& end = edges.of(i)[s];
      --degree[static_cast<std::size_t>(end)];
      ++degree[static_cast<std::size_t>(j)];
      end = j;
    }
  std::vector<Edge> list;
  list.reserve(static_cast<std::size_t>(n) * static_cast<std::size_t>(graph.neighbours / 2));
  for (NodeId i = 0; i < n; ++i)
    for (const NodeId j : edges.of(i)) list.push_back({i, j});
  return Graph::undirected(n, list);
}

}  // namespace consim::topologies
