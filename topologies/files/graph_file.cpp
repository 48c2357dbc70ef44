#include "topologies/files/graph_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <utility>

#include "base/check.h"
#include "base/errors.h"
#include "base/text_file.h"
#include "topologies/files/graph_source.h"
#include "topologies/mixing.h"

namespace consim::topologies {
namespace {

struct Extension {
  std::string_view text;
  GraphFormat format;
  Separator separator = Separator::kComma;  // that a list of edges is written with
};
constexpr Extension kExtensions[] = {
    {".graphml", GraphFormat::kGraphMl}, {".xml", GraphFormat::kGraphMl},
    {".dot", GraphFormat::kDot},         {".gv", GraphFormat::kDot},
    {".metis", GraphFormat::kMetis},     {".graph", GraphFormat::kMetis},
    {".csv", GraphFormat::kEdgeList},    {".tsv", GraphFormat::kEdgeList, Separator::kTab},
    {".txt", GraphFormat::kEdgeList},    {".edgelist", GraphFormat::kEdgeList, Separator::kBlank},
};

const Extension* extension_of(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const auto* found = std::ranges::find_if(
      kExtensions, [&](const Extension& known) { return is_word(extension, known.text); });
  return found == std::end(kExtensions) ? nullptr : found;
}

SourceGraph read(const GraphSource& source, GraphFormat format, bool directed) {
  switch (format) {
    case GraphFormat::kGraphMl:
      return read_graphml(source);
    case GraphFormat::kDot:
      return read_dot(source);
    case GraphFormat::kMetis:
      return read_metis(source);
    case GraphFormat::kEdgeList:
      break;
  }
  return read_edge_list(source, directed);
}

void check_size(const GraphSource& source, const SourceGraph& graph) {
  if (graph.nodes == 0) source.refuse(source.text.size(), "no nodes", "one node or more");
  if (graph.nodes > kMaxNodes)
    source.refuse(source.text.size(), fmt::format("{} nodes", graph.nodes),
                  fmt::format("up to {}", kMaxNodes));
  const auto arcs = static_cast<std::int64_t>(graph.edges.size()) * (graph.directed ? 1 : 2);
  if (arcs > kMaxArcs)
    source.refuse(source.text.size(), fmt::format("{} edges", graph.edges.size()),
                  fmt::format("up to {}", graph.directed ? kMaxArcs : kMaxArcs / 2));
}

// Weights at all edges or at none.
bool is_weighted(const GraphSource& source, std::span<const SourceEdge> edges) {
  const auto has = [](const SourceEdge& edge) { return !std::isnan(edge.weight); };
  const auto with = std::ranges::find_if(edges, has);
  if (with == edges.end()) return false;
  const auto without = std::ranges::find_if_not(edges, has);
  if (without != edges.end())
    source.refuse(
        without->offset,
        fmt::format("no weight, and the edge in {} has one", source.line_text(with->offset)),
        "weights at all edges or at none");
  return true;
}

// Ascending, one of each; from < to if the graph is undirected.
FileGraph assemble(const GraphSource& source, SourceGraph read) {
  check_size(source, read);
  FileGraph result;
  result.remark = std::move(read.remark);
  std::vector<SourceEdge>& edges = read.edges;
  const bool weighted = is_weighted(source, edges);
  result.self_loops = static_cast<std::int64_t>(
      std::erase_if(edges, [](const SourceEdge& edge) { return edge.edge.from == edge.edge.to; }));
  if (!read.directed)
    for (SourceEdge& edge : edges)
      if (edge.edge.from > edge.edge.to) std::swap(edge.edge.from, edge.edge.to);
  std::ranges::stable_sort(edges, {}, &SourceEdge::edge);
  std::vector<Edge> kept;
  kept.reserve(edges.size());
  for (std::size_t k = 0; k < edges.size(); ++k) {
    if (k > 0 && edges[k].edge == edges[k - 1].edge) {
      ++result.duplicates;
      if (weighted && edges[k].weight != edges[k - 1].weight)
        source.refuse(edges[k].offset,
                      fmt::format("weight {}, and {} of the same edge in {}", edges[k].weight,
                                  edges[k - 1].weight, source.line_text(edges[k - 1].offset)));
      continue;
    }
    kept.push_back(edges[k].edge);
    if (weighted) result.weights.push_back(edges[k].weight);
  }
  const int nodes = static_cast<int>(read.nodes);
  result.graph = read.directed ? Graph::directed(nodes, kept) : Graph::undirected(nodes, kept);
  return result;
}

// Line and column, from 1.
std::pair<int, int> place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  return {static_cast<int>(line), static_cast<int>(before.size() - start) + 1};
}

// A name as its text and the number that it ends with.
struct Name {
  std::string_view stem, digits, all;
  explicit Name(std::string_view name) : all(name) {
    const std::size_t last = name.find_last_not_of("0123456789");
    stem = name.substr(0, last == std::string_view::npos ? 0 : last + 1);
    digits = name.substr(stem.size());
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  }
  auto key() const { return std::tuple(stem, digits.size(), digits, all); }
};

}  // namespace

void GraphSource::refuse(std::size_t offset, std::string what, std::string allowed) const {
  const auto [line, column] = place(text, offset);
  throw base::InputError(base::Problem{.file = name,
                                       .line = line,
                                       .column = column,
                                       .what = std::move(what),
                                       .allowed = std::move(allowed)});
}

std::string GraphSource::line_text(std::size_t offset) const {
  return fmt::format("line {}", place(text, offset).first);
}

double GraphSource::weight(std::string_view part, std::size_t offset) const {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::string_view digits = part;
  digits.remove_prefix(std::min(digits.find_first_not_of(kBlanks), digits.size()));
  digits = digits.substr(0, digits.find_last_not_of(kBlanks) + 1);
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double value = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value);
  if (error == std::errc::result_out_of_range && end == last)
    refuse(offset, fmt::format("weight \"{}\" is out of range", part.substr(0, 60)));
  if (error != std::errc() || end != last || !std::isfinite(value))
    refuse(offset, fmt::format("weight \"{}\" isn't a finite number", part.substr(0, 60)));
  return value;
}

std::vector<NodeId> order_by_name(std::span<const std::string_view> names) {
  std::vector<NodeId> sorted(names.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = static_cast<NodeId>(i);
  std::ranges::sort(sorted, {},
                    [&](NodeId i) { return Name(names[static_cast<std::size_t>(i)]).key(); });
  std::vector<NodeId> order(names.size());
  for (std::size_t place = 0; place < sorted.size(); ++place)
    order[static_cast<std::size_t>(sorted[place])] = static_cast<NodeId>(place);
  return order;
}

std::optional<GraphFormat> graph_format(const std::string& path) {
  const Extension* known = extension_of(path);
  return known == nullptr ? std::nullopt : std::optional(known->format);
}

Separator edge_list_separator(const std::string& path) {
  const Extension* known = extension_of(path);
  return known == nullptr ? Separator::kComma : known->separator;
}

std::string graph_extensions() {
  std::vector<std::string_view> names;
  for (const Extension& extension : kExtensions) names.push_back(extension.text);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::size_t most_bytes(GraphFormat format) {
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  if (format == GraphFormat::kGraphMl) return 64 * kMiB;
  return (format == GraphFormat::kDot ? 16 : 256) * kMiB;
}

FileGraph read_graph_file(const std::string& path, bool directed) {
  const std::optional<GraphFormat> format = graph_format(path);
  if (!format)
    throw base::InputError(base::Problem{.file = path,
                                         .what = "the ending of its name is no graph format's",
                                         .allowed = "allowed: " + graph_extensions()});
  return parse_graph(base::read_text_file(path, most_bytes(*format)), path, *format, directed);
}

FileGraph parse_graph(std::string_view text, const std::string& name, GraphFormat format,
                      bool directed) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const GraphSource source{text, name};
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    source.refuse(zero, "a zero byte", "text in UTF-8");
  return assemble(source, read(source, format, directed));
}

std::string graph_text(const Graph& graph, std::span<const double> weights, GraphFormat format,
                       Separator separator) {
  CONSIM_ASSERT(weights.empty() || std::ssize(weights) == graph.edges(), weights.size());
  switch (format) {
    case GraphFormat::kGraphMl:
      return graphml_text(graph, weights);
    case GraphFormat::kDot:
      return dot_text(graph, weights);
    case GraphFormat::kMetis:
      return metis_text(graph);
    case GraphFormat::kEdgeList:
      break;
  }
  return edge_list_text(graph, weights, static_cast<char>(separator));
}

std::vector<double> weights_for_file(const Graph& graph, const MixingMatrix& w) {
  if (!check_mixing(w).row_stochastic()) return {};
  std::vector<double> weights;
  weights.reserve(static_cast<std::size_t>(graph.edges()));
  for (const Edge& edge : graph.edge_list()) {
    weights.push_back(w.weight(edge.to, edge.from));
    if (!graph.directed() && w.weight(edge.from, edge.to) != weights.back()) return {};
  }
  return weights;
}

}  // namespace consim::topologies
