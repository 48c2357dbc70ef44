#include "topologies/families/torus.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.h"

namespace consim::topologies {
namespace {

constexpr std::int64_t kNotGiven = 0;
constexpr std::size_t kMostSides = 24;

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
  return Torus{{static_cast<int>(rows), static_cast<int>(cols)}};
}

std::optional<Torus> from_nodes(OptionReader& options, std::int64_t nodes) {
  const std::int64_t rows = smaller_side(nodes);
  if (rows == 1 && nodes > 1) {
    options.problem("nodes", fmt::format("{} is prime, so it has no sides of 2 or more", nodes),
                    "a product of two sides, or rows = 1 for the ring");
    return std::nullopt;
  }
  return Torus{{static_cast<int>(rows), static_cast<int>(nodes / rows)}};
}

std::optional<Torus> from_side(OptionReader& options, std::int64_t nodes, const char* key,
                               std::int64_t side) {
  if (nodes % side != 0) {
    options.problem(key, fmt::format("{} doesn't divide nodes = {}", side, nodes),
                    "rows × cols must be nodes");
    return std::nullopt;
  }
  const auto a = static_cast<int>(side), b = static_cast<int>(nodes / side);
  return std::string_view(key) == "rows" ? Torus{{a, b}} : Torus{{b, a}};
}

// "4x4x4".
std::optional<std::vector<int>> parse_sides(const std::string& text) {
  std::vector<int> sides;
  std::int64_t nodes = 1;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    int side = 0;
    const auto [after, error] = std::from_chars(at, end, side);
    if (error != std::errc() || side < 1) return std::nullopt;
    sides.push_back(side);
    nodes *= side;
    if (nodes > kMaxNodes || sides.size() > kMostSides) return std::nullopt;
    if (after == end) return sides;
    if (*after != 'x') return std::nullopt;
    at = after + 1;
  }
}

// Of the torus; nodes of the grid have as many at most.
int degree(const std::vector<int>& sides) {
  int sum = 0;
  for (const int side : sides) sum += std::min(side - 1, 2);
  return sum;
}

std::optional<Torus> from_list(OptionReader& options, const std::string& text) {
  for (const char* other : {"rows", "cols"})
    if (options.has(other)) return options.problem(other, "given together with sides");
  const std::optional<std::vector<int>> sides = parse_sides(text);
  if (!sides)
    return options.problem(
        "sides", fmt::format("\"{}\" aren't sides", text.substr(0, 60)),
        fmt::format("whole numbers with x between them, such as 4x4x4; product up to {}",
                    kMaxNodes));
  Torus torus{*sides};
  const int nodes = torus.facts().nodes;
  if (!options.affordable(nodes, degree(*sides), "sides")) return std::nullopt;
  const std::optional<std::int64_t> given = options.has("nodes") ? options.nodes() : nodes;
  if (!given) return std::nullopt;
  if (*given != nodes)
    return options.problem("nodes", fmt::format("the sides' product is {}, not {}", nodes, *given));
  return torus;
}

std::optional<Torus> in_two_dimensions(OptionReader& options) {
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

// Of D − A of the cycle or the path of one side.
std::vector<double> side_eigenvalues(int side, bool periodic) {
  std::vector<double> values;
  for (int k = 0; k < side; ++k) {
    const double sine = periodic ? std::sin(std::numbers::pi * std::min(k, side - k) / side)
                                 : std::sin(std::numbers::pi * k / (2.0 * side));
    const double edges = periodic && side == 2 ? 2 : 4;  // the double edge is one
    values.push_back(edges * sine * sine);
  }
  return values;
}

}  // namespace

FamilyInfo Torus::info() {
  return {"torus",
          {nodes_key("the sides' product"),
           {"rows", KeyKind::kWholeNumber, "nodes in a column",
            "nodes / cols, else the most even sides"},
           {"cols", KeyKind::kWholeNumber, "nodes in a row", "nodes / rows"},
           {"sides", KeyKind::kName, "in place of rows and cols, any number of them: 4x4x4",
            "rows and cols"},
           {"periodic", KeyKind::kBoolean, "opposite sides are joined; false: the grid", "true"}},
          "a grid whose opposite sides are joined: four neighbours in two dimensions",
          "torus:rows=4,cols=8"};
}

FamilyFacts Torus::facts() const {
  FamilyFacts facts{.symmetry = periodic ? Symmetry::kVertexTransitive : Symmetry::kNone};
  for (const int side : sides) facts.nodes *= side;
  if (sides.size() == 2)
    facts.options = {{"rows", fmt::format("{}", sides[0])}, {"cols", fmt::format("{}", sides[1])}};
  else
    facts.options = {{"sides", fmt::format("{}", fmt::join(sides, "x"))}};
  facts.options.push_back({"periodic", periodic ? "true" : "false"});
  return facts;
}

std::optional<Torus> Torus::read(OptionReader& options) {
  const std::optional<bool> periodic = options.boolean("periodic", true);
  const std::optional<std::string> list = options.name("sides");
  std::optional<Torus> torus = list ? from_list(options, *list) : in_two_dimensions(options);
  if (!torus || !periodic) return std::nullopt;
  torus->periodic = *periodic;
  return torus;
}

Graph make_graph(const Torus& torus) {
  const int n = torus.facts().nodes;
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(n) * torus.sides.size());
  NodeId stride = n;
  for (const int side : torus.sides) {
    CONSIM_ASSERT(side >= 1, side);
    stride /= side;
    if (side == 1) continue;
    for (NodeId i = 0; i < n; ++i) {
      const bool last = i / stride % side == side - 1;
      if (last && !torus.periodic) continue;
      edges.push_back({i, last ? i - (side - 1) * stride : i + stride});
    }
  }
  return Graph::undirected(n, edges);
}

std::vector<double> laplacian_eigenvalues(const Torus& torus) {
  std::vector<double> values = {0};
  for (const int side : torus.sides) {
    std::vector<double> sums;
    sums.reserve(values.size() * static_cast<std::size_t>(side));
    for (const double of_side : side_eigenvalues(side, torus.periodic))
      for (const double value : values) sums.push_back(value + of_side);
    values = std::move(sums);
  }
  return values;
}

}  // namespace consim::topologies
