// GraphML by Boost.Graph. Before its reader gets a text, the tags are walked through once: for
// bounds on what makes the reader slow or deep, and for the places that it doesn't tell.
#include <fmt/format.h>

#include <boost/graph/graphml.hpp>
#include <boost/property_tree/detail/file_parser_error.hpp>
#include <boost/property_tree/exceptions.hpp>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "base/errors.h"
#include "topologies/files/graph_source.h"

namespace consim::topologies {
namespace {

constexpr std::size_t kMostDepth = 64;  // the reader recurses
constexpr int kMostKeys = 64;           // it sets each default at each node and edge

struct Outline {
  bool directed = false;
  std::unordered_map<std::string_view, std::size_t> nodes;  // by id, where their tags begin
  std::vector<std::size_t> edges;                           // likewise
  std::size_t graph = 0;
};

// The value of an attribute of the tag that begins there; empty if it has none.
std::string_view attribute(std::string_view text, std::size_t tag, std::string_view name) {
  std::string_view rest = text.substr(tag);
  const auto skip = [&](std::size_t count) { rest.remove_prefix(std::min(count, rest.size())); };
  skip(rest.find_first_of(" \t\r\n>"));
  while (!rest.empty() && rest.front() != '>') {
    skip(rest.find_first_not_of(" \t\r\n"));
    const std::string_view found = rest.substr(0, rest.find_first_of(" \t\r\n=>"));
    const std::size_t quote = rest.find_first_of("\"'");
    if (quote == std::string_view::npos) return {};
    const std::size_t end = rest.find(rest[quote], quote + 1);
    if (end == std::string_view::npos) return {};
    if (found == name) return rest.substr(quote + 1, end - quote - 1);
    skip(end + 1);
  }
  return {};
}

class Walk {
 public:
  explicit Walk(const GraphSource& source) : source_(source), text_(source.text) {}

  Outline run() {
    while ((at_ = text_.find('<', at_)) != std::string_view::npos) {
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("<!--"))
        skip_past("-->", "a comment");
      else if (rest.starts_with("<![CDATA["))
        skip_past("]]>", "a CDATA section");
      else if (rest.starts_with("<?"))
        skip_past("?>", "an instruction");
      else if (rest.starts_with("<!"))
        skip_declaration();
      else
        read_tag();
    }
    if (!open_.empty())
      source_.refuse(text_.size(), fmt::format("ends within <{}>", open_.back().substr(0, 60)));
    if (!any_) source_.refuse(0, "no tag of XML", "<graphml><graph edgedefault=…>");
    if (graphs_ == 0) source_.refuse(text_.size(), "no <graph> within <graphml>");
    return std::move(outline_);
  }

 private:
  void skip_past(std::string_view end, const char* what) {
    const std::size_t found = text_.find(end, at_);
    if (found == std::string_view::npos)
      source_.refuse(at_, fmt::format("{} that doesn't end", what));
    at_ = found + end.size();
  }

  void skip_declaration() {
    const std::size_t found = text_.find_first_of(">[", at_);
    if (found != std::string_view::npos && text_[found] == '[')
      source_.refuse(found, "declarations of entities or elements", "GraphML without them");
    skip_past(">", "a declaration");
  }

  // The end of the tag that begins here, quoted values skipped.
  std::size_t tag_end() const {
    for (std::size_t i = at_; i < text_.size(); ++i) {
      if (text_[i] == '>') return i;
      if (text_[i] != '"' && text_[i] != '\'') continue;
      i = text_.find(text_[i], i + 1);
      if (i == std::string_view::npos) break;
    }
    source_.refuse(at_, "a tag that doesn't end");
  }

  void read_tag() {
    any_ = true;
    const std::size_t end = tag_end();
    std::string_view tag = text_.substr(at_ + 1, end - at_ - 1);
    if (tag.starts_with('/')) {
      if (open_.empty()) source_.refuse(at_, "an end without a beginning");
      open_.pop_back();
    } else {
      const bool empty = tag.ends_with('/');
      const std::string_view name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
      begin(name);
      if (!empty) open_.push_back(name);
      if (open_.size() > kMostDepth)
        source_.refuse(at_, fmt::format("elements within {} elements", kMostDepth));
    }
    at_ = end + 1;
  }

  void begin(std::string_view name) {
    if (name == "hyperedge") source_.refuse(at_, "a hyperedge", "edges of two nodes");
    if (name == "key" && ++keys_ > kMostKeys)
      source_.refuse(at_, fmt::format("more than {} keys", kMostKeys));
    if (name == "key") begin_key();
    if (name == "data" && !keys_by_id_.contains(value("key")))
      source_.refuse(
          at_, fmt::format("data of key \"{}\", which isn't declared", value("key").substr(0, 60)));
    if (name == "graph") begin_graph();
    const bool in_graph = open_.size() == 2 && open_.back() == "graph";
    if (in_graph && name == "node") begin_node();
    if (in_graph && name == "edge") begin_edge();
  }

  std::string_view value(std::string_view name) const { return attribute(text_, at_, name); }

  void begin_key() {
    keys_by_id_.insert(value("id"));
    if (value("for").empty())
      source_.refuse(at_, "a key without for", "for=\"edge\", \"node\", \"graph\" or \"all\"");
    if (value("attr.name") == "weight" && value("for") == "all")
      source_.refuse(at_, "a key weight for all", "for=\"edge\"");
  }

  void begin_node() {
    const std::string_view id = value("id");
    if (const auto [entry, added] = outline_.nodes.try_emplace(id, at_); !added)
      source_.refuse(at_, fmt::format("a second node \"{}\", the first is in {}", id.substr(0, 60),
                                      source_.line_text(entry->second)));
  }

  void begin_edge() {
    outline_.edges.push_back(at_);
    const std::string_view directed = value("directed");
    if (!directed.empty() && directed != "true" && directed != "false")
      source_.refuse(at_, fmt::format("directed=\"{}\"", directed.substr(0, 60)), "true or false");
  }

  void begin_graph() {
    if (++graphs_ > 1) source_.refuse(at_, "a second graph", "one in a file");
    if (open_.size() != 1 || open_.back() != "graphml")
      source_.refuse(at_, "a graph outside of <graphml>", "<graphml><graph>");
    outline_.graph = at_;
    const std::string_view found = value("edgedefault");
    outline_.directed = found == "directed";
    if (found != "directed" && found != "undirected")
      source_.refuse(
          at_,
          found.empty() ? "no edgedefault" : fmt::format("edgedefault=\"{}\"", found.substr(0, 60)),
          "edgedefault=\"directed\" or \"undirected\"");
  }

  const GraphSource& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_;
  bool any_ = false;  // tag
  int keys_ = 0, graphs_ = 0;
  std::unordered_set<std::string_view> keys_by_id_;
  Outline outline_;
};

// What Boost's reader fills. It makes all declared nodes before the first edge.
class Filler final : public boost::mutate_graph {
 public:
  Filler(const GraphSource& source, Outline outline)
      : source_(source), outline_(std::move(outline)) {
    graph_.directed = outline_.directed;
  }

  SourceGraph take() {
    // Different as they are written, but not as they are read.
    if (graph_.nodes < std::ssize(outline_.nodes))
      source_.refuse(outline_.graph, fmt::format("{} nodes, but {} different ids",
                                                 outline_.nodes.size(), graph_.nodes));
    return std::move(graph_);
  }
  /// Of the edge that is read, or the graph if all are.
  std::size_t offset() const {
    const std::size_t k = graph_.edges.size();
    return k < outline_.edges.size() ? outline_.edges[k] : outline_.graph;
  }

  bool is_directed() const override { return graph_.directed; }
  boost::any do_add_vertex() override {
    if (graph_.nodes == std::ssize(outline_.nodes) || !graph_.edges.empty()) refuse_undeclared();
    return static_cast<NodeId>(graph_.nodes++);
  }
  std::pair<boost::any, bool> do_add_edge(boost::any from, boost::any to) override {
    const Edge edge{boost::any_cast<NodeId>(from), boost::any_cast<NodeId>(to)};
    graph_.edges.push_back({.edge = edge, .offset = offset()});
    return {graph_.edges.size() - 1, true};
  }
  void set_graph_property(const std::string&, const std::string&, const std::string&) override {}
  void set_vertex_property(const std::string&, boost::any, const std::string&,
                           const std::string&) override {}
  void set_edge_property(const std::string& name, boost::any index, const std::string& value,
                         const std::string&) override {
    if (name != "weight") return;
    SourceEdge& edge = graph_.edges[boost::any_cast<std::size_t>(index)];
    edge.weight = source_.weight(value, edge.offset);
  }

 private:
  [[noreturn]] void refuse_undeclared() const {
    for (const char* end : {"source", "target"})
      if (const std::string_view node = attribute(source_.text, offset(), end);
          !outline_.nodes.contains(node))
        source_.refuse(offset(), fmt::format("an edge of node \"{}\", which isn't declared",
                                             node.substr(0, 60)));
    source_.refuse(offset(), "an edge of a node that isn't declared");
  }

  const GraphSource& source_;
  Outline outline_;
  SourceGraph graph_;
};

// Where the line begins.
std::size_t line_offset(std::string_view text, unsigned long line) {
  Lines lines(text);
  while (line > 0 && lines.next()) --line;
  return lines.offset();
}

}  // namespace

SourceGraph read_graphml(const GraphSource& source) {
  Filler filler(source, Walk(source).run());
  std::istringstream in{std::string(source.text)};
  try {
    boost::read_graphml(in, filler, 0);
  } catch (const boost::property_tree::file_parser_error& error) {
    source.refuse(line_offset(source.text, error.line()), error.message());
  } catch (const boost::property_tree::ptree_bad_path& error) {
    // Its path is <xmlattr>/name.
    const std::string path = error.path<boost::property_tree::path>().dump();
    source.refuse(filler.offset(),
                  fmt::format("attribute {} is missing", path.substr(path.rfind('/') + 1)));
  } catch (const boost::directed_graph_error&) {
    source.refuse(filler.offset(), "a directed edge in an undirected graph");
  } catch (const boost::undirected_graph_error&) {
    source.refuse(filler.offset(), "an undirected edge in a directed graph");
  } catch (const boost::parse_error& error) {
    source.refuse(filler.offset(), error.error);
  } catch (const base::InputError&) {
    throw;
  } catch (const std::exception& error) {
    source.refuse(filler.offset(), error.what());
  }
  return filler.take();
}

// By hand: Boost's writer keeps six digits of a weight.
std::string graphml_text(const Graph& graph, std::span<const double> weights) {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
  if (!weights.empty())
    text += "  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n";
  text +=
      fmt::format("  <graph edgedefault=\"{}\">\n", graph.directed() ? "directed" : "undirected");
  for (NodeId i = 0; i < graph.nodes(); ++i) text += fmt::format("    <node id=\"n{}\"/>\n", i);
  std::size_t k = 0;
  for (const Edge& edge : graph.edge_list()) {
    text += fmt::format("    <edge source=\"n{}\" target=\"n{}\"", edge.from, edge.to);
    text += weights.empty() ? "/>\n"
                            : fmt::format("><data key=\"weight\">{}</data></edge>\n", weights[k++]);
  }
  return text + "  </graph>\n</graphml>\n";
}

}  // namespace consim::topologies
