#include "scenarios/pilot_runs.h"

#include <utility>

#include "scenarios/branch_checkpoint.h"
#include "scenarios/pilot.h"
#include "scenarios/reference_run.h"
#include "sim/results/reader.h"

namespace consim::scenarios {

namespace fs = std::filesystem;

std::vector<PilotRun> pilot_runs(const Scenario& scenario, const RunOptions& run) {
  std::vector<PilotRun> runs;
  std::vector<fs::path> earlier;
  if (!run.branch_from.empty()) earlier.push_back(run.branch_from);
  for (Pilot& pilot : pilots(scenario, run.output)) {
    RunOptions options{.output = pilot.output,
                       .threads = run.threads,
                       .resume = true,
                       .stop = run.stop,
                       .branch_perhaps = earlier,
                       .pilots_of = run.output};
    if (pilot.phase > 0) options.keep_phases = {pilot.phase};
    earlier.push_back(pilot.output);
    runs.push_back({pilot.phase, std::move(pilot.scenario), std::move(options)});
  }
  return runs;
}

bool is_complete(const PilotRun& pilot, const Scenario& scenario) {
  const fs::path& file = pilot.options.output;
  if (!fs::exists(file) || results::read_summary(file).status != results::Status::kComplete)
    return false;
  for (const ControlReference& reference : control_references(scenario))
    if (reference.is_pilot() && reference.phase == pilot.phase)
      read_reference(scenario, reference, pilot.options.pilots_of);
  return true;
}

void begin_from_pilots(RunOptions& run, const std::vector<PilotRun>& pilots) {
  for (const PilotRun& pilot : pilots) run.branch_perhaps.push_back(pilot.options.output);
}

void remove_kept_checkpoints(const std::vector<PilotRun>& pilots) {
  for (const PilotRun& pilot : pilots) {
    std::error_code ignored;  // a file too many does no harm
    fs::remove(branch_path(pilot.options.output, pilot.phase), ignored);
  }
}

}  // namespace consim::scenarios
