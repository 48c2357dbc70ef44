// The runs that a table is of: each once, however often its file is given.
//
//   std::vector<TableRun> runs = read_runs(result_files({"results/"}).paths, {"name", "seed"});
//   for (const std::string& note : drop_copies(runs)) tell("consim: " + note);
//
// Two results of the same scenario and seed are the same run, wherever they lie and whatever its
// name is. Of those that share a cell one counts: the complete (or diverged) one, among interrupted
// ones the one that got farthest.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/results/reader.h"

namespace consim::apps {

struct TableKeys {
  std::string rows;
  std::string columns;  ///< empty: none
};

struct TableRun {
  results::ResultFile file;
  scenarios::Scenario scenario;
  std::string row, column;  ///< values of the keys

  /// How it ended; empty: complete.
  std::string outcome() const;
  /// The same for runs that share one.
  std::string cell() const { return row + '\n' + column; }
};

struct ResultFiles {
  std::vector<std::filesystem::path> paths;
  std::size_t pilots = 0;                     ///< in the folders, and not named themselves
  std::vector<std::string> without_run = {};  ///< those of them whose run has no result
};

/// A folder stands for the result files in it, by name, but for pilots, which are of other runs.
/// Throws InputError for a folder without any.
ResultFiles result_files(const std::vector<std::string>& given);

/// "4 pilots' files … are passed over"; requires that there are any.
std::string note_of_pilots(const ResultFiles& files);

/// Throws InputError with the problems of all files.
std::vector<TableRun> read_runs(const std::vector<std::filesystem::path>& files,
                                const TableKeys& keys);

/// Returns what was left out and why, by the files' names. Throws InputError where two results of
/// one run that has ended differ. O(runs · log(runs)).
std::vector<std::string> drop_copies(std::vector<TableRun>& runs);

}  // namespace consim::apps
