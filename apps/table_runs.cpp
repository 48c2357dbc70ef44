#include "apps/table_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "scenarios/ending.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"
#include "scenarios/save.h"
#include "sim/results/schema.h"

namespace consim::apps {
namespace {

namespace fs = std::filesystem;

// Everything that decides what a run does.
std::string identity(const TableRun& run) {
  scenarios::Scenario scenario = run.scenario;
  scenario.name = "run";
  return run.cell() + '\n' + scenarios::run_text(scenario);
}

bool has_ended(const TableRun& run) { return scenarios::has_ended(run.file.summary.status); }

bool gets_farther(const TableRun& a, const TableRun& b) {
  if (has_ended(a) != has_ended(b)) return has_ended(a);
  return a.file.summary.totals.steps_done > b.file.summary.totals.steps_done;
}

bool same_results(const TableRun& a, const TableRun& b) {
  const results::ResultSummary& first = a.file.summary;
  const results::ResultSummary& second = b.file.summary;
  return first.status == second.status && first.totals.steps_done == second.totals.steps_done &&
         first.totals.trajectory_hash == second.totals.trajectory_hash;
}

base::Problem contradiction(const TableRun& kept, const TableRun& other) {
  return {.file = other.file.summary.path.string(),
          .what = fmt::format("the same run as {}, with other results (trajectory hash {:016x} in "
                              "place of {:016x})",
                              kept.file.summary.path.string(),
                              other.file.summary.totals.trajectory_hash,
                              kept.file.summary.totals.trajectory_hash),
          .allowed = "give one of them; other builds and machines may round differently"};
}

std::string note(const TableRun& kept, const TableRun& other) {
  const fs::path& first = kept.file.summary.path;
  const fs::path& second = other.file.summary.path;
  std::error_code ignored;
  if (fs::equivalent(first, second, ignored))
    return fmt::format("{} is given twice: counted once", second.string());
  if (!has_ended(other) && !same_results(kept, other))
    return fmt::format("{} is the run of {}, {}: left out", second.string(), first.string(),
                       other.outcome());
  return fmt::format("{} and {} are the same run: counted once", first.string(), second.string());
}

bool is_among(const fs::path& file, const std::vector<fs::path>& paths) {
  return std::ranges::any_of(paths, [&](const fs::path& path) {
    std::error_code absent;
    return fs::equivalent(file, path, absent);
  });
}

}  // namespace

std::string TableRun::outcome() const {
  const results::Status status = file.summary.status;
  if (status == results::Status::kComplete) return "";
  return file.summary.killed() ? "killed" : std::string(results::to_string(status));
}

ResultFiles result_files(const std::vector<std::string>& given) {
  ResultFiles files;
  std::vector<fs::path> pilots;
  for (const std::string& one : given) {
    if (!fs::is_directory(one)) {
      files.paths.emplace_back(one);
      continue;
    }
    std::vector<fs::path> inside;
    const std::size_t pilots_before = pilots.size();
    for (const fs::directory_entry& entry : fs::directory_iterator(one)) {
      if (entry.path().extension() != ".h5") continue;
      if (scenarios::is_pilot_path(entry.path()))
        pilots.push_back(entry.path());
      else
        inside.push_back(entry.path());
    }
    if (inside.empty())
      throw base::InputError({.file = one,
                              .what = pilots.size() > pilots_before
                                          ? "has no result file (*.h5) but of pilots"
                                          : "has no result file (*.h5)"});
    std::ranges::sort(inside);
    files.paths.insert(files.paths.end(), inside.begin(), inside.end());
  }
  std::ranges::sort(pilots);
  for (const fs::path& pilot : pilots) {
    if (is_among(pilot, files.paths)) continue;
    ++files.pilots;
    if (!scenarios::has_run(pilot)) files.without_run.push_back(pilot.filename().string());
  }
  return files;
}

std::string note_of_pilots(const ResultFiles& files) {
  const std::size_t count = files.pilots, lost = files.without_run.size();
  std::string text =
      fmt::format("{} (*.pilot-K.h5) {} passed over; named one by one they count",
                  count == 1 ? "1 pilot's file" : fmt::format("{} pilots' files", count),
                  count == 1 ? "is" : "are");
  if (lost > 0)
    text += fmt::format("; {} without a result of {} run, such as {}",
                        lost == 1 ? "one is" : fmt::format("{} are", lost),
                        lost == 1 ? "its" : "their", files.without_run.front());
  return text;
}

std::vector<TableRun> read_runs(const std::vector<fs::path>& files, const TableKeys& keys) {
  std::vector<TableRun> runs;
  std::vector<base::Problem> problems;
  for (const fs::path& file : files) {
    try {
      results::ResultFile result = results::read_result(file);
      scenarios::Scenario scenario =
          scenarios::parse_scenario(result.scenario, {.file = file.string(), .directory = {}});
      std::string row = scenarios::value_of(scenario, keys.rows);
      std::string column = keys.columns.empty() ? "" : scenarios::value_of(scenario, keys.columns);
      runs.push_back({std::move(result), std::move(scenario), std::move(row), std::move(column)});
    } catch (const base::InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw base::InputError(std::move(problems));
  return runs;
}

std::vector<std::string> drop_copies(std::vector<TableRun>& runs) {
  std::map<std::string, std::vector<std::size_t>> copies;
  for (std::size_t i = 0; i < runs.size(); ++i) copies[identity(runs[i])].push_back(i);
  std::vector<std::size_t> kept_for(runs.size());
  for (auto& [text, group] : copies) {
    const std::size_t kept = *std::ranges::min_element(
        group, [&](std::size_t a, std::size_t b) { return gets_farther(runs[a], runs[b]); });
    for (const std::size_t i : group) kept_for[i] = kept;
  }
  std::vector<std::string> notes;
  std::vector<base::Problem> problems;
  std::vector<TableRun> kept;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const TableRun& first = runs[kept_for[i]];
    if (kept_for[i] == i) continue;
    if (has_ended(runs[i]) && !same_results(first, runs[i]))
      problems.push_back(contradiction(first, runs[i]));
    notes.push_back(note(first, runs[i]));
  }
  if (!problems.empty()) throw base::InputError(std::move(problems));
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (kept_for[i] == i) kept.push_back(std::move(runs[i]));
  runs = std::move(kept);
  return notes;
}

}  // namespace consim::apps
