#include "scenarios/pilot_runs.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "scenarios/all_problems.h"
#include "scenarios/assemble.h"
#include "scenarios/branch_checkpoint.h"
#include "scenarios/branch_refusal.h"
#include "scenarios/branching.h"
#include "scenarios/ending.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"
#include "scenarios/reference_run.h"
#include "scenarios/resumable.h"
#include "scenarios/save.h"
#include "scenarios/scenario_phases.h"
#include "sim/record/checkpoint_file.h"
#include "sim/record/new_file.h"
#include "sim/results/reader.h"

namespace consim::scenarios {

namespace fs = std::filesystem;

namespace {

Scenario stored_scenario(const PilotRun& pilot, const std::string& stored) {
  const fs::path& file = pilot.options.output;
  try {
    return parse_scenario(stored, {.file = file.string(), .directory = {}});
  } catch (const base::InputError& error) {
    throw base::InputError(
        base::Problem{.file = file.string(),
                      .what = fmt::format("its scenario can't be read: {}", error.what()),
                      .allowed = advice_to_remove(file)});
  }
}

// By the keys that count.
void require_alike(const PilotRun& pilot, const Scenario& stored) {
  std::vector<Difference> found = differences_up_to(pilot.phase, stored, pilot.scenario);
  if (found.empty() && !is_uncontrolled(stored, pilot.phase)) {
    const std::string key = algorithm_key(stored, pilot.phase) + ".control.kind";
    found.push_back({key, value_of(stored, key), "none"});
  }
  std::vector<base::Problem> problems;
  for (const Difference& difference : found)
    problems.push_back({.file = pilot.options.output.string(),
                        .key = difference.key,
                        .what = fmt::format("is {} there, but {} in the pilot that comes first",
                                            difference.first, difference.second),
                        .allowed = advice_to_remove(pilot.options.output)});
  if (!problems.empty()) throw base::InputError(std::move(problems));
}

std::optional<std::string> keys_of_another(const Scenario& stored, const Scenario& scenario) {
  std::string keys;
  for (const Difference& difference : differences(stored, scenario))
    keys += (keys.empty() ? "" : ", ") + difference.key;
  if (keys.empty()) return std::nullopt;
  return "it was begun by a scenario with another " + keys;
}

std::optional<std::string> why_stale(const PilotRun& pilot) {
  const fs::path& file = pilot.options.output;
  const fs::path checkpoint = record::checkpoint_path(file);
  const bool kept = fs::exists(checkpoint);
  if (!fs::exists(file)) return kept ? std::optional("its result is gone") : std::nullopt;
  const Scenario scenario = stored_scenario(pilot, results::read_description(file).scenario);
  require_alike(pilot, scenario);
  if (auto keys = keys_of_another(scenario, pilot.scenario)) return keys;
  if (!kept) return std::nullopt;
  const std::uint32_t version =
      record::checkpoint_version(checkpoint).value_or(record::kCheckpointVersion);
  if (version != record::kCheckpointVersion)
    return fmt::format("its checkpoint is of format version {}", version);
  const auto stored = record::read_checkpoint(checkpoint);
  if (!stored) return std::nullopt;  // the pilot has ended meanwhile
  const std::string& writer = record::find_section(*stored, "program");
  if (writer != program()) return fmt::format("consim {} has begun it", writer);
  return keys_of_another(stored_scenario(pilot, record::find_section(*stored, "scenario")),
                         pilot.scenario);
}

// The targets before a phase, which a kept checkpoint must have too, may be still unknown.
bool may_begin_from(const fs::path& from, const Scenario& scenario, const Assembly& parts) {
  for (std::size_t phase = parts.phases.size(); phase-- > 1;) {
    const fs::path file = branch_path(from, phase);
    if (record::checkpoint_version(file) != record::kCheckpointVersion) continue;
    const auto kept = record::read_checkpoint(file);
    if (kept && record::find_section(*kept, "program") == program() &&
        record::find_section(*kept, "prefix") == prefix_text(scenario, phase))
      return true;
  }
  return false;
}

void require_branch(const Scenario& scenario, const Assembly& parts, const RunOptions& run) {
  if (run.branch_from.empty()) return;
  require_other_output(run);
  if (!run.resume && !may_begin_from(run.branch_from, scenario, parts))
    throw base::InputError(branch_problems(run.branch_from, scenario, parts));
}

}  // namespace

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

std::optional<std::string> start_over_if_stale(PilotRun& pilot) {
  std::optional<std::string> why = why_stale(pilot);
  if (why) {
    pilot.options.resume = false;
    pilot.options.overwrite = true;
  }
  return why;
}

std::optional<RunSummary> look_ahead(const Scenario& scenario, const RunOptions& run) {
  record::require_writable(run.output, run.overwrite || run.resume);
  AllProblems problems;
  // Arms and the output itself first, then what references say of each other.
  for (const ControlReference& reference : control_references(scenario))
    if (!reference.is_pilot())
      problems.of([&] { read_reference(scenario, reference, run.output); });
  problems.of([&] { read_references(scenario, std::nullopt); });
  problems.throw_if_any();
  const Assembly parts = assemble(scenario);
  const BranchKeeper keeps(scenario, parts, {.output = run.output, .phases = run.keep_phases});
  if (run.resume && fs::exists(run.output)) {
    const results::ResultFile file = results::read_result(run.output);
    require_same(run.output, file.scenario, scenario);
    if (has_ended(file.summary.status)) return summary_of(file, scenario, parts);
  }
  const fs::path checkpoint = record::checkpoint_path(run.output);
  const auto stored = run.resume ? record::read_checkpoint(checkpoint) : std::nullopt;
  if (stored) {
    require_own(checkpoint, *stored, scenario);
    require_result(run.output, checkpoint);
  } else {
    require_branch(scenario, parts, run);
  }
  return std::nullopt;
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
