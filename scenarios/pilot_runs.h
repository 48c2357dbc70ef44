// A scenario's pilots as runs beside its own (pilot.h).
//
//   std::vector<PilotRun> first = pilot_runs(scenario, options);
//   if (auto ended = look_ahead(scenario, options)) return *ended;
//   for (PilotRun& pilot : first) {
//     if (is_complete(pilot, scenario)) continue;
//     start_over_if_stale(pilot);
//     Run(pilot.scenario, pilot.options).execute();
//   }
//   begin_from_pilots(options, first);
//   Run(scenario, options).execute();
//   remove_kept_checkpoints(first);
//
// A pilot goes on from where an earlier one was stopped or killed, if the same program did it. It
// begins with the checkpoint of an earlier phase's pilot, and the run itself with the last one's,
// before the phase that the pilot is for: so what they have in common is trained once, and each
// pilot adds one phase. Where nodes are too far apart for a checkpoint (branch_checkpoint.h) they
// begin from the beginning; the bits are the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/execute.h"

namespace consim::scenarios {

struct PilotRun {
  std::size_t phase = 0;
  Scenario scenario;
  RunOptions options;
};

/// In the order in which they are run; `run` is what the run itself is called with.
std::vector<PilotRun> pilot_runs(const Scenario& scenario, const RunOptions& run);

/// Whether a pilot's file is there and may be read in its place. Throws InputError, by the keys
/// that differ, where a complete run is there that isn't this pilot.
bool is_complete(const PilotRun& pilot, const Scenario& scenario);

/// Of a pilot that isn't complete: why it can't go on from what is left of it, and is run from the
/// beginning in its place, which `pilot` then says. That is so where another build began it, or a
/// scenario that differs in what doesn't count (control_references.h), and where its result is
/// gone. Nothing if it goes on or there is nothing of it. Throws InputError, by the keys that
/// differ, where what is left is something else's.
std::optional<std::string> start_over_if_stale(PilotRun& pilot);

/// What would keep the run itself from beginning is told before hours of pilots: throws InputError
/// for all that the run says but for what depends on its pilots' targets. The summary of a run that
/// has ended and is resumed: there is nothing to do.
std::optional<RunSummary> look_ahead(const Scenario& scenario, const RunOptions& run);

void begin_from_pilots(RunOptions& run, const std::vector<PilotRun>& pilots);

/// When the run has ended: none will begin from them any more.
void remove_kept_checkpoints(const std::vector<PilotRun>& pilots);

}  // namespace consim::scenarios
