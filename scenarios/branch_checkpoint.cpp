#include "scenarios/branch_checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/archive.h"
#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/branch_refusal.h"
#include "scenarios/branching.h"
#include "scenarios/execute.h"
#include "scenarios/resumable.h"
#include "scenarios/save.h"
#include "sim/record/checkpoint_file.h"
#include "sim/record/run_order.h"
#include "sim/results/reader.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;
constexpr std::uint32_t kVersion = record::kCheckpointVersion;

std::string saved(BranchRows rows) {
  base::Saver saver;
  saver(rows);
  return saver.take();
}

BranchRows loaded(const std::string& bytes) {
  BranchRows rows;
  base::Loader loader(bytes);
  loader(rows);
  return rows;
}

void cut(BranchRows& rows, const record::ResumePoint& point) {
  const auto cut_one = [](auto& some, std::int64_t count) {
    if (std::ssize(some) > count) some.resize(static_cast<std::size_t>(count));
  };
  cut_one(rows.steps, point.steps);
  cut_one(rows.evaluations, point.evaluations);
  cut_one(rows.layers, point.layers);
  cut_one(rows.nodes, point.node_evaluations);
}

}  // namespace

fs::path branch_path(const fs::path& output, std::size_t phase) {
  return fmt::format("{}.phase-{}.checkpoint", output.string(), phase);
}

BranchRows stored_rows(const fs::path& output, const record::ResumePoint& point) {
  results::ResultFile old = results::read_result(output);
  BranchRows rows{std::move(old.steps), std::move(old.evaluations), std::move(old.layer_rows),
                  std::move(old.node_evaluations)};
  cut(rows, point);
  return rows;
}

void append_rows(record::ResultWriter& writer, const BranchRows& rows) {
  record::in_run_order({rows.steps, rows.evaluations, rows.layers, rows.nodes},
                       [&](const auto& row) { writer.append(row); });
}

std::optional<BranchStart> find_branch(const fs::path& from, const Scenario& scenario,
                                       const Assembly& parts) {
  for (std::size_t phase = parts.phases.size(); phase-- > 1;) {
    const fs::path file = branch_path(from, phase);
    if (record::checkpoint_version(file).value_or(kVersion) != kVersion) continue;
    const auto checkpoint = record::read_checkpoint(file);
    if (!checkpoint) continue;
    const auto is = [&](const char* section, const std::string& text) {
      return record::find_section(*checkpoint, section) == text;
    };
    if (!is("program", program()) || !is("prefix", prefix_text(scenario, phase)) ||
        !is("gossip", gossip_fingerprint(parts, phase)))
      continue;
    try {
      return BranchStart{phase, from, file, record::find_section(*checkpoint, "state"),
                         loaded(record::find_section(*checkpoint, "rows"))};
    } catch (const base::ArchiveError& error) {
      throw base::InputError({.file = file.string(), .what = error.what()});
    }
  }
  return std::nullopt;
}

namespace {

// Of a file that a run may do without.
std::optional<BranchStart> find_readable_branch(const fs::path& from, const Scenario& scenario,
                                                const Assembly& parts) {
  try {
    return find_branch(from, scenario, parts);
  } catch (const base::InputError&) {
    return std::nullopt;
  }
}

}  // namespace

void require_other_output(const RunOptions& options) {
  std::error_code absent;
  if (fs::equivalent(options.branch_from, options.output, absent))
    throw base::InputError(base::Problem{.file = options.output.string(),
                                         .what = "is the run to branch from",
                                         .allowed = "expected another output"});
}

std::optional<BranchStart> branch_start(const Scenario& scenario, const Assembly& parts,
                                        const RunOptions& options) {
  std::optional<BranchStart> start;
  if (!options.branch_from.empty()) {
    require_other_output(options);
    start = find_branch(options.branch_from, scenario, parts);
    if (!start && !options.resume)
      throw base::InputError(branch_problems(options.branch_from, scenario, parts));
  }
  // Before a phase that it begins behind a run keeps nothing.
  const auto& keep = options.keep_phases;
  const std::size_t latest = keep.empty() ? parts.phases.size() : *std::ranges::min_element(keep);
  for (const fs::path& other : options.branch_perhaps)
    if (auto found = find_readable_branch(other, scenario, parts);
        found && found->phase <= latest && (!start || start->phase < found->phase))
      start = std::move(found);
  return start;
}

void keep_branch_of(const BranchStart& start, const RunOptions& options) {
  if (std::ranges::find(options.keep_phases, start.phase) == options.keep_phases.end()) return;
  if (const auto kept = record::read_checkpoint(start.file))
    record::write_checkpoint(branch_path(options.output, start.phase), *kept);
}

BranchKeeper::BranchKeeper(const Scenario& scenario, const Assembly& parts, Config config)
    : scenario_(scenario), parts_(parts), config_(std::move(config)) {
  for (const std::size_t phase : config_.phases)
    if (phase < 1 || phase >= parts.phases.size())
      throw base::InputError(base::Problem{
          .key = "--keep-phase",
          .what = fmt::format("there is nothing before phase {} of {}", phase, parts.phases.size()),
          .allowed = "expected a phase after the first, which has number 0"});
  std::ranges::sort(config_.phases);
  const auto repeated = std::ranges::unique(config_.phases);
  config_.phases.erase(repeated.begin(), repeated.end());
}

std::vector<std::int64_t> BranchKeeper::steps() const {
  std::vector<std::int64_t> steps;
  for (const std::size_t phase : config_.phases) steps.push_back(parts_.phases[phase].start);
  return steps;
}

void BranchKeeper::begin_with(BranchRows rows) {
  if (!rows.steps.empty()) pass_phases_before(rows.steps.back().step);
  if (wanted()) rows_ = std::move(rows);
}

void BranchKeeper::pass_phase() {
  config_.phases.erase(config_.phases.begin());
  kept_.reset();
  if (!wanted()) rows_ = {};
}

// Those that have begun when so many steps are done: a run may be resumed behind them.
void BranchKeeper::pass_phases_before(std::int64_t done) {
  while (wanted() && next_start() <= done) pass_phase();
}

record::ResumePoint BranchKeeper::row_counts() const {
  record::ResumePoint counts;
  counts.steps = std::ssize(rows_.steps);
  counts.evaluations = std::ssize(rows_.evaluations);
  counts.layers = std::ssize(rows_.layers);
  counts.node_evaluations = std::ssize(rows_.nodes);
  return counts;
}

void BranchKeeper::append(const results::StepRow& row) {
  pass_phases_before(row.step);
  if (wanted()) rows_.steps.push_back(row);
}

void BranchKeeper::append(const results::EvaluationRow& row) {
  if (wanted()) rows_.evaluations.push_back(row);
}

void BranchKeeper::append_spread(const results::LayerRow& layers,
                                 const results::NodeEvaluationRow& nodes) {
  if (!wanted()) return;
  rows_.layers.push_back(layers);
  rows_.nodes.push_back(nodes);
}

void BranchKeeper::offer(std::int64_t done, std::int64_t furthest,
                         const std::function<std::string()>& state) {
  for (; wanted(); pass_phase()) {
    const std::int64_t start = next_start();
    if (start - done > record::kBranchWindow) return;
    if (furthest < start) {
      kept_.reset();  // so that there aren't two states at once
      kept_ = Kept{state(), row_counts()};
      if (start - done > 1) return;
    }
    if (kept_) write();
  }
}

void BranchKeeper::write() {
  const std::size_t phase = config_.phases.front();
  BranchRows rows = rows_;
  cut(rows, kept_->rows);
  record::write_checkpoint(branch_path(config_.output, phase),
                           {{"program", program()},
                            {"scenario", to_toml(scenario_)},
                            {"prefix", prefix_text(scenario_, phase)},
                            {"gossip", gossip_fingerprint(parts_, phase)},
                            {"state", std::move(kept_->state)},
                            {"rows", saved(std::move(rows))}});
}

}  // namespace consim::scenarios
