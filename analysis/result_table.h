// Tables of results: rows × columns, in each cell the mean ± standard deviation of the runs that
// belong there, such as those of several seeds.
//
//   mean = Σ x_k / m,   standard deviation = sqrt(Σ (x_k − mean)² / (m − 1)), from m >= 2 runs
//
// The mean's own rounding is at most m ε/2 · Σ |x_k| / m, ε = 2⁻⁵², and would give equal numbers a
// deviation of up to √2 times as much. A deviation of at most m ε · Σ |x_k| / m is 0 therefore.
//
// Runs that didn't end well take no part and are counted by how they ended; a cell without any run
// is marked. Row and column labels are in the order in which they come, numbers after
// the others and by size.
//
//   ResultTable table("mixing", "nodes", entries);
//   fmt::print("{}", to_text(table));
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace consim::analysis {

/// One number of one run.
struct TableEntry {
  std::string row, column;
  std::optional<double> value;  ///< nothing: it isn't there
  std::string outcome = {};     ///< how a run ended that isn't complete: "diverged"
};

struct TableCell {
  std::int64_t runs = 0;                 ///< that the mean is of
  std::optional<double> mean = {};       ///< nothing without runs
  std::optional<double> deviation = {};  ///< nothing below two runs
  std::int64_t without = 0;              ///< complete runs that don't have the number
  struct Ended {
    std::string outcome;
    std::int64_t runs = 0;
    bool operator==(const Ended&) const = default;
  };
  std::vector<Ended> ended = {};  ///< the others, by outcome in order of appearance
  bool operator==(const TableCell&) const = default;
};

struct ResultTable {
  std::string corner;                ///< what the rows' labels are
  std::vector<std::string> columns;  ///< labels
  struct Row {
    std::string label;
    std::vector<TableCell> cells;  ///< one a column
  };
  std::vector<Row> rows;
};

ResultTable make_table(const std::string& corner, std::span<const TableEntry> entries);

/// How numbers are written: columns of fractions, such as accuracies, as percentages.
struct NumberStyle {
  int digits = 4;        ///< significant
  bool percent = false;  ///< hundred times the number, with two decimals
};

/// By column; the last stands for all further ones. Requires at least one.
using Styles = std::span<const NumberStyle>;

/// "64.60 ± 0.52 (2)", runs in brackets; "-" without runs; "64.60 (1, 1 diverged)".
std::string to_text(const ResultTable& table, Styles styles);
std::string to_markdown(const ResultTable& table, Styles styles);
/// A tabular of booktabs; `$64.60 \pm 0.52$`.
std::string to_latex(const ResultTable& table, Styles styles);
/// One line a cell, numbers in full: row,column,mean,standard_deviation,runs,missing,ended.
std::string to_csv(const ResultTable& table);

}  // namespace consim::analysis
