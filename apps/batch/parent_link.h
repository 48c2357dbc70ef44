// What ties a run to the batch that started it.
//
// The run stops cleanly, with a checkpoint, when the batch dies, and tells on its standard output,
// a line at a time, how far it is:
//
//   follow_parent(pid);                 // in the run, before anything else, with signals caught
//   ProgressLines lines(plan.steps, 0); // a RowSink
//   parse_progress("150 1000 0 0.063 nan")->step == 150          // in the batch
#pragma once

#include <sys/types.h>

#include <chrono>
#include <limits>
#include <optional>
#include <string>

#include "sim/record/run_recorder.h"

namespace consim::apps {

struct RunProgress {
  std::int64_t step = 0, steps = 0;
  double branched_seconds = 0;
  double distance = std::numeric_limits<double>::quiet_NaN();
  double accuracy = std::numeric_limits<double>::quiet_NaN();
};

/// In [0, 1]; 0 before the first line.
double fraction_done(const RunProgress& progress);

std::string to_line(const RunProgress& progress);
std::optional<RunProgress> parse_progress(const std::string& line);

/// SIGTERM comes to this process when `parent` ends, also if it already has. What it can't tell its
/// parent any more is no error.
void follow_parent(pid_t parent);

class ProgressLines final : public record::RowSink {
 public:
  /// `branched_seconds` of earlier runs of this process.
  ProgressLines(std::int64_t steps, double branched_seconds) {
    progress_.steps = steps;
    progress_.branched_seconds = branched_seconds;
  }

  void append(const results::StepRow& row) override;
  void append(const results::EvaluationRow& row) override;
  /// Runs of this process began from another one's checkpoint, which had taken so long in all.
  void tell_branched(double seconds);

 private:
  void tell_parent();

  RunProgress progress_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace consim::apps
