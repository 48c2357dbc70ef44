// How runs end: why early, in words for the result file, and what one that has ended left.
//
//   unreachable_reason(engine)   // "target_unreachable: the consensus distance of step 12 would …"
//   has_ended(file.summary.status)   // there is nothing to resume
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/execute.h"
#include "sim/kernel/engine.h"
#include "sim/results/reader.h"

namespace consim::scenarios {

/// Requires that the run ended with Outcome::kTargetUnreachable.
std::string unreachable_reason(const sim::Engine& engine);
/// As well.
results::Unreached unreached_of(const sim::Engine& engine);

/// What each node has done so far.
std::vector<results::NodeRow> node_rows(const sim::Engine& engine, int nodes);
/// Local steps of the node that has ended the most.
std::int64_t furthest_step(const sim::Engine& engine, int nodes);

/// Complete or diverged.
bool has_ended(results::Status status);
/// Of a result file whose run has ended.
RunSummary summary_of(const results::ResultFile& file, const Scenario& scenario,
                      const Assembly& parts);

}  // namespace consim::scenarios
