// The Recorder of a run: turns ended logical steps into rows of the result.
//
// When logical step t ends, the measurements of the steps before it are waited for and written, so
// issuing runs at most one logical step ahead of what is known, at the same place for any number of
// threads. At a step that is evaluated, is the last one or ends with a checkpoint, step t is waited
// for as well. The sink is told before anything that an evaluation needs is waited for, and before
// the evaluation itself, so that no row waits in memory for its end. Divergence is decided on these
// values only: the run pauses when a step's loss or consensus distance isn't finite.
//
//   step = logical steps done, so the first row of record_every_steps = 1 is step 1
//   epoch = step / steps_per_epoch
//
//   RunRecorder recorder({.plan = plan, .steps_per_epoch = 40, .phases = {{0, "dsgd"}}}, &swarm,
//                        sink);
//   Engine engine(cluster, {algorithm, &swarm, recorder});
//   while (engine.run() == Engine::Outcome::kPaused && !recorder.diverged()) save(…);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "sim/kernel/engine.h"
#include "sim/learning/swarm.h"
#include "sim/results/rows.h"

namespace consim::record {

/// Where rows go, in order.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Rows may have to wait long for the next one: an evaluation begins.
  virtual void flush() {}
  /// A logical step has ended, recorded or not.
  virtual void on_step_end() {}
  virtual void append(const results::StepRow& row) = 0;
  virtual void append(const results::EvaluationRow& row) = 0;
  /// Layers and nodes one by one; before the evaluation of the same step.
  virtual void append_spread(const results::LayerRow&, const results::NodeEvaluationRow&) {}
};

inline constexpr std::int64_t kBranchWindow = 32;

class RunRecorder final : public sim::Observer {
 public:
  /// Logical steps from `start` up to the next phase's.
  struct Phase {
    std::int64_t start = 0;
    std::string algorithm = {};
    bool estimates = false;  ///< of noise, smoothness and critical distance, anew in each phase
    double decay = 0.9;      ///< of the estimates' averages
    double target = results::kNone;  ///< of steps in which nothing is decided on
  };
  struct Config {
    sim::Plan plan;
    std::int64_t steps_per_epoch = 1;
    std::int64_t checkpoint_every = 0;         ///< logical steps; 0: none
    std::vector<std::int64_t> branch_at = {};  ///< steps: the last kBranchWindow ends before pause
    std::vector<Phase> phases = {{}};          ///< at least one, ascending from step 0
    int nodes = 1;
  };

  /// `swarm` is null in a timing-only run, whose rows have no values of learning.
  RunRecorder(const Config& config, sim::Swarm* swarm, RowSink& sink);

  bool on_step_end(const sim::StepEnd& end) override;
  /// Measures and writes what has ended and waits for the next step's end: the run ends here. The
  /// state to go on from has to be saved before.
  void finish();

  /// A logical step's loss or consensus distance wasn't finite.
  bool diverged() const { return state_.diverged; }
  /// The step that just ended asks for a checkpoint.
  bool checkpoint_due() const { return checkpoint_due_; }
  /// The step that just ended is one of the last before a step of branch_at.
  bool branch_due() const { return branch_due_; }
  std::int64_t steps_done() const { return state_.steps_done; }
  std::int64_t step_rows() const { return state_.step_rows; }
  std::int64_t evaluation_rows() const { return state_.evaluation_rows; }
  const std::optional<results::StepRow>& last_step() const { return last_step_; }
  const std::optional<results::EvaluationRow>& last_evaluation() const { return last_evaluation_; }
  /// The phases that have begun, the first one in any case; the last ends with the steps done.
  std::vector<results::PhaseRow> phases() const;
  /// A hash of the measurements of all steps.
  base::Hash64 hash() const { return state_.hash; }

  template <class Archive>
  void persist(Archive& archive) {
    archive(state_, pending_);
    // Of a run that agrees with this one up to a phase that hasn't begun.
    if constexpr (Archive::kLoading) state_.phases.resize(config_.phases.size());
    persist_row(archive, last_step_);
    persist_row(archive, last_evaluation_);
  }

 private:
  struct PhaseTotals {
    double max_distance = results::kNone;
    double max_distance_after_mixing = results::kNone;
    std::int64_t rounds = 0, tests = 0;  ///< sums over steps
    double end = 0;                      ///< s, when its last step so far had ended
    std::int64_t bytes = 0;              ///< sent from the beginning of the run till then
    double test_accuracy = results::kNone;
  };
  struct State {
    base::Hash64 hash;
    std::vector<PhaseTotals> phases;
    sim::CriticalDistance critical;
    std::int64_t steps_done = 0;
    std::int64_t step_rows = 0;
    std::int64_t evaluation_rows = 0;
    bool diverged = false;
    template <class Archive>
    void persist(Archive& archive) {
      archive(hash, phases, critical, steps_done, step_rows, evaluation_rows, diverged);
    }
  };

  template <class Archive, class Row>
  static void persist_row(Archive& archive, std::optional<Row>& row) {
    bool there = row.has_value();
    archive(there);
    if (!there) return row.reset();
    if (!row) row.emplace();
    archive(*row);
  }

  void settle(const sim::StepEnd& end);
  void write(const sim::StepEnd& end, const sim::StepMeasurement& measured);
  void evaluate(const sim::StepEnd& end);
  double epoch(std::int64_t steps) const;
  std::size_t phase_of(std::int64_t step) const;

  Config config_;
  sim::Swarm* swarm_;
  RowSink& sink_;
  State state_;
  std::vector<sim::StepEnd> pending_;  ///< ended, not yet measured; at most one between events
  std::optional<results::StepRow> last_step_;
  std::optional<results::EvaluationRow> last_evaluation_;
  bool checkpoint_due_ = false;
  bool branch_due_ = false;
};

}  // namespace consim::record
