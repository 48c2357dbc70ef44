// What the readers of graph files share: places in a text, and the edges as they stand there.
// Internal: only .cpp files of this folder include it.
//
//   const GraphSource source{text, "g.csv"};
//   if (weight is wrong) source.refuse(offset, "…", "a finite number");   // g.csv:3:7: …
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "topologies/graph.h"

namespace consim::topologies {

struct GraphSource {
  std::string_view text;
  std::string name;  ///< of the file

  /// Throws InputError with the place of text[offset]. O(offset).
  [[noreturn]] void refuse(std::size_t offset, std::string what, std::string allowed = "") const;
  /// `part` of the text as a finite number, else refuses. Blanks around it are allowed.
  double weight(std::string_view part, std::size_t offset) const;
  /// `line 7`, for a second place in a message.
  std::string line_text(std::size_t offset) const;
};

inline constexpr double kNoWeight = std::numeric_limits<double>::quiet_NaN();

struct SourceEdge {
  Edge edge;
  double weight = kNoWeight;
  std::size_t offset = 0;  ///< where it stands
};

/// As it stands in the file, self loops and duplicates and all.
struct SourceGraph {
  std::int64_t nodes = 0;
  bool directed = false;
  std::vector<SourceEdge> edges;
  std::string remark = {};  ///< what in it may be meant otherwise
};

SourceGraph read_graphml(const GraphSource& source);
SourceGraph read_dot(const GraphSource& source);
SourceGraph read_metis(const GraphSource& source);
SourceGraph read_edge_list(const GraphSource& source, bool directed);

std::string graphml_text(const Graph& graph, std::span<const double> weights);
std::string dot_text(const Graph& graph, std::span<const double> weights);
std::string metis_text(const Graph& graph);
/// With a header unless the separator is a blank.
std::string edge_list_text(const Graph& graph, std::span<const double> weights, char separator);

/// The place of each name in ascending order, numbers at their ends as numbers. Requires names that
/// differ. O(n log n).
std::vector<NodeId> order_by_name(std::span<const std::string_view> names);

/// ASCII letters only.
inline char lower(char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
/// Is the text the word, which is in small letters, in letters of any size?
inline bool is_word(std::string_view text, std::string_view word) {
  return std::ranges::equal(text, word, {}, lower);
}

/// Cuts a text into lines: `while (lines.next()) use(lines.line(), lines.offset());`
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  bool next() {
    if (end_ >= text_.size()) return false;
    begin_ = end_;
    const std::size_t newline = std::min(text_.find('\n', begin_), text_.size());
    line_ = text_.substr(begin_, newline - begin_);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    end_ = newline + 1;
    return true;
  }
  std::string_view line() const { return line_; }
  std::size_t offset() const { return begin_; }

 private:
  std::string_view text_, line_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace consim::topologies
