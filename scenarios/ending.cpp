#include "scenarios/ending.h"

#include <fmt/format.h>

#include <algorithm>

namespace consim::scenarios {

std::string unreachable_reason(const sim::Engine& engine) {
  const sim::Decision& decision = engine.last_decision();
  const std::int64_t step = std::int64_t{engine.last_decided_step()} + 1;
  if (!decision.resolved)
    return fmt::format(
        "target_unreachable: the target of step {} is {:.6g}, which the parameters' numbers "
        "don't resolve",
        step, decision.target);
  return fmt::format(
      "target_unreachable: the consensus distance of step {}, as its estimator sees it, is {:.6g} "
      "after {} rounds, all that are allowed, and its target is {:.6g}",
      step, decision.distance, decision.rounds, decision.target);
}

results::Unreached unreached_of(const sim::Engine& engine) {
  const sim::Decision& decision = engine.last_decision();
  return {.step = std::int64_t{engine.last_decided_step()} + 1,
          .rounds = decision.rounds,
          .distance = decision.distance,
          .target = decision.target};
}

std::vector<results::NodeRow> node_rows(const sim::Engine& engine, int nodes) {
  std::vector<results::NodeRow> rows;
  for (base::NodeId id = 0; id < nodes; ++id) {
    const sim::NodeTotals totals = engine.totals(id);
    rows.push_back({.node = id,
                    .compute_seconds = base::seconds(totals.compute),
                    .communication_seconds = base::seconds(totals.communication),
                    .idle_seconds = base::seconds(totals.idle),
                    .bytes_sent = totals.bytes_sent,
                    .bytes_received = totals.bytes_received,
                    .steps = totals.steps});
  }
  return rows;
}

std::int64_t furthest_step(const sim::Engine& engine, int nodes) {
  std::int64_t furthest = 0;
  for (base::NodeId id = 0; id < nodes; ++id)
    furthest = std::max(furthest, std::int64_t{engine.totals(id).steps});
  return furthest;
}

bool has_ended(results::Status status) {
  return status == results::Status::kComplete || status == results::Status::kDiverged;
}

RunSummary summary_of(const results::ResultFile& file, const Scenario& scenario,
                      const Assembly& parts) {
  RunSummary summary;
  summary.status = file.summary.status;
  summary.reason = file.summary.reason;
  summary.output = file.summary.path;
  summary.nodes = parts.cluster.nodes;
  summary.steps_done = file.summary.totals.steps_done;
  summary.steps_planned = parts.plan.steps;
  summary.simulated_seconds = file.summary.totals.simulated_seconds;
  summary.host_seconds = file.summary.totals.host_seconds;
  summary.trajectory_hash = file.summary.totals.trajectory_hash;
  summary.nothing_to_do = true;
  if (!file.steps.empty()) summary.last_step = file.steps.back();
  if (!file.evaluations.empty()) summary.last_evaluation = file.evaluations.back();
  summary.phases = phase_summaries(scenario, file);
  summary.unreached = file.summary.unreached;
  return summary;
}

}  // namespace consim::scenarios
