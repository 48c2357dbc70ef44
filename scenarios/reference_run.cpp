#include "scenarios/reference_run.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "scenarios/all_problems.h"
#include "scenarios/load.h"
#include "scenarios/pilot.h"
#include "scenarios/scenario_phases.h"
#include "sim/results/reader.h"
#include "sim/results/schema.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;

/// Problems of one reference.
class Refusal {
 public:
  Refusal(const ControlReference& reference, fs::path path)
      : key_(reference.key), is_pilot_(reference.is_pilot()), path_(std::move(path)) {}

  void add(const std::string& what, const std::string& allowed) {
    problems_.push_back(
        {.key = key_, .what = fmt::format("{}: {}", path_.string(), what), .allowed = allowed});
  }
  [[noreturn]] void now(const std::string& what, const std::string& allowed) {
    add(what, allowed);
    throw base::InputError(std::move(problems_));
  }
  /// What is expected of a run by hand; a pilot isn't the user's to mend.
  std::string expected(const std::string& run) const {
    return is_pilot_ ? advice_to_remove(path_) : "expected a run " + run;
  }
  void throw_if_any() {
    if (!problems_.empty()) throw base::InputError(std::move(problems_));
  }

 private:
  std::string key_;
  bool is_pilot_;
  fs::path path_;
  std::vector<base::Problem> problems_;
};

results::ResultFile read_file(const fs::path& path, Refusal& refusal) {
  if (!fs::exists(path)) refusal.now("there is no such file", "expected a run's result file");
  try {
    return results::read_result(path);
  } catch (const base::InputError& error) {
    refusal.now(error.problems().front().what, "expected a run's result file");
  }
}

Scenario scenario_of(const results::ResultFile& file, Refusal& refusal) {
  try {
    return parse_scenario(file.scenario, {.file = file.summary.path.string(), .directory = {}});
  } catch (const base::InputError& error) {
    refusal.now(fmt::format("its scenario can't be read: {}", error.what()),
                "expected a result of this program");
  }
}

void require_fit(std::size_t phase, const Scenario& other, const Scenario& scenario,
                 Refusal& refusal) {
  for (const std::string& what : misfits(phase, other, scenario))
    refusal.add(what, refusal.expected("that is the same up to the end of this phase"));
  refusal.throw_if_any();
}

// A control without effect leaves the Ξ_max of a run without control.
void require_free(const results::PhaseRow& row, const Scenario& other, Refusal& refusal) {
  const auto phase = static_cast<std::size_t>(row.phase);
  if (is_uncontrolled(other, phase)) return;
  const int rounds = std::get<Dsgd>(algorithm_of(other, phase)).gossip_rounds;
  if (row.mean_rounds == rounds) return;
  refusal.now(fmt::format("its phase {} is controlled itself, with {:.4g} rounds in a step and "
                          "gossip_rounds = {}",
                          phase, row.mean_rounds, rounds),
              "expected a run with this phase's control off");
}

// At the moment on which control acts: adapting first, a step ends with what the mixing leaves, and
// files of earlier programs tell this alone.
double greatest_distance(const results::PhaseRow& row, const Scenario& other) {
  const auto* dsgd = std::get_if<Dsgd>(&algorithm_of(other, static_cast<std::size_t>(row.phase)));
  const bool adapts_first = dsgd == nullptr || dsgd->order == Order::kAdaptThenCombine;
  const double after_mixing = row.max_consensus_distance_after_mixing;
  return std::isnan(after_mixing) && adapts_first ? row.max_consensus_distance : after_mixing;
}

std::vector<std::optional<double>> recorded_targets(const std::vector<results::StepRow>& steps,
                                                    std::size_t phases) {
  std::vector<std::optional<double>> targets(phases);
  for (const results::StepRow& row : steps) {
    const auto phase = static_cast<std::size_t>(row.phase);
    if (phase < phases && !targets[phase]) targets[phase] = row.target_distance;
  }
  return targets;
}

/// A file that is there, of a run that is this one up to the end of the phase.
struct Candidate {
  results::ResultFile file;
  Scenario scenario;
};

Candidate read_candidate(const Scenario& scenario, const ControlReference& reference,
                         const fs::path& path) {
  Refusal refusal(reference, path);
  results::ResultFile file = read_file(path, refusal);
  Scenario other = scenario_of(file, refusal);
  require_fit(reference.phase, other, scenario, refusal);
  return {std::move(file), std::move(other)};
}

// Of a complete run.
ReferenceRun measured(const Candidate& candidate, const ControlReference& reference,
                      const fs::path& path) {
  const auto& [file, other] = candidate;
  Refusal refusal(reference, path);
  if (file.phases.size() <= reference.phase)
    refusal.now(fmt::format("it has no row of phase {}", reference.phase),
                "expected a run up to the end of this phase");
  const results::PhaseRow& row = file.phases[reference.phase];
  require_free(row, other, refusal);
  const double greatest = greatest_distance(row, other);
  if (!std::isfinite(greatest))
    refusal.now("it has no consensus distance after the mixing",
                "expected a run that has learned, of this program or a later one");
  return {path, greatest, recorded_targets(file.steps, reference.phase)};
}

ReferenceRun read_run(const Scenario& scenario, const ControlReference& reference,
                      const fs::path& path) {
  const Candidate candidate = read_candidate(scenario, reference, path);
  const results::Status status = candidate.file.summary.status;
  if (status != results::Status::kComplete)
    Refusal(reference, path)
        .now(fmt::format("its run is {}", results::to_string(status)), "expected a complete run");
  return measured(candidate, reference, path);
}

double fraction_of(const Scenario& scenario, std::size_t phase) {
  return std::get<FractionOfMaxControl>(*control_of(scenario, phase)).fraction;
}

void require_target(const ControlReference& reference, const ReferenceRun& run, std::size_t phase,
                    double target) {
  const std::optional<double>& had = run.targets.at(phase);
  if (!had || *had == target) return;
  Refusal refusal(reference, run.file);
  refusal.now(fmt::format("its phase {} had the target {}, which is {} now", phase, *had, target),
              refusal.expected("that is made after its own reference"));
}

}  // namespace

ReferenceRun read_reference(const Scenario& scenario, const ControlReference& reference,
                            const fs::path& output) {
  if (reference.is_arm())
    throw base::InputError(base::Problem{.key = reference.key,
                                         .what = fmt::format("found \"{}\"", reference.path),
                                         .allowed = "arms are of a sweep, for consim batch"});
  if (std::error_code absent; fs::equivalent(reference.path, output, absent))
    throw base::InputError(base::Problem{.key = reference.key,
                                         .what = output.string() + ": is the output of this run",
                                         .allowed = "expected another --output"});
  return read_run(
      scenario, reference,
      reference.is_pilot() ? pilot_path(output, reference.phase) : fs::path(reference.path));
}

std::vector<std::optional<ReferenceRun>> read_references(const Scenario& scenario,
                                                         const std::optional<fs::path>& output) {
  std::vector<std::optional<ReferenceRun>> runs(phases_run(scenario));
  AllProblems problems;
  for (const ControlReference& reference : control_references(scenario)) {
    if (!output && (reference.is_pilot() || reference.is_arm())) continue;
    problems.of([&] {
      ReferenceRun run = read_reference(scenario, reference, output.value_or(fs::path()));
      for (std::size_t i = 0; i < reference.phase; ++i)
        if (runs[i])
          require_target(reference, run, i, fraction_of(scenario, i) * runs[i]->max_distance);
      runs[reference.phase] = std::move(run);
    });
  }
  problems.throw_if_any();
  return runs;
}

void require_fit(const Scenario& scenario, const ControlReference& reference) {
  if (reference.is_pilot() || reference.is_arm()) return;
  const Candidate candidate = read_candidate(scenario, reference, reference.path);
  if (candidate.file.summary.status == results::Status::kComplete)
    measured(candidate, reference, reference.path);
}

}  // namespace consim::scenarios
