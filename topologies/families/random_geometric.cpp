#include "topologies/families/random_geometric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {
namespace {

struct Place {
  NodeId node = 0;
  double x = 0, y = 0;
};

// How far apart on a line of length 1, whose ends are joined if it wraps.
double apart(double a, double b, bool wrap) {
  const double distance = std::abs(a - b);
  return wrap ? std::min(distance, 1 - distance) : distance;
}

// The places by square cells of a side of at least the radius, about as many as places at most.
class Cells {
 public:
  Cells(std::span<const Place> places, double radius) : places_(places.size()) {
    const double most = std::sqrt(static_cast<double>(places.size())) + 1;
    side_ = std::max(1, static_cast<int>(std::min(most, std::floor(1 / std::max(radius, 1e-9)))));
    start_.assign(static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_) + 1, 0);
    for (const Place& place : places) ++start_[cell(place) + 1];
    for (std::size_t i = 1; i < start_.size(); ++i) start_[i] += start_[i - 1];
    std::vector<std::size_t> next(start_.begin(), start_.end() - 1);
    for (const Place& place : places) places_[next[cell(place)]++] = place;
  }
  int side() const { return side_; }
  std::span<const Place> at(int row, int column) const {
    const std::size_t first = start_[index(row, column)];
    return std::span(places_).subspan(first, start_[index(row, column) + 1] - first);
  }

 private:
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(side_) +
           static_cast<std::size_t>(column);
  }
  std::size_t cell(const Place& place) const {
    const auto along = [&](double x) { return std::min(side_ - 1, static_cast<int>(x * side_)); };
    return index(along(place.y), along(place.x));
  }

  int side_ = 1;
  std::vector<std::size_t> start_;
  std::vector<Place> places_;
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
  for (NodeId i = 0; i < graph.nodes; ++i) {
    const double x = random.uniform();
    places[static_cast<std::size_t>(i)] = {i, x, random.uniform()};
  }
  std::vector<Edge> edges;
  const auto join_near = [&](std::span<const Place> here, std::span<const Place> there) {
    for (const Place& a : here)
      for (const Place& b : there) {
        const double x = apart(a.x, b.x, graph.wrap), y = apart(a.y, b.y, graph.wrap);
        if (a.node < b.node && x * x + y * y <= graph.radius * graph.radius)
          edges.push_back({a.node, b.node});
      }
  };
  const Cells cells(places, graph.radius);
  for (int row = 0; row < cells.side(); ++row)
    for (int column = 0; column < cells.side(); ++column)
      for (const int other_row : beside(row, cells.side(), graph.wrap))
        for (const int other_column : beside(column, cells.side(), graph.wrap))
          join_near(cells.at(row, column), cells.at(other_row, other_column));
  return Graph::undirected(graph.nodes, edges);
}

}  // namespace consim::topologies
