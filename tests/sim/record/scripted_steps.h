// Runs of the recorder without an engine: what it tells its sink of scripted steps.
#pragma once

#include <string>
#include <vector>

#include "scripted_learner.h"
#include "sim/record/run_recorder.h"

namespace consim::tests {

using record::RunRecorder;

using Lines = std::vector<std::string>;

/// Everything that the recorder tells its sink.
struct Collector final : record::RowSink {
  void flush() override { lines.push_back("flush"); }
  void append(const results::StepRow& row) override {
    lines.push_back("row " + std::to_string(row.step));
    rows.push_back(row);
  }
  void append(const results::EvaluationRow& row) override {
    lines.push_back("evaluation " + std::to_string(row.step));
    evaluations.push_back(row);
  }
  Lines lines;
  std::vector<results::StepRow> rows;
  std::vector<results::EvaluationRow> evaluations;
};

/// Step t of the script, ended by all nodes after (t + 1) s with 10 (t + 1) bytes sent.
struct Steps {
  Steps(const Script& script, const RunRecorder::Config& config)
      : learner(script),
        swarm(learner, {.learning_rate = {.peak = 1}, .plan = config.plan}),
        recorder(config, &swarm, sink) {}

  bool end(std::uint32_t step) {
    for (const sim::NodeId node : {0, 1}) {
      swarm.compute(node, step);
      swarm.apply(node);
      swarm.end_step(node, step);
    }
    return recorder.on_step_end(sim::StepEnd{.step = step,
                                             .rounds = step % 3,
                                             .tests = step,
                                             .time = base::kStart + std::chrono::seconds(step + 1),
                                             .bytes_sent = 10 * (std::int64_t{step} + 1)});
  }
  void end_all() {
    for (std::uint32_t step = 0; step < learner.script().loss.size(); ++step) end(step);
  }

  tests::ScriptedLearner learner;
  sim::Swarm swarm;
  Collector sink;
  RunRecorder recorder;
};

inline const Script kScript{.loss = {7, 6, 5, 4, 3, 2, 1}, .distance = {1, 5, 2, 3, 9, 1, 2}};

template <class Value>
std::vector<Value> column(const Collector& sink, Value results::StepRow::* member) {
  std::vector<Value> values;
  for (const results::StepRow& row : sink.rows) values.push_back(row.*member);
  return values;
}

}  // namespace consim::tests
