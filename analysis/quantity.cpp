#include "analysis/quantity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/errors.h"
#include "sim/results/schema.h"

namespace consim::analysis {
namespace {

using results::ResultFile;

constexpr std::string_view kTotals[] = {"steps_done", "simulated_seconds", "host_seconds", "seed"};

struct NamedReduction {
  std::string_view name;
  Reduction how;
};
constexpr NamedReduction kReductions[] = {{"last", Reduction::kLast}, {"first", Reduction::kFirst},
                                          {"min", Reduction::kMin},   {"max", Reduction::kMax},
                                          {"mean", Reduction::kMean}, {"sum", Reduction::kSum}};

// Calls visit(table, rows of a file) for each table that numbers are taken from, in the order in
// which a bare name is looked for.
template <class Visit>
void for_each_table(const ResultFile& file, const Visit& visit) {
  visit(results::table_of<results::EvaluationRow>(), file.evaluations);
  visit(results::table_of<results::StepRow>(), file.steps);
  visit(results::table_of<results::PhaseRow>(), file.phases);
  visit(results::table_of<results::NodeRow>(), file.nodes);
}

template <class Row>
bool is_number(const results::Column<Row>& column) {
  return !std::holds_alternative<std::string Row::*>(column.member);
}

template <class Row>
double number_in(const results::Column<Row>& column, const Row& row) {
  if (const auto* real = std::get_if<double Row::*>(&column.member)) return row.**real;
  return static_cast<double>(row.*std::get<std::int64_t Row::*>(column.member));
}

// All names that may stand before a colon.
std::vector<std::string> names() {
  std::vector<std::string> names(std::begin(kTotals), std::end(kTotals));
  for_each_table(ResultFile{}, [&](const auto& table, const auto&) {
    for (const auto& column : table.columns)
      if (is_number(column)) {
        names.emplace_back(column.name);
        names.push_back(fmt::format("{}/{}", table.group, column.name));
      }
  });
  return names;
}

bool has(std::string_view group, std::string_view name) {
  bool found = false;
  for_each_table(ResultFile{}, [&](const auto& table, const auto&) {
    if (table.group != group) return;
    found = std::ranges::any_of(table.columns, [&](const auto& column) {
      return column.name == name && is_number(column);
    });
  });
  return found;
}

std::string group_of(std::string_view name) {
  std::string found;
  for_each_table(ResultFile{}, [&](const auto& table, const auto&) {
    if (found.empty() && has(table.group, name)) found = table.group;
  });
  return found;
}

void parse_reduction(std::string_view text, Quantity& quantity) {
  const auto* known = std::ranges::find(kReductions, text, &NamedReduction::name);
  if (known != std::end(kReductions)) {
    quantity.how = known->how;
    return;
  }
  quantity.how = Reduction::kRow;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.row);
  if (error == std::errc() && end == text.data() + text.size()) return;
  throw base::InputError({.key = std::string(text),
                          .what = "is no way to choose from rows",
                          .allowed = "last, first, min, max, mean, sum, or a row's number"});
}

std::optional<double> reduced(std::vector<double> values, const Quantity& quantity) {
  if (quantity.how == Reduction::kRow) {
    const bool there = quantity.row < values.size() && !std::isnan(values[quantity.row]);
    return there ? std::optional(values[quantity.row]) : std::nullopt;
  }
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return std::nullopt;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  switch (quantity.how) {
    case Reduction::kFirst:
      return values.front();
    case Reduction::kMin:
      return std::ranges::min(values);
    case Reduction::kMax:
      return std::ranges::max(values);
    case Reduction::kMean:
      return sum / static_cast<double>(values.size());
    case Reduction::kSum:
      return sum;
    default:
      return values.back();
  }
}

double total(const ResultFile& file, std::string_view name) {
  const results::Totals& totals = file.summary.totals;
  if (name == "steps_done") return static_cast<double>(totals.steps_done);
  if (name == "simulated_seconds") return totals.simulated_seconds;
  if (name == "host_seconds") return totals.host_seconds;
  return static_cast<double>(file.summary.attributes.seed);
}

}  // namespace

Quantity parse_quantity(std::string_view text) {
  Quantity quantity;
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const std::size_t slash = name.find('/');
  quantity.column = name.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (slash != std::string_view::npos)
    quantity.group = name.substr(0, slash);
  else if (std::ranges::find(kTotals, name) == std::end(kTotals))
    quantity.group = group_of(name);
  const bool is_total = slash == std::string_view::npos && quantity.group.empty() &&
                        std::ranges::find(kTotals, name) != std::end(kTotals);
  if (!is_total && !has(quantity.group, quantity.column))
    throw base::InputError({.key = std::string(name.substr(0, 60)),
                            .what = "no result has such a number",
                            .allowed = "a column of /steps, /evaluations, /phases or /nodes, or "
                                       "steps_done, simulated_seconds, host_seconds, seed",
                            .suggestion = base::nearest(name, names())});
  if (colon != std::string_view::npos) parse_reduction(text.substr(colon + 1), quantity);
  return quantity;
}

std::optional<double> quantity_of(const ResultFile& file, const Quantity& quantity) {
  if (quantity.group.empty()) return total(file, quantity.column);
  std::optional<double> found;
  for_each_table(file, [&](const auto& table, const auto& rows) {
    if (table.group != quantity.group) return;
    for (const auto& column : table.columns) {
      if (column.name != quantity.column) continue;
      std::vector<double> values;
      for (const auto& row : rows) values.push_back(number_in(column, row));
      found = reduced(std::move(values), quantity);
    }
  });
  return found;
}

}  // namespace consim::analysis
