#include "topologies/families/random_regular.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace consim::topologies {
namespace {

// d places a node, filled from the left.
class Neighbours {
 public:
  Neighbours(int nodes, int degree)
      : degree_(static_cast<std::size_t>(degree)),
        ends_(static_cast<std::size_t>(nodes) * degree_),
        count_(static_cast<std::size_t>(nodes)) {}

  bool fit(NodeId i, NodeId j) const {
    const std::span<const NodeId> row = of(i);
    return i != j && std::ranges::find(row, j) == row.end();
  }
  void join(NodeId i, NodeId j) {
    add(i, j);
    add(j, i);
  }
  std::span<const NodeId> of(NodeId i) const {
    const auto row = static_cast<std::size_t>(i);
    return std::span(ends_).subspan(row * degree_, count_[row]);
  }

 private:
  void add(NodeId i, NodeId j) {
    const auto row = static_cast<std::size_t>(i);
    ends_[row * degree_ + count_[row]++] = j;
  }

  std::size_t degree_;
  std::vector<NodeId> ends_;
  std::vector<std::uint32_t> count_;
};

bool some_fit(const Neighbours& neighbours, const std::vector<NodeId>& left) {
  for (std::size_t a = 0; a < left.size(); ++a)
    for (std::size_t b = a + 1; b < left.size(); ++b)
      if (neighbours.fit(left[a], left[b])) return true;
  return false;
}

// Nothing if the ends that are left don't fit together.
std::optional<Neighbours> pair_ends(int nodes, int degree, base::RandomStream& random) {
  Neighbours neighbours(nodes, degree);
  std::vector<NodeId> left;  // each node as often as it has ends
  left.reserve(static_cast<std::size_t>(nodes) * static_cast<std::size_t>(degree));
  for (NodeId i = 0; i < nodes; ++i) left.insert(left.end(), static_cast<std::size_t>(degree), i);
  for (std::size_t misfits = 0; !left.empty();) {
    const std::size_t last = left.size() - 1;
    std::swap(left[random.below(last + 1)], left[last]);
    std::swap(left[random.below(last)], left[last - 1]);
    if (neighbours.fit(left[last - 1], left[last])) {
      neighbours.join(left[last - 1], left[last]);
      left.resize(last - 1);
      misfits = 0;
    } else if (++misfits > left.size()) {  // few ends are left then
      if (!some_fit(neighbours, left)) return std::nullopt;
      misfits = 0;
    }
  }
  return neighbours;
}

Graph complement(const Graph& graph) {
  std::vector<Edge> edges;
  for (NodeId i = 0; i < graph.nodes(); ++i)
    for (NodeId j = i + 1; j < graph.nodes(); ++j)
      if (!graph.has_edge(i, j)) edges.push_back({i, j});
  return Graph::undirected(graph.nodes(), edges);
}

}  // namespace

FamilyInfo RandomRegular::info() {
  return {"random_regular",
          {nodes_key(),
           {"degree", KeyKind::kWholeNumber, "neighbours of each node; nodes · degree even"},
           seed_key()},
          "all nodes have as many neighbours, at random: an expander",
          "random_regular:n=100,degree=4,seed=7"};
}

FamilyFacts RandomRegular::facts() const {
  return {.nodes = nodes,
          .options = {{"degree", fmt::format("{}", degree)}, {"seed", fmt::format("{}", seed)}}};
}

std::optional<RegularSize> read_regular_size(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> degree = options.required("degree", {0, static_cast<int>(kMaxNodes)});
  if (!nodes || !degree) return std::nullopt;
  if (*degree >= *nodes)
    return options.problem("degree", fmt::format("{} of {} nodes", *degree, *nodes),
                           "fewer than nodes");
  if (*nodes * *degree % 2 != 0)
    return options.problem("degree", fmt::format("{} nodes of degree {}", *nodes, *degree),
                           "nodes · degree must be even");
  if (!options.affordable(*nodes, *degree)) return std::nullopt;
  return RegularSize{static_cast<int>(*nodes), *degree};
}

std::optional<RandomRegular> RandomRegular::read(OptionReader& options) {
  const std::optional<RegularSize> size = read_regular_size(options);
  const std::optional<std::uint64_t> seed = options.seed();
  if (!size || !seed) return std::nullopt;
  return RandomRegular{size->nodes, size->degree, *seed};
}

Graph draw_regular(int nodes, int degree, base::RandomStream& random) {
  CONSIM_ASSERT(0 <= degree && degree < nodes && nodes % 2 * degree % 2 == 0, degree, nodes);
  if (2 * degree > nodes - 1 && degree > 0)
    return complement(draw_regular(nodes, nodes - 1 - degree, random));
  std::optional<Neighbours> neighbours;
  while (!neighbours) neighbours = pair_ends(nodes, degree, random);
  std::vector<Edge> edges;
  for (NodeId i = 0; i < nodes; ++i)
    for (const NodeId j : neighbours->of(i))
      if (i < j) edges.push_back({i, j});
  return Graph::undirected(nodes, edges);
}

Graph make_graph(const RandomRegular& graph) {
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  return draw_regular(graph.nodes, graph.degree, random);
}

}  // namespace consim::topologies
