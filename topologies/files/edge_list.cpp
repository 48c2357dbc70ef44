// Lists of edges: `from,to` or `from,to,weight` a line.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "topologies/files/graph_source.h"

namespace consim::topologies {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kMostFields = 3;
constexpr std::string_view kAllowedWeight =
    "a number; in a first line that names the columns a word, such as from,to,weight";

struct HeaderPair {
  std::string_view from, to;
};
constexpr HeaderPair kHeaders[] = {{"from", "to"},
                                   {"source", "target"},
                                   {"src", "dst"},
                                   {"u", "v"},
                                   {"i", "j"},
                                   {"id1", "id2"},
                                   {"id_1", "id_2"},
                                   {"node1", "node2"},
                                   {"node_1", "node_2"},
                                   {"nodea", "nodeb"},
                                   {"from_id", "to_id"},
                                   {"source_id", "target_id"},
                                   {"vertex1", "vertex2"}};

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

bool is_whole_number(std::string_view name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

class EdgeListReader {
 public:
  explicit EdgeListReader(const GraphSource& source) : source_(source) {}

  SourceGraph read(bool directed) {
    Lines lines(source_.text);
    std::optional<Fields> first;
    while (lines.next()) {
      const std::string_view line = trimmed(lines.line());
      if (line.empty() || line.front() == '#' || line.front() == '%') continue;
      if (!chosen_) choose_separator(line);
      const Fields fields = split(line);
      if (first)
        add_line(fields);
      else
        first = fields;
    }
    if (first) read_first(*first);
    return finish(directed);
  }

 private:
  struct Fields {
    std::array<std::string_view, kMostFields> text;
    std::size_t count = 0;
    std::string_view operator[](std::size_t i) const { return text[i]; }
  };

  // The first line of more than a name decides.
  void choose_separator(std::string_view line) {
    for (const char candidate : {',', ';', '\t', ' '}) {
      if (line.find(candidate) == std::string_view::npos) continue;
      separator_ = candidate;
      chosen_ = true;
      return;
    }
  }

  std::size_t offset(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - source_.text.data());
  }

  Fields split(std::string_view line) const {
    Fields fields;
    for (std::string_view rest = line;;) {
      const bool in_braces = fields.count == 2 && trimmed(rest).starts_with('{');
      const std::size_t end = in_braces           ? std::string_view::npos
                              : separator_ == ' ' ? rest.find_first_of(kBlanks)
                                                  : rest.find(separator_);
      const std::string_view field = trimmed(rest.substr(0, end));
      if (field.empty()) source_.refuse(offset(rest), "an empty field", "a node's name, a weight");
      if (fields.count == kMostFields)
        source_.refuse(offset(field), "more than three fields", "from, to and a weight");
      if (!in_braces) check_field(field);
      fields.text[fields.count++] = field;
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
      if (separator_ == ' ') rest = trimmed(rest);
    }
    if (fields.count == 1 && line.find(' ') != std::string_view::npos)
      source_.refuse(offset(line), "a blank in the only field", allowed());
    return fields;
  }

  std::string allowed() const {
    return fmt::format("fields apart by {} as in the lines before",
                       separator_ == ','    ? "commas"
                       : separator_ == ';'  ? "semicolons"
                       : separator_ == '\t' ? "tabs"
                                            : "blanks");
  }

  void check_field(std::string_view field) const {
    for (std::size_t i = 0; i < field.size(); ++i) {
      const char c = field[i];
      if (c == '"') source_.refuse(offset(field) + i, "a quotation mark", "names without");
      if (c == ',' || c == ';' || c == '\t')
        source_.refuse(offset(field) + i,
                       c == '\t' ? "a tab in a field" : fmt::format("a {} in a field", c),
                       allowed());
      if (static_cast<unsigned char>(c) < ' ')
        source_.refuse(offset(field) + i, "a control character", "lines that end in LF or CR LF");
    }
  }

  NodeId node(std::string_view name) {
    const auto [entry, added] = numbers_.try_emplace(name, static_cast<NodeId>(names_.size()));
    if (added) names_.push_back(name);
    return entry->second;
  }

  // A weight, or what networkx writes in its place: {}, {'weight': 0.5}.
  double weight(std::string_view field) const {
    if (!field.starts_with('{')) return source_.weight(field, offset(field));
    std::string_view inner =
        field.ends_with('}') ? trimmed(field.substr(1, field.size() - 2)) : "?";
    if (inner.empty()) return kNoWeight;
    for (const std::string_view key : {"'weight':", "\"weight\":"})
      if (inner.starts_with(key)) {
        inner.remove_prefix(key.size());
        return source_.weight(inner, offset(inner));
      }
    source_.refuse(offset(field), "data in braces", "{}, {'weight': 0.5}, or a number");
  }

  SourceEdge edge_of(const Fields& fields) {
    const NodeId from = node(fields[0]);
    SourceEdge edge{.edge = {from, node(fields[1])}, .offset = offset(fields[0])};
    if (fields.count == kMostFields) edge.weight = weight(fields[2]);
    return edge;
  }

  void add_line(const Fields& fields) {
    if (fields.count == 1)
      node(fields[0]);
    else
      edges_.push_back(edge_of(fields));
    if (std::ssize(edges_) > kMaxArcs)
      source_.refuse(offset(fields[0]), fmt::format("more than {} edges", kMaxArcs));
  }

  // The first line names the columns if its names are no nodes' elsewhere, and its third field is
  // no number, or they are known names of columns, or words where all others are numbers.
  void read_first(const Fields& first) {
    if (first.count == 1) return add_line(first);
    const bool strange = !numbers_.contains(first[0]) && !numbers_.contains(first[1]);
    if (strange && names_columns(first)) return;
    if (first.count == kMostFields && !first[2].starts_with('{') && !is_number(first[2]))
      source_.refuse(offset(first[2]),
                     fmt::format("weight \"{}\" isn't a finite number", first[2].substr(0, 60)),
                     std::string(kAllowedWeight));
    if (strange && !edges_.empty() && first[0] != first[1])
      remark_ =
          fmt::format("the first line, {} to {}, is read as an edge, and neither is named again",
                      first[0].substr(0, 60), first[1].substr(0, 60));
    edges_.insert(edges_.begin(), edge_of(first));
  }

  bool names_columns(const Fields& first) const {
    if (first.count == kMostFields) return !first[2].starts_with('{') && !is_number(first[2]);
    const bool known = std::ranges::any_of(kHeaders, [&](const HeaderPair& pair) {
      return is_word(first[0], pair.from) && is_word(first[1], pair.to);
    });
    return known || (!is_whole_number(first[0]) && !is_whole_number(first[1]) && !names_.empty() &&
                     std::ranges::all_of(names_, is_whole_number));
  }

  SourceGraph finish(bool directed) {
    const std::vector<NodeId> order = order_by_name(names_);
    for (SourceEdge& edge : edges_)
      edge.edge = {order[static_cast<std::size_t>(edge.edge.from)],
                   order[static_cast<std::size_t>(edge.edge.to)]};
    return {static_cast<std::int64_t>(names_.size()), directed, std::move(edges_),
            std::move(remark_)};
  }

  const GraphSource& source_;
  char separator_ = ' ';
  bool chosen_ = false;  // separator_
  std::unordered_map<std::string_view, NodeId> numbers_;
  std::vector<std::string_view> names_;
  std::vector<SourceEdge> edges_;
  std::string remark_;
};

}  // namespace

SourceGraph read_edge_list(const GraphSource& source, bool directed) {
  return EdgeListReader(source).read(directed);
}

std::string edge_list_text(const Graph& graph, std::span<const double> weights, char separator) {
  std::string text;
  if (separator != ' ')
    text = fmt::format("from{0}to{1}\n", separator,
                       weights.empty() ? "" : fmt::format("{}weight", separator));
  for (NodeId i = 0; i < graph.nodes(); ++i)
    if (graph.out_degree(i) == 0 && graph.in_degree(i) == 0) text += fmt::format("{}\n", i);
  std::size_t k = 0;
  for (const Edge& edge : graph.edge_list()) {
    text += fmt::format("{}{}{}", edge.from, separator, edge.to);
    if (!weights.empty()) text += fmt::format("{}{}", separator, weights[k++]);
    text += '\n';
  }
  return text;
}

}  // namespace consim::topologies
