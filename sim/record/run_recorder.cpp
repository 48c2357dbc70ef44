#include "sim/record/run_recorder.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace consim::record {
namespace {

constexpr sim::StepMeasurement kUnmeasured = {results::kNone, results::kNone, results::kNone,
                                              results::kNone, results::kNone, results::kNone,
                                              results::kNone, results::kNone, results::kNone};

}  // namespace

RunRecorder::RunRecorder(const Config& config, sim::Swarm* swarm, RowSink& sink)
    : config_(config), swarm_(swarm), sink_(sink) {
  CONSIM_ASSERT(!config.phases.empty() && config.phases.front().start == 0, config.phases.size());
  state_.phases.resize(config.phases.size());
}

double RunRecorder::epoch(std::int64_t steps) const {
  return static_cast<double>(steps) / static_cast<double>(config_.steps_per_epoch);
}

std::size_t RunRecorder::phase_of(std::int64_t step) const {
  std::size_t phase = config_.phases.size() - 1;
  while (config_.phases[phase].start > step) --phase;
  return phase;
}

bool RunRecorder::on_step_end(const sim::StepEnd& end) {
  if (swarm_ && config_.plan.evaluated_locally(end.step)) sink_.flush();
  for (const sim::StepEnd& earlier : pending_) settle(earlier);
  pending_.clear();
  const std::int64_t done = std::int64_t{end.step} + 1;
  checkpoint_due_ = config_.checkpoint_every > 0 && done % config_.checkpoint_every == 0 &&
                    !config_.plan.last(end.step);
  branch_due_ = std::ranges::any_of(config_.branch_at, [&](std::int64_t step) {
    return done < step && step - done <= kBranchWindow;
  });
  if (checkpoint_due_ || branch_due_ || config_.plan.evaluated(end.step))
    settle(end);
  else
    pending_.push_back(end);
  sink_.on_step_end();
  return checkpoint_due_ || branch_due_ || state_.diverged;
}

void RunRecorder::finish() {
  if (!state_.diverged)
    for (const sim::StepEnd& end : pending_) settle(end);
  pending_.clear();
}

void RunRecorder::settle(const sim::StepEnd& end) {
  const sim::StepMeasurement measured = swarm_ ? swarm_->measure(end.step) : kUnmeasured;
  ++state_.steps_done;
  PhaseTotals& phase = state_.phases[phase_of(end.step)];
  phase.rounds += end.rounds;
  phase.tests += end.tests;
  phase.end = base::seconds(end.time);
  phase.bytes = end.bytes_sent;
  if (swarm_) {
    state_.hash.add(measured.train_loss);
    state_.hash.add(measured.consensus_distance);
    state_.hash.add(measured.consensus_distance_before_mixing);
    phase.max_distance = std::fmax(phase.max_distance, measured.consensus_distance);
    phase.max_distance_after_mixing =
        std::fmax(phase.max_distance_after_mixing, measured.consensus_distance_after_mixing);
    state_.diverged |=
        !std::isfinite(measured.train_loss) || !std::isfinite(measured.consensus_distance);
  }
  const Phase& described = config_.phases[phase_of(end.step)];
  if (described.estimates) {
    if (end.step == described.start) state_.critical = sim::CriticalDistance(described.decay);
    state_.critical.add(measured.gradients, config_.nodes);
  }
  if (config_.plan.recorded(end.step) || state_.diverged) write(end, measured);
  if (swarm_ && config_.plan.evaluated(end.step) && !state_.diverged) evaluate(end);
}

void RunRecorder::write(const sim::StepEnd& end, const sim::StepMeasurement& measured) {
  results::StepRow row;
  row.step = std::int64_t{end.step} + 1;
  row.epoch = epoch(row.step);
  row.simulated_time = base::seconds(end.time);
  if (swarm_) row.learning_rate = swarm_->learning_rate(end.step);
  row.train_loss = measured.train_loss;
  row.consensus_distance = measured.consensus_distance;
  row.consensus_distance_before_mixing = measured.consensus_distance_before_mixing;
  row.consensus_distance_after_mixing = measured.consensus_distance_after_mixing;
  row.gradient_norm = measured.gradient_norm;
  row.local_gradient_norm = measured.local_gradient_norm;
  row.update_norm = measured.update_norm;
  row.gossip_rounds = end.rounds;
  row.target_distance =
      std::isnan(end.target) ? config_.phases[phase_of(end.step)].target : end.target;
  row.distance_tests = end.tests;
  row.bytes_sent = end.bytes_sent;
  row.parameter_norm = measured.parameter_norm;
  row.theta = measured.theta;
  row.phase = static_cast<std::int64_t>(phase_of(end.step));
  row.max_consensus_distance = state_.phases[phase_of(end.step)].max_distance;
  if (config_.phases[phase_of(end.step)].estimates) {
    row.noise_variance = state_.critical.noise_variance();
    row.gradient_variance = state_.critical.gradient_variance();
    row.smoothness = state_.critical.smoothness();
    row.critical_distance = state_.critical.distance(
        {row.learning_rate, swarm_->sgd(end.step).momentum, config_.nodes});
  }
  sink_.append(row);
  last_step_ = row;
  ++state_.step_rows;
}

void RunRecorder::evaluate(const sim::StepEnd& end) {
  sink_.flush();
  const sim::Evaluation scores = swarm_->evaluate();
  results::EvaluationRow row;
  row.step = std::int64_t{end.step} + 1;
  row.epoch = epoch(row.step);
  row.simulated_time = base::seconds(end.time);
  row.train_loss = scores.train_loss;
  row.train_accuracy = scores.train_accuracy;
  row.test_loss = scores.test_loss;
  row.test_accuracy = scores.test_accuracy;
  row.local_test_accuracy_mean = scores.local_test.mean;
  row.local_test_accuracy_min = scores.local_test.least;
  row.local_test_accuracy_max = scores.local_test.greatest;
  row.mean_model_gradient_norm = scores.gradient_norm;
  row.generalization_gap = row.train_accuracy - row.test_accuracy;
  for (const double score : {row.train_loss, row.train_accuracy, row.test_loss, row.test_accuracy})
    state_.hash.add(score);
  const sim::Spread& spread = swarm_->spread();
  sink_.append_spread({row.step, spread.layer_distance},
                      {row.step, spread.theta, spread.distance, spread.local_test_accuracy});
  sink_.append(row);
  last_evaluation_ = row;
  state_.phases[phase_of(end.step)].test_accuracy = row.test_accuracy;
  ++state_.evaluation_rows;
}

std::vector<results::PhaseRow> RunRecorder::phases() const {
  std::vector<results::PhaseRow> rows;
  for (std::size_t i = 0; i < config_.phases.size(); ++i) {
    const std::int64_t start = config_.phases[i].start;
    const bool last = i + 1 == config_.phases.size();
    const std::int64_t planned = last ? config_.plan.steps : config_.phases[i + 1].start;
    if (i > 0 && start >= state_.steps_done) break;
    results::PhaseRow& row = rows.emplace_back();
    row.phase = static_cast<std::int64_t>(i);
    row.start = start;
    row.end = std::min(planned, state_.steps_done);
    row.algorithm = config_.phases[i].algorithm;
    const PhaseTotals& totals = state_.phases[i];
    row.max_consensus_distance = totals.max_distance;
    row.max_consensus_distance_after_mixing = totals.max_distance_after_mixing;
    row.distance_tests = totals.tests;
    row.test_accuracy = totals.test_accuracy;
    if (row.end > start)
      row.mean_rounds = static_cast<double>(totals.rounds) / static_cast<double>(row.end - start);
    const PhaseTotals before = i == 0 ? PhaseTotals{} : state_.phases[i - 1];
    row.simulated_seconds = totals.end - before.end;
    row.bytes_sent = totals.bytes - before.bytes;
  }
  return rows;
}

}  // namespace consim::record
