// Graphviz DOT by Boost.Graph. Before its reader gets a text, the tokens are walked through once:
// for bounds on what makes the reader slow or deep, and for the places that it doesn't tell.
#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>
#include <optional>
#include <sstream>
#include <type_traits>

#include "base/errors.h"
#include "topologies/files/graph_source.h"

namespace consim::topologies {
namespace {

constexpr std::size_t kMostDepth = 64;  // the reader recurses
/// It copies default attributes to each node and edge, and members to each group: no more copies.
constexpr std::size_t kMostCopies = std::size_t{1} << 24;
/// The place of an error in the syntax is found by reading again; in larger files the beginning
/// stands for it.
constexpr std::size_t kMostForPlace = std::size_t{1} << 20;

constexpr std::string_view kLineEnds = "\n\r\f";  // where the reader's comments end
// No text has a zero byte, so that no attribute has this name and no weight this value.
const std::string kNodeName(1, '\0'), kNoText(1, '\0');

// -?(.5|5|5.|5.5), which is all that the reader takes in one piece where a word doesn't begin with
// a letter.
bool is_numeral(std::string_view word) {
  if (word.starts_with('-')) word.remove_prefix(1);
  const auto digits = [&] {
    const std::size_t count = std::min(word.find_first_not_of("0123456789"), word.size());
    word.remove_prefix(count);
    return count;
  };
  const std::size_t whole = digits();
  if (word.empty() || word.front() != '.') return whole > 0 && word.empty();
  word.remove_prefix(1);
  return digits() + whole > 0 && word.empty();
}

enum class Kind : std::uint8_t { kWord, kQuoted, kOperator, kSign, kEnd };
struct Token {
  Kind kind = Kind::kEnd;
  std::size_t offset = 0, end = 0;
};

class Tokens {
 public:
  explicit Tokens(const GraphSource& source) : source_(source), text_(source.text) {}

  Token next() {
    skip();
    const std::size_t begin = at_;
    if (begin == text_.size()) return {Kind::kEnd, begin, begin};
    const char c = text_[begin];
    if (c == '<') source_.refuse(begin, "an HTML label", "texts in quotation marks");
    if (c == '"') return quoted();
    if (text_.substr(begin, 2) == "--" || text_.substr(begin, 2) == "->") {
      at_ += 2;
      return {Kind::kOperator, begin, at_};
    }
    if (c == '#') source_.refuse(begin, "a # within a line", "comments that begin with //");
    if (in_word(c) || c == '-') return word();
    ++at_;
    return {Kind::kSign, begin, at_};
  }

 private:
  static bool in_word(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '_' ||
           c == '.' || static_cast<unsigned char>(c) >= 0x80;
  }

  // The reader would take 10.0.0.1 or 4f2a for several.
  Token word() {
    const std::size_t begin = at_++;
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    const bool letters =
        ('a' <= lower(word.front()) && lower(word.front()) <= 'z') || word.front() == '_';
    const bool plain = std::ranges::all_of(
        word, [](char c) { return c != '.' && static_cast<unsigned char>(c) < 0x80; });
    if (letters ? !plain : !is_numeral(word))
      source_.refuse(begin, fmt::format("\"{}\" isn't a name by itself", word.substr(0, 60)),
                     "names of other signs than letters, digits and _ in quotation marks");
    return {Kind::kWord, begin, at_};
  }

  // # begins a comment at the beginning of a line, or right behind a token.
  void skip() {
    for (bool may_be_hash = true;;) {
      const std::size_t begin = at_;
      at_ = std::min(text_.find_first_not_of(" \t\r\n\v\f\\", at_), text_.size());
      if (at_ > begin) may_be_hash = kLineEnds.find(text_[at_ - 1]) != std::string_view::npos;
      const std::string_view rest = text_.substr(at_);
      if ((may_be_hash && rest.starts_with('#')) || rest.starts_with("//")) {
        at_ = std::min(text_.find_first_of(kLineEnds, at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) source_.refuse(at_, "a comment that doesn't end");
        at_ = end + 2;
      } else {
        return;
      }
    }
  }

  Token quoted() {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    if (at_ >= text_.size()) source_.refuse(begin, "a text that doesn't end", "\"");
    return {Kind::kQuoted, begin, ++at_};
  }

  const GraphSource& source_;
  std::string_view text_;
  std::size_t at_ = 0;
};

struct Outline {
  bool directed = false;
  std::optional<Token> strict;     // the word
  std::vector<std::size_t> edges;  // where their operators stand
};

class Walk {
 public:
  explicit Walk(const GraphSource& source) : source_(source), tokens_(source) {}

  Outline run() {
    for (Token token = tokens_.next(); token.kind != Kind::kEnd; token = tokens_.next()) {
      read(token);
      before_ = last_;
      last_ = token;
    }
    if (depth_ > 0 || in_brackets_)
      source_.refuse(source_.text.size(), fmt::format("ends within {}", in_brackets_ ? '[' : '{'));
    const std::size_t copies = words_ * (defaults_ + longest_list_ + groups_);
    if (copies > kMostCopies)
      source_.refuse(source_.text.size(),
                     fmt::format("{} names, up to {} attributes each, {} groups", words_,
                                 defaults_ + longest_list_, groups_),
                     fmt::format("names × (attributes + groups) up to {}", kMostCopies));
    return std::move(outline_);
  }

 private:
  std::string_view text(const Token& token) const {
    return source_.text.substr(token.offset, token.end - token.offset);
  }
  // DOT's keywords are in any case.
  bool is(const Token& token, std::string_view word) const {
    return token.kind == Kind::kWord && is_word(text(token), word);
  }

  void read(const Token& token) {
    const bool begins_group = text(token) == "{" || is(token, "subgraph");
    if (last_.kind == Kind::kOperator && begins_group)
      source_.refuse(token.offset, "an edge of a group", "edges between nodes");
    if (last_.kind == Kind::kEnd && is(token, "strict")) outline_.strict = token;
    if (groups_ == 0 && is(token, "digraph")) outline_.directed = true;
    if (token.kind == Kind::kOperator)
      read_operator(token);
    else if (token.kind == Kind::kSign)
      read_sign(token);
    else if (in_brackets_)
      ++list_;
    else
      ++words_;
  }

  void read_operator(const Token& token) {
    if (text(last_) == "}" || is(before_, "subgraph"))
      source_.refuse(token.offset, "an edge of a group", "edges between nodes");
    if (!in_brackets_) outline_.edges.push_back(token.offset);
  }

  void read_sign(const Token& token) {
    const char sign = source_.text[token.offset];
    if (sign == '[') {
      in_brackets_ = true;
      list_ = 0;
      for_defaults_ = for_defaults_ || is(last_, "node") || is(last_, "edge");
    } else if (sign == ']') {
      in_brackets_ = false;
      (for_defaults_ ? defaults_ : longest_list_) =
          for_defaults_ ? defaults_ + list_ : std::max(longest_list_, list_);
    } else if (sign == '{') {
      ++groups_;
      if (++depth_ > kMostDepth)
        source_.refuse(token.offset, fmt::format("groups within {} groups", kMostDepth));
    } else if (sign == '}' && depth_ > 0) {
      --depth_;
    }
    if (sign != '[' && sign != ']' && !in_brackets_) for_defaults_ = false;
  }

  const GraphSource& source_;
  Tokens tokens_;
  Token last_, before_;
  std::size_t depth_ = 0, words_ = 0, groups_ = 0;
  std::size_t list_ = 0, longest_list_ = 0, defaults_ = 0;  // attributes and their values
  bool in_brackets_ = false, for_defaults_ = false;
  Outline outline_;
};

struct DotNode {
  std::string name;
};
struct DotLink {
  std::string weight = kNoText;
};
template <class Directed>
using DotGraph = boost::adjacency_list<boost::vecS, boost::vecS, Directed, DotNode, DotLink>;

template <class Directed>
SourceGraph read_as(const GraphSource& source, std::span<const std::size_t> operators,
                    const std::string& text) {
  DotGraph<Directed> graph;
  boost::dynamic_properties properties(boost::ignore_other_properties);
  properties.property(kNodeName, get(&DotNode::name, graph));
  properties.property("weight", get(&DotLink::weight, graph));
  boost::read_graphviz(text, graph, properties, kNodeName);
  std::vector<std::string_view> names;
  for (std::size_t v = 0; v < num_vertices(graph); ++v) names.push_back(graph[v].name);
  const std::vector<NodeId> order = order_by_name(names);
  SourceGraph result{.nodes = std::ssize(order),
                     .directed = std::is_same_v<Directed, boost::bidirectionalS>,
                     .edges = {}};
  for (auto [e, end] = edges(graph); e != end; ++e) {
    const std::size_t k = result.edges.size();
    SourceEdge edge{.edge = {order[boost::source(*e, graph)], order[boost::target(*e, graph)]},
                    .offset = k < operators.size() ? operators[k] : 0};
    if (const std::string& weight = graph[*e].weight; weight != kNoText)
      edge.weight = source.weight(weight, edge.offset);
    result.edges.push_back(edge);
  }
  return result;
}

// The text up to `end` without the word strict: edges given twice and loops are counted, not
// dropped.
std::string text_for_reader(const GraphSource& source, const Outline& outline, std::size_t end) {
  std::string text(source.text.substr(0, end));
  if (outline.strict)
    for (std::size_t i = outline.strict->offset; i < std::min(outline.strict->end, end); ++i)
      text[i] = ' ';
  return text;
}

SourceGraph read_text(const GraphSource& source, const Outline& outline, const std::string& text) {
  return outline.directed ? read_as<boost::bidirectionalS>(source, outline.edges, text)
                          : read_as<boost::undirectedS>(source, outline.edges, text);
}

// What Boost's reader objects to in the text up to `end`; empty if nothing.
std::string objection(const GraphSource& source, const Outline& outline, std::size_t end) {
  try {
    read_text(source, outline, text_for_reader(source, outline, end));
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

// The reader goes from left to right, so that the first token with which it makes the same
// objection is the one that it objects to.
std::size_t place_of(const std::string& message, const GraphSource& source,
                     const Outline& outline) {
  if (source.text.size() > kMostForPlace) return 0;
  std::vector<Token> all;
  Tokens tokens(source);
  while (all.empty() || all.back().kind != Kind::kEnd) all.push_back(tokens.next());
  const auto found = std::ranges::partition_point(
      all, [&](const Token& last) { return objection(source, outline, last.end) != message; });
  return found == all.end() ? source.text.size() : found->offset;
}

template <class Directed>
std::string dot_text_as(const Graph& graph, std::span<const double> weights) {
  DotGraph<Directed> copy(static_cast<std::size_t>(graph.nodes()));
  std::size_t k = 0;
  for (const Edge& edge : graph.edge_list())
    add_edge(static_cast<std::size_t>(edge.from), static_cast<std::size_t>(edge.to),
             DotLink{weights.empty() ? kNoText : fmt::format("{}", weights[k++])}, copy);
  // In quotes, since DOT's bare numbers have no exponents.
  const auto write_weight = [&](std::ostream& out, const auto& edge) {
    if (copy[edge].weight != kNoText) out << "[weight=\"" << copy[edge].weight << "\"]";
  };
  std::ostringstream out;
  boost::write_graphviz(out, copy, boost::default_writer(), write_weight);
  return out.str();
}

}  // namespace

SourceGraph read_dot(const GraphSource& source) {
  const Outline outline = Walk(source).run();
  try {
    return read_text(source, outline, text_for_reader(source, outline, source.text.size()));
  } catch (const boost::graph_exception& error) {
    const std::string message = error.what();
    source.refuse(place_of(message, source, outline), message);
  } catch (const base::InputError&) {
    throw;
  } catch (const std::exception& error) {  // of its regular expressions
    source.refuse(0, error.what());
  }
}

std::string dot_text(const Graph& graph, std::span<const double> weights) {
  return graph.directed() ? dot_text_as<boost::bidirectionalS>(graph, weights)
                          : dot_text_as<boost::undirectedS>(graph, weights);
}

}  // namespace consim::topologies
