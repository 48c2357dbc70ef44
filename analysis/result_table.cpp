#include "analysis/result_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include "base/check.h"

namespace consim::analysis {
namespace {

constexpr const char* kNothing = "-";

std::optional<double> as_number(const std::string& label) {
  double value = 0;
  const char* end = label.data() + label.size();
  const auto [rest, error] = std::from_chars(label.data(), end, value);
  return error == std::errc() && rest == end ? std::optional(value) : std::nullopt;
}

// Each once: those that are no numbers as they come, then numbers by size.
std::vector<std::string> labels(std::span<const TableEntry> entries, std::string TableEntry::* of) {
  std::vector<std::string> found;
  for (const TableEntry& entry : entries)
    if (std::ranges::find(found, entry.*of) == found.end()) found.push_back(entry.*of);
  std::ranges::stable_sort(found, {}, as_number);
  return found;
}

// 0 where it may be all of the mean's rounding (result_table.h).
double deviation_from(double mean, const std::vector<double>& values) {
  if (!std::isfinite(mean)) return std::numeric_limits<double>::quiet_NaN();
  double greatest = 0, squares = 0, sizes = 0;
  for (const double value : values) {
    greatest = std::max(greatest, std::abs(value - mean));
    sizes += std::abs(value);
  }
  if (greatest == 0) return 0;
  // In units of the greatest, whose square might not be a number of the machine.
  for (const double value : values) squares += std::pow((value - mean) / greatest, 2);
  const double deviation = greatest * std::sqrt(squares / static_cast<double>(values.size() - 1));
  return deviation <= std::numeric_limits<double>::epsilon() * sizes ? 0 : deviation;
}

TableCell cell_of(std::span<const TableEntry> entries, const std::string& row,
                  const std::string& column) {
  TableCell cell;
  std::vector<double> values;
  for (const TableEntry& entry : entries) {
    if (entry.row != row || entry.column != column) continue;
    if (!entry.outcome.empty()) {
      auto found = std::ranges::find(cell.ended, entry.outcome, &TableCell::Ended::outcome);
      if (found == cell.ended.end()) found = cell.ended.insert(found, {entry.outcome, 0});
      ++found->runs;
    } else if (entry.value) {
      values.push_back(*entry.value);
    } else {
      ++cell.without;
    }
  }
  cell.runs = std::ssize(values);
  if (values.empty()) return cell;
  double sum = 0;
  for (const double value : values) sum += value;
  cell.mean = sum / static_cast<double>(values.size());
  if (values.size() >= 2) cell.deviation = deviation_from(*cell.mean, values);
  return cell;
}

struct Symbols {
  std::string_view plus_minus;
  std::string_view before, after;                 // a number
  std::function<std::string(std::string)> power;  // 1e-05
  std::function<std::string(std::string)> escape;
};

std::string number(double value, const NumberStyle& style) {
  return style.percent ? fmt::format("{:.2f}", 100 * value)
                       : fmt::format("{:.{}g}", value, style.digits);
}

std::string deviation(double value, const NumberStyle& style) {
  return style.percent ? fmt::format("{:.2f}", 100 * value) : fmt::format("{:.2g}", value);
}

// Runs and what became of others: " (2, 1 diverged)".
std::string counts(const TableCell& cell) {
  std::string text = fmt::format("{}", cell.runs);
  for (const TableCell::Ended& ended : cell.ended)
    text += fmt::format(", {} {}", ended.runs, ended.outcome);
  if (cell.without > 0) text += fmt::format(", {} without", cell.without);
  return text;
}

std::string cell_text(const TableCell& cell, const NumberStyle& style, const Symbols& symbols) {
  if (!cell.mean && cell.ended.empty() && cell.without == 0) return kNothing;
  if (!cell.mean) return fmt::format("{} ({})", kNothing, counts(cell));
  std::string text = fmt::format("{}{}", symbols.before, symbols.power(number(*cell.mean, style)));
  if (cell.deviation)
    text +=
        fmt::format(" {} {}", symbols.plus_minus, symbols.power(deviation(*cell.deviation, style)));
  return fmt::format("{}{} ({})", text, symbols.after, counts(cell));
}

using Lines = std::vector<std::vector<std::string>>;

Lines lines_of(const ResultTable& table, Styles styles, const Symbols& symbols) {
  CONSIM_ASSERT(!styles.empty());
  Lines lines = {{symbols.escape(table.corner)}};
  for (const std::string& column : table.columns) lines[0].push_back(symbols.escape(column));
  for (const ResultTable::Row& row : table.rows) {
    lines.push_back({symbols.escape(row.label)});
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      lines.back().push_back(
          cell_text(row.cells[i], styles[std::min(i, styles.size() - 1)], symbols));
  }
  return lines;
}

std::string same(std::string text) { return text; }

// What would end a cell.
std::string markdown_escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '\\');
  return text;
}

std::string latex_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) escaped += '\\';
    if (c == '\\' || c == '~' || c == '^')
      escaped += c == '\\' ? "\\textbackslash{}" : fmt::format("\\{}{{}}", c);
    else
      escaped += c;
  }
  return escaped;
}

// 9.9e-05 -> 9.9 \cdot 10^{-5}
std::string latex_power(std::string number) {
  const std::size_t at = number.find('e');
  if (at == std::string::npos) return number;
  const int exponent = std::stoi(number.substr(at + 1));
  return fmt::format("{} \\cdot 10^{{{}}}", number.substr(0, at), exponent);
}

// A field with commas, quotation marks or line ends is put in quotation marks.
std::string csv_escaped(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string escaped = "\"";
  for (const char c : text) escaped += c == '"' ? std::string("\"\"") : std::string(1, c);
  return escaped + '"';
}

// Columns on a terminal, each character one.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string full(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

ResultTable make_table(const std::string& corner, std::span<const TableEntry> entries) {
  ResultTable table{corner, labels(entries, &TableEntry::column), {}};
  for (const std::string& row : labels(entries, &TableEntry::row)) {
    table.rows.push_back({row, {}});
    for (const std::string& column : table.columns)
      table.rows.back().cells.push_back(cell_of(entries, row, column));
  }
  return table;
}

std::string to_text(const ResultTable& table, Styles styles) {
  const Lines lines = lines_of(table, styles, {"±", "", "", same, same});
  std::vector<std::size_t> widths(lines.front().size());
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string padding(widths[i] - width(line[i]), ' ');
      text += i == 0 ? line[i] + padding : "  " + padding + line[i];
    }
    text += '\n';
  }
  return text;
}

std::string to_markdown(const ResultTable& table, Styles styles) {
  const Lines lines = lines_of(table, styles, {"±", "", "", same, markdown_escaped});
  std::string text;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    for (const std::string& cell : lines[k]) text += "| " + cell + " ";
    text += "|\n";
    if (k > 0) continue;
    for (std::size_t i = 0; i < lines[0].size(); ++i) text += i == 0 ? "|---|" : "---:|";
    text += '\n';
  }
  return text;
}

std::string to_latex(const ResultTable& table, Styles styles) {
  const Lines lines = lines_of(table, styles, {"\\pm", "$", "$", latex_power, latex_escaped});
  std::string text =
      fmt::format("\\begin{{tabular}}{{l{}}}\n\\toprule\n", std::string(table.columns.size(), 'r'));
  for (std::size_t k = 0; k < lines.size(); ++k) {
    for (std::size_t i = 0; i < lines[k].size(); ++i) text += (i == 0 ? "" : " & ") + lines[k][i];
    text += k == 0 ? " \\\\\n\\midrule\n" : " \\\\\n";
  }
  return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string to_csv(const ResultTable& table) {
  std::string text = "row,column,mean,standard_deviation,runs,missing,ended\n";
  for (const ResultTable::Row& row : table.rows)
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const TableCell& cell = row.cells[i];
      std::string ended;
      for (const TableCell::Ended& one : cell.ended)
        ended += fmt::format("{}{} {}", ended.empty() ? "" : "; ", one.runs, one.outcome);
      text += fmt::format("{},{},{},{},{},{},{}\n", csv_escaped(row.label),
                          csv_escaped(table.columns[i]), full(cell.mean), full(cell.deviation),
                          cell.runs, cell.without, csv_escaped(ended));
    }
  return text;
}

}  // namespace consim::analysis
