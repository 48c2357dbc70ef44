#include "scenarios/branch_checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/archive.h"
#include "base/errors.h"
#include "scenarios/assemble_phases.h"
#include "scenarios/branching.h"
#include "scenarios/resumable.h"
#include "sim/record/checkpoint_file.h"
#include "sim/results/reader.h"

namespace consim::scenarios {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

fs::path branch_path(const fs::path& output, std::size_t phase) {
  return fmt::format("{}.phase-{}.checkpoint", output.string(), phase);
}

BranchRows stored_rows(const fs::path& output, const record::ResumePoint& point) {
  results::ResultFile old = results::read_result(output);
  const auto cut = [](auto& rows, std::int64_t count) {
    if (std::ssize(rows) > count) rows.resize(static_cast<std::size_t>(count));
  };
  cut(old.steps, point.steps);
  cut(old.evaluations, point.evaluations);
  cut(old.layer_rows, point.layers);
  cut(old.node_evaluations, point.node_evaluations);
  return {std::move(old.steps), std::move(old.evaluations), std::move(old.layer_rows),
          std::move(old.node_evaluations)};
}

void append_rows(record::ResultWriter& writer, const BranchRows& rows) {
  std::size_t next = 0;
  const auto append_before = [&](std::int64_t step) {
    for (; next < rows.evaluations.size() && rows.evaluations[next].step < step; ++next) {
      if (next < rows.layers.size()) writer.append(rows.layers[next]);
      if (next < rows.nodes.size()) writer.append(rows.nodes[next]);
      writer.append(rows.evaluations[next]);
    }
  };
  for (const results::StepRow& row : rows.steps) {
    append_before(row.step);
    writer.append(row);
  }
  append_before(std::numeric_limits<std::int64_t>::max());
}

std::optional<BranchStart> find_branch(const fs::path& from, const Scenario& scenario,
                                       const Assembly& parts) {
  for (std::size_t phase = parts.phases.size(); phase-- > 1;) {
    const fs::path file = branch_path(from, phase);
    const auto checkpoint = record::read_checkpoint(file);
    if (!checkpoint) continue;
    const auto is = [&](const char* section, const std::string& text) {
      return record::find_section(*checkpoint, section) == text;
    };
    if (!is("program", program()) || !is("prefix", prefix_text(scenario, phase)) ||
        !is("gossip", gossip_fingerprint(parts, phase)))
      continue;
    try {
      return BranchStart{file, record::find_section(*checkpoint, "state"),
                         loaded(record::find_section(*checkpoint, "rows"))};
    } catch (const base::ArchiveError& error) {
      throw base::InputError({.file = file.string(), .what = error.what()});
    }
  }
  return std::nullopt;
}

BranchKeeper::BranchKeeper(const Scenario& scenario, const Assembly& parts, Config config)
    : scenario_(scenario), parts_(parts), config_(std::move(config)) {
  for (const std::size_t phase : config_.phases)
    if (phase < 1 || phase >= parts.phases.size())
      throw base::InputError(base::Problem{
          .key = "--keep-phase",
          .what = fmt::format("there is nothing before phase {} of {}", phase, parts.phases.size()),
          .allowed = "expected a phase after the first, which has number 0"});
}

std::vector<std::int64_t> BranchKeeper::steps() const {
  std::vector<std::int64_t> steps;
  for (const std::size_t phase : config_.phases) steps.push_back(parts_.phases[phase].start);
  return steps;
}

void BranchKeeper::append(const results::StepRow& row) {
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
  for (const std::size_t phase : config_.phases) {
    const std::int64_t start = parts_.phases[phase].start;
    if (start <= done || start - done > record::kBranchWindow) continue;
    if (furthest < start) kept_ = {phase, state(), rows_};
    if ((furthest >= start || start - done == 1) && kept_ && kept_->phase == phase) write();
    return;
  }
}

void BranchKeeper::write() {
  const std::size_t phase = kept_->phase;
  record::write_checkpoint(branch_path(config_.output, phase),
                           {{"program", program()},
                            {"prefix", prefix_text(scenario_, phase)},
                            {"gossip", gossip_fingerprint(parts_, phase)},
                            {"state", std::move(kept_->state)},
                            {"rows", saved(std::move(kept_->rows))}});
  kept_.reset();
}

}  // namespace consim::scenarios
