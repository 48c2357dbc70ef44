#include "topologies/families/watts_strogatz.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {
namespace {

class Adjacency {
 public:
  Adjacency(int nodes, int degree) : rows_(static_cast<std::size_t>(nodes)) {
    for (std::vector<NodeId>& row : rows_) row.reserve(static_cast<std::size_t>(degree) + 4);
  }
  bool has(NodeId i, NodeId j) const { return std::ranges::find(row(i), j) != row(i).end(); }
  std::size_t degree(NodeId i) const { return row(i).size(); }
  void join(NodeId i, NodeId j) {
    rows_[static_cast<std::size_t>(i)].push_back(j);
    rows_[static_cast<std::size_t>(j)].push_back(i);
  }
  void part(NodeId i, NodeId j) {
    std::erase(rows_[static_cast<std::size_t>(i)], j);
    std::erase(rows_[static_cast<std::size_t>(j)], i);
  }
  const std::vector<NodeId>& row(NodeId i) const { return rows_[static_cast<std::size_t>(i)]; }

 private:
  std::vector<std::vector<NodeId>> rows_;
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
  const std::optional<int> neighbours =
      options.required("neighbours", {2, static_cast<int>(kMaxNodes)});
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
  Adjacency adjacency(n, graph.neighbours);
  // n <= k + 1 has the double edges of a complete graph.
  for (NodeId s = 1; s <= graph.neighbours / 2; ++s)
    for (NodeId i = 0; i < n; ++i)
      if (!adjacency.has(i, (i + s) % n)) adjacency.join(i, (i + s) % n);
  for (NodeId s = 1; s <= graph.neighbours / 2; ++s)
    for (NodeId i = 0; i < n; ++i) {
      const NodeId old = (i + s) % n;
      if (random.uniform() >= graph.rewire || !adjacency.has(i, old) ||
          adjacency.degree(i) == static_cast<std::size_t>(n) - 1)
        continue;
      NodeId j = i;
      while (j == i || adjacency.has(i, j))
        j = static_cast<NodeId>(random.below(static_cast<std::uint64_t>(n)));
      adjacency.part(i, old);
      adjacency.join(i, j);
    }
  std::vector<Edge> edges;
  for (NodeId i = 0; i < n; ++i)
    for (const NodeId j : adjacency.row(i))
      if (i < j) edges.push_back({i, j});
  return Graph::undirected(n, edges);
}

}  // namespace consim::topologies
