#include "topologies/files/mixing_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "base/errors.h"
#include "base/text_file.h"

namespace consim::topologies {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kHeader = "row,column,weight";

struct Weight {
  int row = 0, column = 0;
  double weight = 0;
};

class Parser {
 public:
  Parser(std::string_view text, const std::string& name, int nodes)
      : rest_(text), name_(name), nodes_(nodes) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  std::vector<Weight> parse() {
    if (!next_line()) refuse(1, "no weights", allowed());
    std::string first(line_);
    std::erase_if(first, [](char c) { return c == ' ' || c == '\t'; });
    if (first == kHeader)
      while (next_line()) add_triplet();
    else
      add_table();
    return std::move(weights_);
  }

 private:
  std::string allowed() const {
    return fmt::format("{0} lines of {0} numbers, or lines {1} under this header", nodes_, kHeader);
  }

  [[noreturn]] void refuse(std::size_t column, std::string what, std::string allowed = "") const {
    throw base::InputError(base::Problem{.file = name_,
                                         .line = number_,
                                         .column = static_cast<int>(column),
                                         .what = std::move(what),
                                         .allowed = std::move(allowed)});
  }

  // The next line that isn't empty, without its end.
  bool next_line() {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('\n'), rest_.size());
      line_ = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++number_;
      if (line_.ends_with('\r')) line_.remove_suffix(1);
      at_ = 0;
      if (line_.find_first_not_of(" \t") != std::string_view::npos) return true;
    }
    return false;
  }

  // The next field of the line as a T.
  template <class T>
  T field(const char* kind) {
    if (separator_ == ' ') at_ = std::min(line_.find_first_not_of(kBlanks, at_), line_.size());
    const std::size_t end_of_field = std::min(
        separator_ == ' ' ? line_.find_first_of(kBlanks, at_) : line_.find(separator_, at_),
        line_.size());
    std::string_view text = line_.substr(at_, end_of_field - at_);
    const std::size_t column = at_ + 1;
    at_ = end_of_field + 1;
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() ||
        !std::isfinite(static_cast<double>(value)))
      refuse(column, fmt::format("\"{}\" isn't {}", text.substr(0, 60), kind));
    return value;
  }
  bool more() const {
    return separator_ == ' ' ? line_.find_first_not_of(kBlanks, at_) != std::string_view::npos
                             : at_ <= line_.size();
  }

  void add_triplet() {
    Weight entry;
    for (int* node : {&entry.row, &entry.column}) {
      const std::size_t column = at_ + 1;
      if (!more()) refuse(line_.size() + 1, "fields missing", fmt::format("{}", kHeader));
      const auto value = field<std::int64_t>("a node's number");
      if (value < 0 || value >= nodes_)
        refuse(column, fmt::format("node {} of a graph of {}", value, nodes_),
               fmt::format("0 to {}", nodes_ - 1));
      *node = static_cast<int>(value);
    }
    if (!more()) refuse(line_.size() + 1, "no weight", fmt::format("{}", kHeader));
    entry.weight = field<double>("a finite number");
    if (more()) refuse(at_ + 1, "more than three fields", fmt::format("{}", kHeader));
    weights_.push_back(entry);
  }

  void add_table() {
    if (line_.find(',') == std::string_view::npos)
      separator_ = line_.find(';') == std::string_view::npos ? ' ' : ';';
    for (int row = 0;; ++row) {
      if (row == nodes_) refuse(1, fmt::format("more than {} lines", nodes_), allowed());
      int column = 0;
      for (; more(); ++column) {
        if (column == nodes_)
          refuse(at_ + 1, fmt::format("more than {} numbers", nodes_), allowed());
        const auto weight = field<double>("a finite number");
        if (weight != 0) weights_.push_back({row, column, weight});
      }
      if (column < nodes_)
        refuse(line_.size() + 1, fmt::format("{} numbers, not {}", column, nodes_), allowed());
      if (next_line()) continue;
      if (row + 1 < nodes_)
        refuse(1, fmt::format("ends after {} lines, not {}", row + 1, nodes_), allowed());
      return;
    }
  }

  std::string_view rest_, line_;
  const std::string& name_;
  int nodes_;
  int number_ = 0;  // of the line
  char separator_ = ',';
  std::size_t at_ = 0;  // where the next field begins; past the end after the last
  std::vector<Weight> weights_;
};

}  // namespace

MixingMatrix parse_mixing_matrix(std::string_view text, const std::string& name, int nodes) {
  CONSIM_ASSERT(nodes >= 1, nodes);
  std::vector<Weight> weights = Parser(text, name, nodes).parse();
  std::vector<bool> own(static_cast<std::size_t>(nodes));
  for (const Weight& entry : weights)
    if (entry.row == entry.column) own[static_cast<std::size_t>(entry.row)] = true;
  for (int i = 0; i < nodes; ++i)
    if (!own[static_cast<std::size_t>(i)]) weights.push_back({i, i, 0});
  std::ranges::sort(weights, {}, [](const Weight& w) { return std::pair(w.row, w.column); });
  std::vector<std::int64_t> row_start(static_cast<std::size_t>(nodes) + 1);
  std::vector<MixingWeight> entries;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const Weight& entry = weights[k];
    if (k > 0 && weights[k - 1].row == entry.row && weights[k - 1].column == entry.column)
      throw base::InputError(base::Problem{
          .file = name,
          .what = fmt::format("row {}, column {} is given twice", entry.row, entry.column)});
    entries.push_back({entry.column, entry.weight});
    row_start[static_cast<std::size_t>(entry.row) + 1] = static_cast<std::int64_t>(entries.size());
  }
  return {std::move(row_start), std::move(entries)};
}

MixingMatrix read_mixing_matrix(const std::string& path, int nodes) {
  return parse_mixing_matrix(base::read_text_file(path, kMostMixingBytes), path, nodes);
}

}  // namespace consim::topologies
