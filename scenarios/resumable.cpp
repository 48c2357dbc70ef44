#include "scenarios/resumable.h"

#include <fmt/format.h>

#include "base/archive.h"
#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/build.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"
#include "scenarios/save.h"

namespace consim::scenarios {

namespace fs = std::filesystem;

namespace {

// Pilots are resumed with and without --resume.
std::string advice_to_start_over(fs::path checkpoint) {
  const fs::path result = checkpoint.replace_extension();
  return is_pilot_path(result) ? advice_to_remove(result) : "start over without --resume";
}

}  // namespace

void require_same(const fs::path& file, const std::string& stored, const Scenario& scenario) {
  std::vector<base::Problem> problems;
  for (const Difference& difference : differences(parse_scenario(stored, {}), scenario))
    problems.push_back({.file = file.string(),
                        .key = difference.key,
                        .what = fmt::format("is {} here, but {} in the scenario", difference.first,
                                            difference.second),
                        .allowed = "a run is resumed with the scenario it began with"});
  if (!problems.empty()) throw base::InputError(std::move(problems));
}

std::string program() {
  return fmt::format("{} ({}, build {:.12})", program_version(), git_revision(), build_id());
}

void require_own(const fs::path& file, const record::Checkpoint& checkpoint,
                 const Scenario& scenario) {
  const std::string& writer = record::find_section(checkpoint, "program");
  if (writer != program())
    throw base::InputError(base::Problem{
        .file = file.string(),
        .what = fmt::format("written by consim {}; this is {}", writer, program()),
        .allowed = "resume with the program that wrote it, or " + advice_to_start_over(file)});
  require_same(file, record::find_section(checkpoint, "scenario"), scenario);
}

void require_resumable(const fs::path& file, const record::Checkpoint& checkpoint,
                       const Scenario& scenario, const Assembly& parts) {
  require_own(file, checkpoint, scenario);
  if (record::find_section(checkpoint, "gossip") != gossip_fingerprint(parts))
    throw base::InputError(base::Problem{
        .file = file.string(),
        .what = "a file of a graph, of weights or of a reference has changed since the run began",
        .allowed = "put the old one back, or " + advice_to_start_over(file)});
}

std::size_t next_phase(const record::Checkpoint& checkpoint) {
  base::Loader loader(record::find_section(checkpoint, "next_phase"));
  std::uint64_t phase = 0;
  loader(phase);
  return static_cast<std::size_t>(phase);
}

void require_result(const fs::path& output, const fs::path& checkpoint) {
  if (!fs::exists(output))
    throw base::InputError(base::Problem{
        .file = output.string(),
        .what = fmt::format("is gone, and {} counts on its rows", checkpoint.string()),
        .allowed = "put it back, or start over without --resume"});
}

}  // namespace consim::scenarios
