#include "analysis/quantity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

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

// Of the numbers in a row, which have no time.
constexpr std::string_view kAcross[] = {"min", "max", "mean", "sum"};

constexpr const char* kAllowed =
    "a column of /steps, /evaluations, /phases or /nodes, or of /layers or /node_evaluations with "
    "[WHICH], or steps_done, simulated_seconds, host_seconds, seed";

// Calls visit(table, rows of a file) for each table that numbers are taken from, in the order in
// which a bare name is looked for.
template <class Visit>
void for_each_table(const ResultFile& file, const Visit& visit) {
  visit(results::table_of<results::EvaluationRow>(), file.evaluations);
  visit(results::table_of<results::StepRow>(), file.steps);
  visit(results::table_of<results::PhaseRow>(), file.phases);
  visit(results::table_of<results::NodeRow>(), file.nodes);
  visit(results::table_of<results::LayerRow>(), file.layer_rows);
  visit(results::table_of<results::NodeEvaluationRow>(), file.node_evaluations);
}

template <class Row>
bool is_number(const results::Column<Row>& column) {
  return !std::holds_alternative<std::string Row::*>(column.member);
}

// Several numbers in a row.
template <class Row>
bool is_wide(const results::Column<Row>& column) {
  return std::holds_alternative<std::vector<double> Row::*>(column.member);
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

bool is_total(std::string_view name) {
  return std::ranges::find(kTotals, name) != std::end(kTotals);
}

// What a name stands for: the group, and whether there are several numbers in a row.
struct Found {
  std::string group;
  bool wide = false;
};

// A column is looked for among those that have as many numbers in a row as the name asks for, then
// among the others. An empty group is any.
std::optional<Found> find_column(std::string_view group, std::string_view name, bool wide) {
  std::optional<Found> found;
  for_each_table(ResultFile{}, [&](const auto& table, const auto&) {
    if (!group.empty() && table.group != group) return;
    for (const auto& column : table.columns) {
      if (column.name != name || !is_number(column)) continue;
      if (!found || (found->wide != wide && is_wide(column) == wide))
        found = Found{std::string(table.group), is_wide(column)};
    }
  });
  return found;
}

// `after`, the end of `name`, begins with a colon.
void parse_reduction(std::string_view name, std::string_view after, Quantity& quantity) {
  const std::string_view text = after.starts_with(':') ? after.substr(1) : std::string_view();
  const auto* known = std::ranges::find(kReductions, text, &NamedReduction::name);
  if (known != std::end(kReductions)) {
    quantity.how = known->how;
    return;
  }
  quantity.how = Reduction::kRow;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.row);
  if (error == std::errc() && end == text.data() + text.size()) return;
  throw base::InputError(
      {.key = std::string(name.substr(0, 60)),
       .what = fmt::format("\"{}\" is no way to choose from rows", after.substr(0, 60)),
       .allowed = "expected :last, :first, :min, :max, :mean, :sum, or :N, a row's number from 0"});
}

// NaN where nothing is left to reduce.
double reduced(std::vector<double> values, Reduction how) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return results::kNone;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  switch (how) {
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

std::optional<double> value_of_rows(std::vector<double> values, const Quantity& quantity) {
  double value = results::kNone;
  if (quantity.how != Reduction::kRow)
    value = reduced(std::move(values), quantity.how);
  else if (quantity.row < values.size())
    value = values[quantity.row];
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

double total(const ResultFile& file, std::string_view name) {
  const results::Totals& totals = file.summary.totals;
  if (name == "steps_done") return static_cast<double>(totals.steps_done);
  if (name == "simulated_seconds") return totals.simulated_seconds;
  if (name == "host_seconds") return totals.host_seconds;
  return static_cast<double>(file.summary.attributes.seed);
}

// The place in a row that `which` names, if it names one.
std::optional<std::size_t> place_of(const std::string& which,
                                    const std::vector<std::string>& parts) {
  const auto named = std::ranges::find(parts, which);
  if (named != parts.end()) return static_cast<std::size_t>(named - parts.begin());
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(which.data(), which.data() + which.size(), place);
  const bool whole = error == std::errc() && end == which.data() + which.size();
  return whole && place < parts.size() ? std::optional(place) : std::nullopt;
}

double part_of_row(const std::vector<double>& row, const std::string& which,
                   const std::vector<std::string>& parts) {
  if (const auto place = place_of(which, parts))
    return *place < row.size() ? row[*place] : results::kNone;
  const auto* how = std::ranges::find(kReductions, which, &NamedReduction::name);
  const bool known =
      how != std::end(kReductions) && std::ranges::find(kAcross, which) != std::end(kAcross);
  return known ? reduced(row, how->how) : results::kNone;
}

template <class Row>
double number_in(const results::Column<Row>& column, const Row& row, const std::string& which,
                 const std::vector<std::string>& parts) {
  if (const auto* real = std::get_if<double Row::*>(&column.member)) return row.**real;
  if (const auto* wide = std::get_if<std::vector<double> Row::*>(&column.member))
    return part_of_row(row.**wide, which, parts);
  const std::int64_t whole = row.*std::get<std::int64_t Row::*>(column.member);
  return whole == results::kNotCounted ? results::kNone : static_cast<double>(whole);
}

struct Text {
  std::string_view group, column, which, how;
  bool has_group = false, has_which = false, has_how = false;
};

// The parts of a name as they stand; a layer's name may have colons and slashes in it.
Text split(std::string_view text) {
  Text parts;
  const std::size_t open = text.find('[');
  const std::size_t close = text.rfind(']');
  std::string_view name = text.substr(0, std::min(open, text.find(':')));
  std::string_view rest = text.substr(name.size());
  if (open == name.size() && close != std::string_view::npos) {
    parts.which = text.substr(open + 1, close - open - 1);
    parts.has_which = true;
    rest = text.substr(close + 1);
  }
  parts.has_how = !rest.empty();
  parts.how = rest;
  const std::size_t slash = name.find('/');
  parts.has_group = slash != std::string_view::npos;
  if (parts.has_group) parts.group = name.substr(0, slash);
  parts.column = parts.has_group ? name.substr(slash + 1) : name;
  return parts;
}

[[noreturn]] void refuse(std::string_view text, std::string what, std::string allowed,
                         std::string suggestion = "") {
  throw base::InputError({.key = std::string(text.substr(0, 60)),
                          .what = std::move(what),
                          .allowed = std::move(allowed),
                          .suggestion = std::move(suggestion)});
}

void require_which(std::string_view text, const Text& parts, bool wide) {
  const std::string_view name = text.substr(0, text.find_first_of("[:"));
  if (wide && parts.which.empty())
    refuse(text, "has several numbers in a row",
           fmt::format("{}[WHICH], a layer's name or the number of a layer or node from 0, or {}",
                       name, fmt::join(kAcross, ", ")));
  if (!wide && parts.has_which)
    refuse(text, "has one number in a row, of which nothing is to be chosen",
           fmt::format("{}, or {}:HOW to choose a row", name, name));
}

}  // namespace

Quantity parse_quantity(std::string_view text) {
  const Text parts = split(text);
  Quantity quantity{.group = {}, .column = std::string(parts.column)};
  const bool total_of_run = !parts.has_group && is_total(parts.column);
  bool wide = false;
  if (!total_of_run) {
    const auto found = parts.has_group && parts.group.empty()
                           ? std::nullopt
                           : find_column(parts.group, parts.column, parts.has_which);
    if (!found) {
      const std::string_view name = text.substr(0, text.find_first_of("[:"));
      refuse(name, "no result has such a number", kAllowed, base::nearest(name, names()));
    }
    quantity.group = found->group;
    wide = found->wide;
  }
  require_which(text, parts, wide);
  quantity.which = parts.which;
  if (parts.has_how) parse_reduction(text, parts.how, quantity);
  return quantity;
}

std::vector<std::string> parts_of_rows(const ResultFile& file, const Quantity& quantity) {
  std::vector<std::string> parts;
  if (quantity.which.empty()) return parts;
  if (quantity.group == "layers")
    for (const results::LayerRecord& layer : file.layers) parts.push_back(layer.name);
  else if (!file.node_evaluations.empty())
    for (std::size_t i = 0; i < file.node_evaluations.front().distance.size(); ++i)
      parts.push_back(std::to_string(i));
  return parts;
}

bool has_part(const ResultFile& file, const Quantity& quantity) {
  if (quantity.which.empty()) return true;
  const std::vector<std::string> parts = parts_of_rows(file, quantity);
  return place_of(quantity.which, parts) ||
         (!parts.empty() && std::ranges::find(kAcross, quantity.which) != std::end(kAcross));
}

std::size_t rows_of(const ResultFile& file, const Quantity& quantity) {
  std::size_t count = 0;
  for_each_table(file, [&](const auto& table, const auto& rows) {
    if (table.group == quantity.group) count = rows.size();
  });
  return count;
}

std::optional<double> quantity_of(const ResultFile& file, const Quantity& quantity) {
  if (quantity.group.empty()) return total(file, quantity.column);
  const std::vector<std::string> parts = parts_of_rows(file, quantity);
  std::optional<double> found;
  for_each_table(file, [&](const auto& table, const auto& rows) {
    if (table.group != quantity.group) return;
    for (const auto& column : table.columns) {
      if (column.name != quantity.column) continue;
      std::vector<double> values;
      for (const auto& row : rows) values.push_back(number_in(column, row, quantity.which, parts));
      found = value_of_rows(std::move(values), quantity);
    }
  });
  return found;
}

}  // namespace consim::analysis
