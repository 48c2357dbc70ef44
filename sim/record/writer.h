// Writes a result file while a run goes on, so that others can read it at any time
// (docs/result-file.md).
//
//   ResultWriter writer({.output = "results/ring-32.h5", .attributes = …, .scenario = toml,
//                        .topology = …, .work = …, .phases = 1, .nodes = 32});
//   while (running && writer.append(step_row)) …          // false: the disk is full
//   writer.close({.status = Status::kComplete, .totals = …, .phases = …, .nodes = …});
//
// Guarantees
// * The output appears under its name when it is complete in form (all groups, datasets and
//   attributes) and open for SWMR readers; until then an older file of that name stays as it is.
//   It is locked (results/lock_file.h) till closed.
// * Rows are flushed at every evaluation, at a row or a call of flush_if_due() when `flush_seconds`
//   of host time have passed, and at the start of each chunk of a table. What has been flushed
//   survives the death of the process. A flush doesn't wait for the disk.
// * The file's bytes follow from the header, the rows in their order and what close() is given.
//   When rows happened to be flushed makes no difference, and without events also not whether the
//   run was resumed.
// * A file that somebody removes or replaces meanwhile is noticed at the next flush: the writer
//   takes no more rows, and close() puts the file back under its name, or under `<output>.rescued`
//   if another file has that by now.
// * Room on the disk is reserved ahead of each flush. When it runs out, everything appended so far
//   is in the file, the writer takes no more rows, and close() still works. Where room can't be
//   reserved, or a write fails for another reason, the file stays as a killed run's, with all that
//   was flushed before; this process then has it open until it exits and can't read it.
//
// Errors: an output that exists (without `overwrite`), is being written by another run or can't be
// created throws InputError and leaves the folder as it was. Trouble later is an outcome: see
// failure(). (A program should ignore SIGXFSZ, which else ends it where files may not grow.)
//
// Complexity: O(columns) a row; a flush costs about 1 ms. Not for several threads at once, and
// while one thread writes or reads a result file no other one does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/header.h"
#include "sim/results/reader.h"
#include "sim/results/rows.h"

namespace consim::record {

using results::EvaluationRow;
using results::EventRow;
using results::LayerRow;
using results::NodeEvaluationRow;
using results::NodeRow;
using results::PhaseRow;
using results::Status;
using results::StepRow;
using results::Totals;

struct ResultHeader {
  std::filesystem::path output = {};  ///< missing folders are made
  bool overwrite = false;             ///< replace an existing result
  results::RootAttributes attributes = {};
  std::string scenario = {};  ///< TOML, fully resolved
  results::TopologyRecord topology = {};
  results::WorkRecord work = {};
  results::OptionalParts parts = {};
  std::vector<results::LayerRecord> layers = {};  ///< columns of /layers; none: no such group
  std::int64_t evaluated_nodes = 0;  ///< columns of /node_evaluations; 0: no such group
  std::int64_t phases = 0;           ///< rows that close() will be given at most
  std::int64_t nodes = 0;            ///< as well
  double flush_seconds = 10;         ///< host time; 0: at every row
};

/// How a run ended. `reason` says why it did early; of more than 256 bytes the start is kept.
struct Closing {
  Status status = Status::kComplete;  ///< not kRunning
  std::string reason = {};
  Totals totals = {};
  results::Unreached unreached = {};
  std::vector<PhaseRow> phases = {};
  std::vector<NodeRow> nodes = {};
};

/// The state of the output when a checkpoint was written: what stands behind it is dropped.
struct ResumePoint {
  std::int64_t steps = 0, evaluations = 0, events = 0;  ///< rows
  std::int64_t layers = 0, node_evaluations = 0;        ///< as well
  Totals totals = {};
};

class ResultWriter {
 public:
  explicit ResultWriter(const ResultHeader& header);
  /// Continues header.output, which may be a killed run's: its rows up to the point are copied to a
  /// new file, which then takes its name. The old file isn't changed. Throws InputError also where
  /// it has fewer rows than that.
  static ResultWriter resume(const ResultHeader& header, const ResumePoint& point);

  ResultWriter(ResultWriter&&) noexcept;
  ResultWriter& operator=(ResultWriter&&) noexcept;
  /// Without close() the file ends as `interrupted`.
  ~ResultWriter();

  /// Rows in ascending order of steps; an evaluation after the row of its step. False: the row
  /// wasn't taken, see failure(). An EventRow requires parts.trace.
  bool append(const StepRow& row);
  bool append(const EvaluationRow& row);
  bool append(const EventRow& row);
  /// Before the EvaluationRow of the same step, with which they are flushed. One number for each of
  /// header.layers, of header.evaluated_nodes; requires that there are any.
  bool append(const LayerRow& row);
  bool append(const NodeEvaluationRow& row);

  /// Stored at the next flush.
  void set_totals(const Totals& totals);
  /// Before a checkpoint is written, so that the file has the rows that the checkpoint counts.
  bool flush();
  /// A flush, when `flush_seconds` have passed since the last one.
  bool flush_if_due();
  /// Rows appended so far, and the totals: what a checkpoint keeps to resume from here.
  ResumePoint position() const;

  /// Why the writer takes no more rows: "no space left on device". Nothing while it does.
  const std::optional<std::string>& failure() const;

  /// Writes the last rows and closes the file. After a failure kComplete is stored as kFailed with
  /// that reason. False where not even that could be written. Requires that it is the last call but
  /// failure().
  bool close(const Closing& closing);

 private:
  class Output;
  explicit ResultWriter(std::unique_ptr<Output> output);
  std::unique_ptr<Output> output_;
};

}  // namespace consim::record
