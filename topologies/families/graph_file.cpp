#include "topologies/families/graph_file.h"

#include <fmt/format.h>

#include "base/check.h"
#include "topologies/families/edge_weights.h"

namespace consim::topologies {
namespace {

std::string left_out(const FileGraph& file) {
  const auto counted = [](std::int64_t count, const char* one, const char* more) {
    return fmt::format("{} {}", count, count == 1 ? one : more);
  };
  std::vector<std::string> parts;
  if (file.self_loops > 0)
    parts.push_back(counted(file.self_loops, "self loop left out", "self loops left out"));
  if (file.duplicates > 0)
    parts.push_back(
        counted(file.duplicates, "edge given again merged", "edges given again merged"));
  if (!file.remark.empty()) parts.push_back(file.remark);
  return parts.empty() ? "" : fmt::format("in the file: {}", fmt::join(parts, ", "));
}

}  // namespace

bool GraphFile::operator==(const GraphFile& other) const {
  if (path != other.path || directed != other.directed) return false;
  if (content == other.content) return true;
  return content && other.content && *content == *other.content;
}

FamilyInfo GraphFile::info() {
  return {
      "file",
      {{"path", KeyKind::kPath, "the file: " + graph_extensions() + "; `file` is short for it"},
       nodes_key("the file's; another number is an error"),
       {"directed", KeyKind::kBoolean,
        "whether the lines of an edge list are arrows; other formats say it themselves", "false"}},
      "a graph file: GraphML, Graphviz DOT, METIS, a list of edges",
      "file:path=g.graphml"};
}

FamilyFacts GraphFile::facts() const {
  FamilyFacts facts{.options = {{"path", path}}};
  if (directed) facts.options.push_back({"directed", "true"});
  if (!content) return facts;
  facts.nodes = content->graph.nodes();
  facts.directed = content->graph.directed();
  facts.native = content->weights.empty() ? Native::kNone : Native::kAllowed;
  facts.note = left_out(*content);
  return facts;
}

std::optional<GraphFile> GraphFile::read(OptionReader& options) {
  const std::optional<std::string> path = options.path("path");
  const std::optional<bool> directed = options.boolean("directed", false);
  if (!path) return options.problem("path", "missing", "a file: " + graph_extensions());
  if (!directed) return std::nullopt;
  const std::optional<GraphFormat> format = graph_format(*path);
  if (format && *format != GraphFormat::kEdgeList && options.has("directed"))
    return options.problem("directed", "the file itself says so", "with edge lists only");
  try {
    auto content = std::make_shared<const FileGraph>(read_graph_file(*path, *directed));
    const int nodes = content->graph.nodes();
    const std::optional<std::int64_t> expected = options.whole_number("nodes");
    if (options.has("nodes") && !expected) return std::nullopt;
    if (expected && *expected != nodes)
      return options.problem("nodes", fmt::format("the file has {}, not {}", nodes, *expected));
    return GraphFile{*path, *directed, std::move(content)};
  } catch (const base::InputError& error) {
    for (const base::Problem& found : error.problems()) options.problem("path", to_string(found));
    return std::nullopt;
  }
}

Graph make_graph(const GraphFile& file) {
  CONSIM_ASSERT(file.content != nullptr, file.path);
  return file.content->graph;
}

MixingMatrix native_weights(const GraphFile& file, std::int64_t) {
  CONSIM_ASSERT(file.content != nullptr, file.path);
  const FileGraph& content = *file.content;
  CONSIM_ASSERT(std::ssize(content.weights) == content.graph.edges(), file.path);
  std::vector<EdgeWeight> edges;
  edges.reserve(content.weights.size());
  for (const Edge& edge : content.graph.edge_list())
    edges.push_back({edge.to, edge.from, content.weights[edges.size()]});
  return content.graph.directed() ? directed_weights(content.graph.nodes(), edges)
                                  : symmetric_weights(content.graph.nodes(), edges);
}

}  // namespace consim::topologies
