// Runs a scenario: simulation, training, result file, checkpoints; from the beginning or from a
// checkpoint.
//
//   Run run(scenario, {.output = "results/ring.h5", .threads = 2});
//   RunSummary summary = run.execute();               // summary.status == Status::kComplete
//
// The result file is written while the run goes on (record/writer.h). A checkpoint
// `<output>.checkpoint` is written every checkpoint_every_epochs and when the run is stopped by
// RunOptions::stop; it holds the whole state as values, and the rows written so far are on disk
// before it. With `resume` the run goes on from it, and ends with the bits of an undisturbed run,
// whatever ended the earlier one. No checkpoint: the run starts over; a run that has ended
// (complete or diverged): nothing is done. An exception on the way closes the file as failed and
// goes on.
//
// Errors: InputError for an existing result without `overwrite`, an output that can't be written, a
// checkpoint of another scenario (with the keys that differ) or version, and for what assemble()
// says.
#pragma once

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/assemble.h"
#include "scenarios/phase_summary.h"
#include "scenarios/scenario.h"
#include "sim/kernel/engine.h"
#include "sim/record/run_recorder.h"
#include "sim/results/reader.h"

namespace consim::scenarios {

struct RunOptions {
  std::filesystem::path output;
  int threads = 1;
  bool resume = false;
  bool overwrite = false;
  /// Set by a signal handler: the run ends before the next event, with a checkpoint and a closed
  /// file.
  const std::atomic<bool>* stop = nullptr;
  /// Phases before which a checkpoint is kept for other runs (branch_checkpoint.h).
  std::vector<std::size_t> keep_phases = {};
  /// Another run's output, from whose kept checkpoints this one begins where none of its own is
  /// there to resume from. Empty: none. Without one that fits it begins at step 0 if `resume` is
  /// set, else that is an InputError that says why (branch_refusal.h).
  std::filesystem::path branch_from = {};
  /// Others' outputs, from which it begins as well where one has kept a later checkpoint that fits.
  std::vector<std::filesystem::path> branch_perhaps = {};
  /// The output beside which pilots lie (pilot.h). Empty: `output`.
  std::filesystem::path pilots_of = {};
};

struct RunSummary {
  results::Status status = results::Status::kComplete;
  std::string reason;  ///< why it ended early; empty if it didn't
  std::filesystem::path output;
  int nodes = 0;
  std::int64_t steps_done = 0;
  std::int64_t steps_planned = 0;
  double simulated_seconds = 0;
  double host_seconds = 0;  ///< of training and simulation, earlier parts of a resumed run included
  double samples_per_second = 0;                  ///< of this process, per host second
  std::optional<std::uint64_t> events, messages;  ///< none where nothing was done
  std::uint64_t trajectory_hash = 0;
  std::optional<double> branched_seconds;  ///< host seconds of another run that this one began from
  std::filesystem::path branched_from;     ///< its output
  bool nothing_to_do = false;              ///< resumed, and the run had ended
  std::optional<results::StepRow> last_step;
  std::optional<results::EvaluationRow> last_evaluation;
  std::vector<PhaseSummary> phases;  ///< that have begun
  results::Unreached unreached;      ///< the target that ended the run; step 0: none
};

/// Where a scenario's result goes: `given`, else its output.path, else NAME.h5 in the working
/// directory.
std::filesystem::path output_path(const Scenario& scenario, const std::string& given);

class Run {
 public:
  Run(Scenario scenario, RunOptions options);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  const Assembly& parts() const { return parts_; }
  /// With `resume`: there is neither a checkpoint nor a run that has ended, so it starts over.
  bool resumes_from_nothing() const;
  /// `watcher` sees every row too, for progress.
  RunSummary execute(record::RowSink* watcher = nullptr);

 private:
  class Session;
  std::optional<results::ResultFile> ended_result() const;

  Scenario scenario_;
  RunOptions options_;
  Assembly parts_;
};

}  // namespace consim::scenarios
