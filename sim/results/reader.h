// Reads a result file: finished, killed, or still growing under a living writer.
//
//   ResultFile file = read_result("results/ring-32.h5");
//   for (const StepRow& row : file.steps) fmt::print("{} {}\n", row.step, row.consensus_distance);
//
// Guarantees: every row that is returned is complete (columns of unequal length, as a growing file
// may show, are cut to the shortest); no value comes from beyond the end of a file that was cut
// off. A file that isn't HDF5, is cut off, isn't consim's, is of a newer format, or lacks a group,
// column or attribute gives one InputError with all problems. Complexity: one pass over the file;
// read_summary reads the root's attributes alone,
// read_description the scenario too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/results/file_access.h"
#include "sim/results/header.h"
#include "sim/results/rows.h"

namespace consim::results {

struct ResultSummary {
  std::filesystem::path path;
  Access access = Access::kPlain;
  bool writer_alive = false;         ///< when the file was opened
  Status status = Status::kRunning;  ///< as the file says: a killed run still says running
  std::string reason;
  RootAttributes attributes;
  Totals totals;
  Unreached unreached;  ///< none in files of earlier programs

  /// The run was killed: `repair` makes the file plainly readable.
  bool killed() const { return access == Access::kSwmr && !writer_alive; }
};

struct ResultFile {
  ResultSummary summary;
  std::string scenario;  ///< TOML
  TopologyRecord topology;
  WorkRecord work;
  OptionalParts parts;
  std::vector<StepRow> steps;
  std::vector<EvaluationRow> evaluations;
  std::vector<LayerRecord> layers;                  ///< none in files of earlier programs
  std::vector<LayerRow> layer_rows;                 ///< as well
  std::vector<NodeEvaluationRow> node_evaluations;  ///< as well
  std::vector<EventRow> events;
  std::vector<PhaseRow> phases;  ///< empty until the run has ended
  std::vector<NodeRow> nodes;    ///< empty until the run has ended
};

/// Throws InputError.
ResultFile read_result(const std::filesystem::path& path);
/// The summary and the scenario alone.
ResultFile read_description(const std::filesystem::path& path);
ResultSummary read_summary(const std::filesystem::path& path);

}  // namespace consim::results
