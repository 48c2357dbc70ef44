// Lists of edges: `from,to` or `from,to,weight` a line.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "topologies/files/graph_source.h"

namespace consim::topologies {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kMostFields = 3;

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

class EdgeListReader {
 public:
  explicit EdgeListReader(const GraphSource& source) : source_(source) {}

  SourceGraph read(bool directed) {
    Lines lines(source_.text);
    bool first = true;
    while (lines.next()) {
      const std::string_view line = trimmed(lines.line());
      if (line.empty() || line.front() == '#' || line.front() == '%') continue;
      if (first) choose_separator(line);
      split(line);
      if (!(first && is_header())) add_line();
      first = false;
    }
    return finish(directed);
  }

 private:
  void choose_separator(std::string_view line) {
    for (const char candidate : {',', ';'})
      if (line.find(candidate) != std::string_view::npos) {
        separator_ = candidate;
        return;
      }
  }

  std::size_t offset(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - source_.text.data());
  }

  void split(std::string_view line) {
    count_ = 0;
    for (std::string_view rest = line;;) {
      const std::size_t end =
          separator_ == ' ' ? rest.find_first_of(kBlanks) : rest.find(separator_);
      const std::string_view field = trimmed(rest.substr(0, end));
      if (field.empty()) source_.refuse(offset(rest), "an empty field", "a node's name, a weight");
      if (count_ == kMostFields)
        source_.refuse(offset(field), "more than three fields", "from, to and a weight");
      if (const std::size_t quote = field.find('"'); quote != std::string_view::npos)
        source_.refuse(offset(field) + quote, "a quotation mark", "names without");
      fields_[count_++] = field;
      if (end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
      if (separator_ == ' ') rest = trimmed(rest);
    }
  }

  bool is_header() const {
    const auto is = [&](std::size_t field, std::string_view word) {
      return std::ranges::equal(fields_[field], word, {}, [](char c) {
        return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
    };
    if (count_ < 2 || (count_ == kMostFields && !is(2, "weight"))) return false;
    return (is(0, "from") && is(1, "to")) || (is(0, "source") && is(1, "target"));
  }

  NodeId node(std::string_view name) {
    const auto [entry, added] = numbers_.try_emplace(name, static_cast<NodeId>(names_.size()));
    if (added) names_.push_back(name);
    return entry->second;
  }

  void add_line() {
    const NodeId from = node(fields_[0]);
    if (count_ == 1) return;
    SourceEdge edge{.edge = {from, node(fields_[1])}, .offset = offset(fields_[0])};
    if (count_ == kMostFields) edge.weight = source_.weight(fields_[2], offset(fields_[2]));
    edges_.push_back(edge);
  }

  SourceGraph finish(bool directed) {
    const std::vector<NodeId> order = order_by_name(names_);
    for (SourceEdge& edge : edges_)
      edge.edge = {order[static_cast<std::size_t>(edge.edge.from)],
                   order[static_cast<std::size_t>(edge.edge.to)]};
    return {static_cast<std::int64_t>(names_.size()), directed, std::move(edges_)};
  }

  const GraphSource& source_;
  char separator_ = ' ';
  std::string_view fields_[kMostFields];
  std::size_t count_ = 0;  // of fields_
  std::unordered_map<std::string_view, NodeId> numbers_;
  std::vector<std::string_view> names_;
  std::vector<SourceEdge> edges_;
};

}  // namespace

SourceGraph read_edge_list(const GraphSource& source, bool directed) {
  return EdgeListReader(source).read(directed);
}

std::string edge_list_text(const Graph& graph, std::span<const double> weights) {
  std::string text = weights.empty() ? "from,to\n" : "from,to,weight\n";
  for (NodeId i = 0; i < graph.nodes(); ++i)
    if (graph.out_degree(i) == 0 && graph.in_degree(i) == 0) text += fmt::format("{}\n", i);
  std::size_t k = 0;
  for (const Edge& edge : graph.edge_list()) {
    text += fmt::format("{},{}", edge.from, edge.to);
    if (!weights.empty()) text += fmt::format(",{}", weights[k++]);
    text += '\n';
  }
  return text;
}

}  // namespace consim::topologies
