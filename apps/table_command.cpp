#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <utility>

#include "analysis/quantity.h"
#include "analysis/result_table.h"
#include "apps/command.h"
#include "apps/table_runs.h"
#include "base/errors.h"
#include "scenarios/save.h"

namespace consim::apps {
namespace {

using analysis::NumberStyle;
using analysis::Quantity;
using analysis::TableEntry;
using Run = TableRun;

struct Options {
  std::vector<std::string> results;
  std::string rows = "name";
  std::string columns;
  std::vector<std::string> values;
  std::string format = "text";
};

constexpr std::array kFormats = {"text", "csv", "markdown", "latex"};

[[noreturn]] void refuse(const std::string& key, std::string what, std::string allowed,
                         std::string suggestion = "") {
  throw base::InputError(base::Problem{.key = key,
                                       .what = std::move(what),
                                       .allowed = std::move(allowed),
                                       .suggestion = std::move(suggestion)});
}

void require_key(const std::string& option, const std::string& key, const std::vector<Run>& runs) {
  std::vector<std::string> known;
  for (const Run& run : runs)
    if (scenarios::value_of(run.scenario, key) != scenarios::kNotGiven) return;
  for (const Run& run : runs)
    for (std::string& one : scenarios::keys_of(run.scenario))
      if (std::ranges::find(known, one) == known.end()) known.push_back(std::move(one));
  refuse(option, fmt::format("none of the scenarios has the key \"{}\"", key),
         "a key of docs/scenario.md, such as topology.family", base::nearest(key, known));
}

// What shares a cell should differ in its seed alone.
void note_mixtures(const std::vector<Run>& runs) {
  std::map<std::string, const Run*> first;
  std::vector<std::string> keys;
  for (const Run& run : runs) {
    const auto [known, added] = first.try_emplace(run.cell(), &run);
    if (added) continue;
    for (const auto& difference : scenarios::differences(known->second->scenario, run.scenario))
      if (difference.key != "seed" && difference.key != "name" &&
          std::ranges::find(keys, difference.key) == keys.end())
        keys.push_back(difference.key);
  }
  if (keys.empty()) return;
  constexpr std::size_t kTold = 6;
  const std::size_t more = keys.size() > kTold + 1 ? keys.size() - kTold : 0;
  keys.resize(keys.size() - more);
  tell(fmt::format("consim: runs that share a cell differ in {}{} too", fmt::join(keys, ", "),
                   more > 0 ? fmt::format(" and {} more keys", more) : ""));
}

// Accuracies and their differences are fractions, told in percent.
NumberStyle style_of(const Quantity& quantity) {
  const bool fraction = quantity.column.find("accuracy") != std::string::npos ||
                        quantity.column == "generalization_gap";
  return {.digits = 4, .percent = fraction};
}

// Names of a part of rows that none of the results has, such as a layer's.
void require_parts(const std::vector<Quantity>& quantities, const std::vector<Run>& runs) {
  constexpr std::size_t kListed = 20;
  for (const Quantity& quantity : quantities) {
    std::vector<std::string> known;
    if (std::ranges::any_of(runs, [&](const Run& run) { return has_part(run.file, quantity); }))
      continue;
    for (const Run& run : runs)
      for (std::string& part : parts_of_rows(run.file, quantity))
        if (std::ranges::find(known, part) == known.end()) known.push_back(std::move(part));
    const std::string nearest = base::nearest(quantity.which, known);
    const std::size_t more = known.size() - std::min(known.size(), kListed);
    known.resize(known.size() - more);
    refuse("--value",
           fmt::format("no result has {}/{}[{}]", quantity.group, quantity.column, quantity.which),
           known.empty()
               ? fmt::format("none of these results has /{}", quantity.group)
               : fmt::format("there are {}{}, and min, max, mean, sum", fmt::join(known, ", "),
                             more > 0 ? fmt::format(" and {} more", more) : ""),
           nearest);
  }
}

// Numbers of rows that none of the results has.
void require_rows(const std::vector<Quantity>& quantities, const std::vector<Run>& runs) {
  for (const Quantity& quantity : quantities) {
    if (quantity.how != analysis::Reduction::kRow || quantity.group.empty()) continue;
    std::size_t most = 0;
    for (const Run& run : runs) most = std::max(most, rows_of(run.file, quantity));
    if (quantity.row < most) continue;
    refuse(
        "--value",
        fmt::format("no result has row {} of {}/{}", quantity.row, quantity.group, quantity.column),
        most == 0 ? fmt::format("none of these results has rows of /{}", quantity.group)
                  : fmt::format("expected a row's number from 0 to {}", most - 1));
  }
}

// With a key for the columns one quantity, without one each quantity is a column.
std::vector<TableEntry> entries_of(const std::vector<Run>& runs, const Options& options,
                                   const std::vector<Quantity>& quantities) {
  std::vector<TableEntry> entries;
  for (const Run& run : runs)
    for (std::size_t i = 0; i < quantities.size(); ++i)
      entries.push_back({run.row, options.columns.empty() ? options.values[i] : run.column,
                         analysis::quantity_of(run.file, quantities[i]), run.outcome()});
  return entries;
}

void print(const analysis::ResultTable& table, const std::vector<NumberStyle>& styles,
           const std::string& format) {
  fmt::print("{}", format == "csv"        ? to_csv(table)
                   : format == "markdown" ? to_markdown(table, styles)
                   : format == "latex"    ? to_latex(table, styles)
                                          : to_text(table, styles));
}

int run(Options options) {
  if (options.values.empty()) options.values = {"test_accuracy"};
  if (!options.columns.empty() && options.values.size() > 1)
    refuse("--value", "several quantities with --columns", "one, or no --columns");
  std::vector<Quantity> quantities;
  std::vector<NumberStyle> styles;
  for (const std::string& text : options.values) {
    quantities.push_back(analysis::parse_quantity(text));
    styles.push_back(style_of(quantities.back()));
  }
  const ResultFiles files = result_files(options.results);
  std::vector<Run> runs = read_runs(files.paths, {options.rows, options.columns});
  require_key("--rows", options.rows, runs);
  if (!options.columns.empty()) require_key("--columns", options.columns, runs);
  require_parts(quantities, runs);
  require_rows(quantities, runs);
  if (files.pilots > 0) tell("consim: " + note_of_pilots(files));
  for (const std::string& note : drop_copies(runs)) tell("consim: " + note);
  note_mixtures(runs);
  const std::string corner =
      options.columns.empty() ? options.rows : options.rows + " \\ " + options.columns;
  print(make_table(corner, entries_of(runs, options, quantities)), styles, options.format);
  return kDone;
}

}  // namespace

Command table_command(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand(
      "table",
      "Mean and standard deviation of recorded numbers, over runs that differ in the rest");
  app->add_option("results", options->results, "result files, or folders of them")->required();
  app->add_option("--rows", options->rows, "key of the scenario that the rows are for")
      ->capture_default_str();
  app->add_option("--columns", options->columns, "key of the scenario that the columns are for");
  app->add_option(
         "--value", options->values,
         "what is shown (test_accuracy), such as simulated_seconds, steps/consensus_distance:max, "
         "phases/mean_rounds:0, layers/consensus_distance[NAME], "
         "node_evaluations/distance[max]; without --columns several")
      ->allow_extra_args(false)
      ->take_all();
  app->add_option("--format", options->format, "text, csv, markdown or latex")
      ->check(CLI::IsMember(kFormats))
      ->capture_default_str();
  app->footer(
      "A key may have * for a phase's number: phase.*.algorithm.control.fraction is that of "
      "whichever\n"
      "phase has one. A value is [GROUP/]COLUMN[:HOW], HOW last, first, min, max, mean, sum or a "
      "row's\n"
      "number. Of layers and node_evaluations COLUMN[WHICH]: a layer's name, a layer's or node's\n"
      "number, or min, max, mean, sum of a row.\n\n"
      "Runs that agree in both keys, such as those of several seeds, share a cell: mean ± "
      "standard\n"
      "deviation (runs). Accuracies and generalization_gap are in percent, but in CSV.\n\n"
      "Example:\n"
      "  consim table results/ --rows name --value test_accuracy --value simulated_seconds");
  return {app, [options] { return run(*options); }};
}

}  // namespace consim::apps
