#include "scenarios/branch_refusal.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>

#include "scenarios/branch_checkpoint.h"
#include "scenarios/branching.h"
#include "scenarios/load.h"
#include "scenarios/resumable.h"
#include "scenarios/save.h"
#include "sim/record/checkpoint_file.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;

std::optional<std::size_t> number_at_start(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

// The first one before which there is a checkpoint.
std::optional<std::size_t> first_kept_phase(const fs::path& from) {
  const std::string stem = from.filename().string() + ".phase-";
  const fs::path folder = from.has_parent_path() ? from.parent_path() : fs::path(".");
  std::optional<std::size_t> first;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(stem) || !name.ends_with(".checkpoint")) continue;
    const auto phase = number_at_start(std::string_view(name).substr(stem.size()));
    if (phase && branch_path(from, *phase).filename() == name)
      first = std::min(*phase, first.value_or(*phase));
  }
  return first;
}

// Of a later phase than those that are trained already, or of how the run is called.
bool may_differ(const std::string& key, std::size_t phase) {
  constexpr std::string_view kPhase = "phase.";
  if (key == "name" || key == "run.end_after_phase") return true;
  if (!key.starts_with(kPhase)) return false;
  const auto number = number_at_start(std::string_view(key).substr(kPhase.size()));
  return number && *number >= phase;
}

std::vector<base::Problem> differing_keys(const fs::path& file, const std::string& stored,
                                          const Scenario& scenario, std::size_t phase) {
  std::vector<base::Problem> problems;
  for (const Difference& difference : differences(parse_scenario(stored, {}), scenario))
    if (!may_differ(difference.key, phase))
      problems.push_back(
          {.file = file.string(),
           .key = difference.key,
           .what = fmt::format("is {} there, but {} here", difference.first, difference.second),
           .allowed = fmt::format("before phase {} both runs must be the same", phase)});
  return problems;
}

}  // namespace

std::vector<base::Problem> branch_problems(const fs::path& from, const Scenario& scenario,
                                           const Assembly& parts) {
  const auto one = [](const fs::path& file, std::string what, std::string allowed) {
    return std::vector{base::Problem{
        .file = file.string(), .what = std::move(what), .allowed = std::move(allowed)}};
  };
  const auto phase = first_kept_phase(from);
  if (!phase && !fs::exists(from)) return one(from, "no such file", "");
  if (!phase)
    return one(from, "has kept no checkpoint before a phase",
               "run it with --keep-phase K; nodes more than 32 steps apart keep none");
  const fs::path file = branch_path(from, *phase);
  if (*phase >= parts.phases.size())
    return one(file, fmt::format("is of a run before phase {}", *phase),
               fmt::format("this scenario has {} {}, and the first has number 0",
                           parts.phases.size(), parts.phases.size() == 1 ? "phase" : "phases"));
  const record::Checkpoint kept = *record::read_checkpoint(file);
  const std::string& writer = record::find_section(kept, "program");
  if (writer != program())
    return one(file, fmt::format("written by consim {}; this is {}", writer, program()),
               "only the same build can go on from it; run it again with --keep-phase");
  if (record::find_section(kept, "prefix") == prefix_text(scenario, *phase))
    return one(file,
               "a file of a graph, of weights or of a reference has changed since it was kept",
               "put the old one back, or run it again with --keep-phase");
  std::vector<base::Problem> problems =
      differing_keys(file, record::find_section(kept, "scenario"), scenario, *phase);
  if (!problems.empty()) return problems;
  return one(file, "the later phases differ in what the whole run has",
             "both must have, or not have, momentum, Nesterov's and weight decay in some phase, "
             "and the same collective (docs/batch.md)");
}

}  // namespace consim::scenarios
