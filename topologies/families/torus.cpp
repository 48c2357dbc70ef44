#include "topologies/families/torus.h"

#include <fmt/format.h>

#include <vector>

#include "base/check.h"

namespace consim::topologies {
namespace {

constexpr std::int64_t kNotGiven = 0;

// The largest divisor of n that is at most √n.
std::int64_t smaller_side(std::int64_t n) {
  std::int64_t best = 1;
  for (std::int64_t side = 1; side * side <= n; ++side)
    if (n % side == 0) best = side;
  return best;
}

std::optional<Torus> from_sides(OptionReader& options, std::int64_t nodes, std::int64_t rows,
                                std::int64_t cols) {
  if (rows * cols > kMaxNodes) {
    options.problem("rows", fmt::format("{} × {} = {} nodes are too many", rows, cols, rows * cols),
                    fmt::format("up to {}", kMaxNodes));
    return std::nullopt;
  }
  if (rows * cols != nodes) {
    options.problem(
        "nodes", fmt::format("rows × cols = {} × {} = {}, not {}", rows, cols, rows * cols, nodes),
        "rows × cols must be nodes");
    return std::nullopt;
  }
  return Torus{static_cast<int>(rows), static_cast<int>(cols)};
}

std::optional<Torus> from_nodes(OptionReader& options, std::int64_t nodes) {
  const std::int64_t rows = smaller_side(nodes);
  if (rows == 1 && nodes > 1) {
    options.problem("nodes", fmt::format("{} is prime, so it has no sides of 2 or more", nodes),
                    "a product of two sides, or rows = 1 for the ring");
    return std::nullopt;
  }
  return Torus{static_cast<int>(rows), static_cast<int>(nodes / rows)};
}

std::optional<Torus> from_side(OptionReader& options, std::int64_t nodes, const char* key,
                               std::int64_t side) {
  if (nodes % side != 0) {
    options.problem(key, fmt::format("{} doesn't divide nodes = {}", side, nodes),
                    "rows × cols must be nodes");
    return std::nullopt;
  }
  const auto a = static_cast<int>(side), b = static_cast<int>(nodes / side);
  return std::string_view(key) == "rows" ? Torus{a, b} : Torus{b, a};
}

}  // namespace

FamilyInfo Torus::info() {
  return {"torus",
          {nodes_key("rows × cols"),
           {"rows", KeyKind::kWholeNumber, "nodes in a column",
            "nodes / cols, else the most even sides"},
           {"cols", KeyKind::kWholeNumber, "nodes in a row", "nodes / rows"}},
          "a grid whose opposite sides are joined: four neighbours",
          "torus:rows=4,cols=8"};
}

FamilyFacts Torus::facts() const {
  return {.nodes = rows * cols,
          .symmetry = Symmetry::kVertexTransitive,
          .options = {{"rows", fmt::format("{}", rows)}, {"cols", fmt::format("{}", cols)}}};
}

std::optional<Torus> Torus::read(OptionReader& options) {
  const std::int64_t rows = options.side("rows").value_or(kNotGiven);
  const std::int64_t cols = options.side("cols").value_or(kNotGiven);
  const bool both_sides = options.has("rows") && options.has("cols");
  const bool nodes_needed = options.has("nodes") || !both_sides;
  const std::int64_t nodes = nodes_needed ? options.nodes().value_or(kNotGiven) : rows * cols;
  const auto wrong = [&](const char* key, std::int64_t value) {
    return options.has(key) && value == kNotGiven;
  };
  if (nodes == kNotGiven || wrong("rows", rows) || wrong("cols", cols)) return std::nullopt;
  if (both_sides) return from_sides(options, nodes, rows, cols);
  if (options.has("rows")) return from_side(options, nodes, "rows", rows);
  if (options.has("cols")) return from_side(options, nodes, "cols", cols);
  return from_nodes(options, nodes);
}

Graph make_graph(const Torus& torus) {
  CONSIM_ASSERT(torus.rows >= 1 && torus.cols >= 1, torus.rows, torus.cols);
  const auto number = [&](int row, int column) {
    return static_cast<NodeId>((row % torus.rows) * torus.cols + column % torus.cols);
  };
  std::vector<Edge> edges;
  edges.reserve(2 * static_cast<std::size_t>(torus.rows) * static_cast<std::size_t>(torus.cols));
  for (int r = 0; r < torus.rows; ++r)
    for (int c = 0; c < torus.cols; ++c) {
      if (torus.rows > 1) edges.push_back({number(r, c), number(r + 1, c)});
      if (torus.cols > 1) edges.push_back({number(r, c), number(r, c + 1)});
    }
  return Graph::undirected(torus.rows * torus.cols, edges);
}

}  // namespace consim::topologies
