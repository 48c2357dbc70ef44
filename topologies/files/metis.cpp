// METIS graphs: a line `nodes edges [format [constraints]]`, then for each node a line of its
// neighbours, counted from 1. Format 1 puts a weight after each neighbour, 10 weights of the node
// before them, 100 its size. Lines that begin with % are comments. Source: the METIS 5 manual, 4.1.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/errors.h"
#include "topologies/files/graph_source.h"

namespace consim::topologies {
namespace {

constexpr std::int64_t kMostConstraints = 100;

// Whole numbers >= 0, apart by blanks.
class Numbers {
 public:
  Numbers(const GraphSource& source, std::string_view line, std::size_t offset)
      : source_(source), line_(line), offset_(offset) {}

  std::optional<std::int64_t> next() {
    at_ = std::min(line_.find_first_not_of(" \t", at_), line_.size());
    begin_ = at_;
    if (at_ == line_.size()) return std::nullopt;
    at_ = std::min(line_.find_first_of(" \t", at_), line_.size());
    const std::string_view word = line_.substr(begin_, at_ - begin_);
    std::int64_t value = -1;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || value < 0)
      refuse(fmt::format("\"{}\" isn't a whole number >= 0", word.substr(0, 60)));
    return value;
  }
  std::int64_t required(const char* what) {
    const std::optional<std::int64_t> value = next();
    if (!value) refuse(fmt::format("{} missing", what));
    return *value;
  }
  /// Where the last number stands.
  std::size_t offset() const { return offset_ + begin_; }
  [[noreturn]] void refuse(std::string what, std::string allowed = "") const {
    source_.refuse(offset(), std::move(what), std::move(allowed));
  }

 private:
  const GraphSource& source_;
  std::string_view line_;
  std::size_t offset_, at_ = 0, begin_ = 0;
};

struct Header {
  std::int64_t nodes = 0, edges = 0;
  std::int64_t before = 0;  // numbers before a node's neighbours
  bool edge_weights = false;
  std::size_t offset = 0;
};

bool next_line(Lines& lines) {
  while (lines.next())
    if (!lines.line().starts_with('%')) return true;
  return false;
}

Header read_header(const GraphSource& source, Lines& lines) {
  if (!next_line(lines)) source.refuse(source.text.size(), "no first line", "nodes and edges");
  Numbers numbers(source, lines.line(), lines.offset());
  Header header{.offset = lines.offset()};
  header.nodes = numbers.required("number of nodes");
  if (header.nodes < 1 || header.nodes > kMaxNodes)
    numbers.refuse(fmt::format("{} nodes", header.nodes), fmt::format("1 to {}", kMaxNodes));
  header.edges = numbers.required("number of edges");
  if (header.edges > kMaxArcs / 2)
    numbers.refuse(fmt::format("{} edges", header.edges), fmt::format("up to {}", kMaxArcs / 2));
  const std::int64_t format = numbers.next().value_or(0);
  if (format / 100 > 1 || format / 10 % 10 > 1 || format % 10 > 1)
    numbers.refuse(fmt::format("format {}", format), "digits 0 and 1, up to three");
  const std::int64_t constraints = numbers.next().value_or(1);
  if (constraints < 1 || constraints > kMostConstraints)
    numbers.refuse(fmt::format("{} weights a node", constraints),
                   fmt::format("1 to {}", kMostConstraints));
  if (numbers.next()) numbers.refuse("more than four numbers");
  header.edge_weights = format % 10 == 1;
  header.before = format / 100 + (format / 10 % 10) * constraints;
  return header;
}

// How often an edge is given.
std::int64_t count(std::span<const SourceEdge> sorted, Edge edge) {
  return std::ssize(std::ranges::equal_range(sorted, edge, {}, &SourceEdge::edge));
}

// Each edge stands at both of its ends; it is kept where it stands at the smaller. Self loops stand
// once.
SourceGraph check_pairs(const GraphSource& source, const Header& header,
                        std::vector<SourceEdge> arcs) {
  std::ranges::stable_sort(arcs, {}, &SourceEdge::edge);
  SourceGraph graph{.nodes = header.nodes, .directed = false, .edges = {}};
  for (const SourceEdge& arc : arcs) {
    const auto [from, to] = arc.edge;
    if (from <= to) graph.edges.push_back(arc);
    const auto there = count(arcs, {from, to}), back = count(arcs, {to, from});
    if (back == 0)
      source.refuse(arc.offset,
                    fmt::format("node {} names {}, which doesn't name it", from + 1, to + 1));
    if (back != there)
      source.refuse(arc.offset, fmt::format("node {} names {} {} times and is named by it {} times",
                                            from + 1, to + 1, there, back));
  }
  if (std::ssize(graph.edges) != header.edges)
    source.refuse(header.offset,
                  fmt::format("{} edges announced, {} given", header.edges, graph.edges.size()));
  return graph;
}

}  // namespace

SourceGraph read_metis(const GraphSource& source) {
  Lines lines(source.text);
  const Header header = read_header(source, lines);
  std::vector<SourceEdge> arcs;
  for (std::int64_t node = 0; node < header.nodes; ++node) {
    if (!next_line(lines))
      source.refuse(source.text.size(),
                    fmt::format("ends after {} nodes of {}", node, header.nodes));
    Numbers numbers(source, lines.line(), lines.offset());
    for (std::int64_t k = 0; k < header.before; ++k) numbers.required("a weight of the node");
    while (const std::optional<std::int64_t> neighbour = numbers.next()) {
      if (*neighbour < 1 || *neighbour > header.nodes)
        numbers.refuse(fmt::format("node {}", *neighbour), fmt::format("1 to {}", header.nodes));
      arcs.push_back({.edge = {static_cast<NodeId>(node), static_cast<NodeId>(*neighbour - 1)},
                      .offset = numbers.offset()});
      if (std::ssize(arcs) > 2 * header.edges)
        numbers.refuse(fmt::format("more than the {} edges announced", header.edges));
      if (header.edge_weights) numbers.required("the edge's weight");
    }
  }
  while (next_line(lines))
    if (lines.line().find_first_not_of(" \t") != std::string_view::npos)
      source.refuse(lines.offset(), fmt::format("more lines than {} nodes", header.nodes));
  return check_pairs(source, header, std::move(arcs));
}

std::string metis_text(const Graph& graph) {
  if (graph.directed())
    throw base::InputError(base::Problem{.what = "a METIS file can't hold a directed graph",
                                         .allowed = "GraphML, DOT or an edge list"});
  std::string text = fmt::format("{} {}\n", graph.nodes(), graph.edges());
  for (NodeId i = 0; i < graph.nodes(); ++i) {
    const char* blank = "";
    for (const NodeId j : graph.out_neighbours(i)) {
      text += fmt::format("{}{}", blank, j + 1);
      blank = " ";
    }
    text += '\n';
  }
  return text;
}

}  // namespace consim::topologies
