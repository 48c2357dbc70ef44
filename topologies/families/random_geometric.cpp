#include "topologies/families/random_geometric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {
namespace {

struct Place {
  double x = 0, y = 0;
};

// How far apart on a line of length 1, whose ends are joined if it wraps.
double apart(double a, double b, bool wrap) {
  const double distance = std::abs(a - b);
  return wrap ? std::min(distance, 1 - distance) : distance;
}

// The nodes of each square cell of a side of at least the radius.
struct Cells {
  int side = 1;
  std::vector<std::vector<NodeId>> nodes;

  Cells(const std::vector<Place>& places, double radius) {
    const double most = std::sqrt(static_cast<double>(places.size())) + 1;
    side = std::max(1, static_cast<int>(std::min(most, std::floor(1 / std::max(radius, 1e-9)))));
    nodes.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    for (std::size_t i = 0; i < places.size(); ++i)
      at(of(places[i].x), of(places[i].y)).push_back(static_cast<NodeId>(i));
  }
  int of(double x) const { return std::min(side - 1, static_cast<int>(x * side)); }
  std::vector<NodeId>& at(int column, int row) {
    return nodes[static_cast<std::size_t>(row) * static_cast<std::size_t>(side) +
                 static_cast<std::size_t>(column)];
  }
};

// The cells beside one and itself, each once.
std::vector<int> beside(int cell, int side, bool wrap) {
  std::vector<int> cells;
  for (int step = -1; step <= 1; ++step) {
    const int next = wrap ? (cell + step + side) % side : cell + step;
    if (0 <= next && next < side && std::ranges::find(cells, next) == cells.end())
      cells.push_back(next);
  }
  return cells;
}

}  // namespace

FamilyInfo RandomGeometric::info() {
  return {"random_geometric",
          {nodes_key(),
           {"radius", KeyKind::kReal, "nodes at most so far apart in the unit square are joined"},
           {"wrap", KeyKind::kBoolean, "across the square's borders too", "false"},
           seed_key()},
          "random places in the unit square, the near ones joined",
          "random_geometric:n=100,radius=0.2,seed=7"};
}

FamilyFacts RandomGeometric::facts() const {
  return {.nodes = nodes,
          .options = {{"radius", fmt::format("{}", radius)},
                      {"wrap", wrap ? "true" : "false"},
                      {"seed", fmt::format("{}", seed)}}};
}

std::optional<RandomGeometric> RandomGeometric::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<double> radius = options.required_real("radius", {0, 1});
  const std::optional<bool> wrap = options.boolean("wrap", false);
  const std::optional<std::uint64_t> seed = options.seed();
  if (!nodes || !radius || !wrap || !seed) return std::nullopt;
  const double degree =
      static_cast<double>(*nodes - 1) * std::min(1.0, std::numbers::pi * *radius * *radius);
  if (!options.affordable(*nodes, static_cast<std::int64_t>(1.1 * degree))) return std::nullopt;
  return RandomGeometric{static_cast<int>(*nodes), *radius, *wrap, *seed};
}

Graph make_graph(const RandomGeometric& graph) {
  CONSIM_ASSERT(graph.nodes >= 1 && 0 <= graph.radius && graph.radius <= 1, graph.radius);
  base::RandomStream random(graph.seed, base::Purpose::kTopology);
  std::vector<Place> places(static_cast<std::size_t>(graph.nodes));
  for (Place& place : places) {
    place.x = random.uniform();
    place.y = random.uniform();
  }
  Cells cells(places, graph.radius);
  std::vector<Edge> edges;
  for (NodeId i = 0; i < graph.nodes; ++i) {
    const Place& here = places[static_cast<std::size_t>(i)];
    for (const int row : beside(cells.of(here.y), cells.side, graph.wrap))
      for (const int column : beside(cells.of(here.x), cells.side, graph.wrap))
        for (const NodeId j : cells.at(column, row)) {
          if (j <= i) continue;
          const Place& there = places[static_cast<std::size_t>(j)];
          const double x = apart(here.x, there.x, graph.wrap);
          const double y = apart(here.y, there.y, graph.wrap);
          if (x * x + y * y <= graph.radius * graph.radius) edges.push_back({i, j});
        }
  }
  return Graph::undirected(graph.nodes, edges);
}

}  // namespace consim::topologies
