// Runs an algorithm without learning and keeps when each node ended each of its steps.
//
//   TimedRun run = timed_run(cluster, algorithm);
//   run.ends[node][step];  run.now;  run.totals[node];
#pragma once

#include <vector>

#include "sim/kernel/engine.h"

namespace consim::tests {

struct TimedRun {
  std::vector<std::vector<base::Time>> ends;  ///< [node][step]
  std::vector<sim::StepEnd> logical;          ///< by logical step, as the observer heard of them
  std::vector<sim::NodeTotals> totals;        ///< by node
  base::Time now;
  std::uint64_t events = 0;
  std::uint64_t messages = 0;
  base::Hash64 event_hash;
};

TimedRun timed_run(const sim::Cluster& cluster, sim::Algorithm& algorithm);

/// An observer that keeps what it hears and asks to pause at the steps of `pause_at`.
class StepLog final : public sim::Observer {
 public:
  bool on_step_end(const sim::StepEnd& end) override;

  std::vector<sim::StepEnd> heard;
  std::vector<std::uint32_t> pause_at;
};

}  // namespace consim::tests
