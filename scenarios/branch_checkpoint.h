// Checkpoints at which a run's later phases haven't begun, so that other runs with the same earlier
// phases can begin there.
//
//   BranchKeeper keeper(scenario, parts, {.output = "a.h5", .phases = {1}});   // in run a
//   keeper.offer(recorder.steps_done(), furthest, [&] { return state(); });    // at each pause
//   if (auto start = find_branch("a.h5", other_scenario, other_parts)) …       // in another run
//
// Nodes don't wait for all others, so that some may be in a phase before the last one has ended the
// step before it. Kept is therefore the last state at the end of a logical step with all nodes
// before the phase, `<output>.phase-<k>.checkpoint`: at most kBranchWindow steps before it, one
// where nodes wait for each other; none where nodes are farther ahead of each other. Rows are in
// it, so nothing else of the run is needed.
//
// Guarantee: a run from there has the bits of one from the beginning.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/assemble.h"
#include "sim/record/run_recorder.h"
#include "sim/record/writer.h"

namespace consim::scenarios {

/// `<output>.phase-<k>.checkpoint`
std::filesystem::path branch_path(const std::filesystem::path& output, std::size_t phase);

struct BranchRows {
  std::vector<results::StepRow> steps;
  std::vector<results::EvaluationRow> evaluations;
  std::vector<results::LayerRow> layers;          ///< as many as evaluations, or none
  std::vector<results::NodeEvaluationRow> nodes;  ///< as well

  template <class Archive>
  void persist(Archive& archive) {
    archive(steps, evaluations, layers, nodes);
  }
};

/// Of a result file up to there; fewer if it has fewer.
BranchRows stored_rows(const std::filesystem::path& output, const record::ResumePoint& point);
/// In the order in which a run has them, an evaluation after the row of its step.
void append_rows(record::ResultWriter& writer, const BranchRows& rows);

/// Where a run begins in place of its first step.
struct BranchStart {
  std::size_t phase = 0;       ///< that hasn't begun there
  std::filesystem::path from;  ///< output of the run that has kept it
  std::filesystem::path file;
  std::string state;
  BranchRows rows;
};

/// The checkpoint of the latest phase that `from` has kept one before and up to which both runs
/// agree; nothing if there is none, or none of this program's. Throws InputError for a file that
/// can't be read.
std::optional<BranchStart> find_branch(const std::filesystem::path& from, const Scenario& scenario,
                                       const Assembly& parts);

struct RunOptions;

/// Throws InputError where `branch_from` is the output.
void require_other_output(const RunOptions& options);

/// The latest of what all runs that the options name have kept, among equals that of `branch_from`;
/// of those of `branch_perhaps` none behind a phase before which this run keeps its state itself.
/// Throws InputError also where `branch_from` is the output, or has none and nothing is resumed.
std::optional<BranchStart> branch_start(const Scenario& scenario, const Assembly& parts,
                                        const RunOptions& options);

/// What a run is to keep before the phase that it begins with is what it begins from.
void keep_branch_of(const BranchStart& start, const RunOptions& options);

class BranchKeeper {
 public:
  struct Config {
    std::filesystem::path output;
    std::vector<std::size_t> phases;  ///< before which a checkpoint is kept
  };
  /// Throws InputError for a phase that the scenario doesn't have, or the first one.
  BranchKeeper(const Scenario& scenario, const Assembly& parts, Config config);

  /// The first steps of the phases that may still come: near to them the run has to pause at each
  /// logical step's end.
  std::vector<std::int64_t> steps() const;
  /// Whether a checkpoint may still be kept; rows are collected till then.
  bool wanted() const { return !config_.phases.empty(); }

  /// The rows of an earlier part of the run.
  void begin_with(BranchRows rows);
  void append(const results::StepRow& row);
  void append(const results::EvaluationRow& row);
  void append_spread(const results::LayerRow& layers, const results::NodeEvaluationRow& nodes);

  /// At the end of a logical step: so many are done, and the furthest node has done `furthest`.
  /// Throws InputError where a checkpoint can't be written.
  void offer(std::int64_t done, std::int64_t furthest, const std::function<std::string()>& state);

 private:
  /// Of the next phase.
  struct Kept {
    std::string state;
    record::ResumePoint rows;
  };
  std::int64_t next_start() const { return parts_.phases[config_.phases.front()].start; }
  void pass_phase();
  void pass_phases_before(std::int64_t done);
  record::ResumePoint row_counts() const;
  void write();

  const Scenario& scenario_;
  const Assembly& parts_;
  Config config_;  ///< phases still to come, ascending
  BranchRows rows_;
  std::optional<Kept> kept_;
};

}  // namespace consim::scenarios
