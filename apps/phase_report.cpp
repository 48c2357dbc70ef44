#include "apps/phase_report.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace consim::apps {
namespace {

using scenarios::PhaseSummary;

std::string bytes_text(std::int64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return fmt::format("{:.4g} {}", value, kUnits[unit]);
}

// Of a fraction; a target of its own, or 0, is in the control's name.
std::string target_text(const PhaseSummary& phase) {
  if (!phase.target || !phase.reference_distance) return "";
  return fmt::format(" (≤ {:.6g} of Xi_max {:.6g})", *phase.target, *phase.reference_distance);
}

std::string line_of(const PhaseSummary& phase) {
  const results::PhaseRow& row = phase.row;
  std::string text =
      fmt::format("{:<18} {} steps", fmt::format("phase {}", row.phase), phase.steps());
  if (std::isfinite(phase.epochs)) text += fmt::format(" ({:.4g} epochs)", phase.epochs);
  text += " of " + row.algorithm;
  if (row.algorithm != "allreduce") text += " on " + phase.topology;
  if (!phase.control.empty()) text += ", " + phase.control + target_text(phase);
  std::string found;
  const auto add = [&](const std::string& one) { found += (found.empty() ? ": " : ", ") + one; };
  if (std::isfinite(row.max_consensus_distance))
    add(fmt::format("largest distance {:.6g}", row.max_consensus_distance));
  if (std::isfinite(row.max_consensus_distance_after_mixing) &&
      row.max_consensus_distance_after_mixing != row.max_consensus_distance)
    add(fmt::format("{:.6g} after mixing", row.max_consensus_distance_after_mixing));
  if (std::isfinite(row.mean_rounds) && row.algorithm != "allreduce")
    add(fmt::format("{:.4g} rounds a step", row.mean_rounds));
  if (row.distance_tests > 0)
    add(fmt::format("{:.4g} tests a step",
                    static_cast<double>(row.distance_tests) / static_cast<double>(phase.steps())));
  if (row.bytes_sent >= 0) add(bytes_text(row.bytes_sent) + " sent");
  if (std::isfinite(row.simulated_seconds)) add(fmt::format("{:.6g} s", row.simulated_seconds));
  if (std::isfinite(row.test_accuracy))
    add(fmt::format("test accuracy {:.2f} %", 100 * row.test_accuracy));
  return text + found + "\n";
}

Json count(std::int64_t value) { return value == results::kNotCounted ? Json() : Json(value); }

}  // namespace

std::string describe(const std::vector<PhaseSummary>& phases) {
  if (phases.size() == 1 && phases.front().control.empty()) return "";
  std::string text;
  for (const PhaseSummary& phase : phases) text += line_of(phase);
  return text;
}

Json to_json(const std::vector<PhaseSummary>& phases) {
  Json list = Json::array();
  for (const PhaseSummary& phase : phases) {
    const results::PhaseRow& row = phase.row;
    Json object;
    object["phase"] = row.phase;
    object["start"] = row.start;
    object["end"] = row.end;
    object["steps"] = phase.steps();
    object["epochs"] = number(phase.epochs);
    object["algorithm"] = row.algorithm;
    object["topology"] = phase.topology;
    object["control"] = phase.control.empty() ? Json() : Json(phase.control);
    object["target_distance"] = number(phase.target.value_or(results::kNone));
    object["reference_distance"] = number(phase.reference_distance.value_or(results::kNone));
    object["max_consensus_distance"] = number(row.max_consensus_distance);
    object["max_consensus_distance_after_mixing"] = number(row.max_consensus_distance_after_mixing);
    object["mean_rounds"] = number(row.mean_rounds);
    object["distance_tests"] = count(row.distance_tests);
    object["bytes_sent"] = count(row.bytes_sent);
    object["simulated_seconds"] = number(row.simulated_seconds);
    object["test_accuracy"] = number(row.test_accuracy);
    list.push_back(object);
  }
  return list;
}

Json to_json(const results::Unreached& unreached) {
  if (unreached.step == 0) return {};
  Json object;
  object["step"] = unreached.step;
  object["rounds"] = unreached.rounds;
  object["distance"] = number(unreached.distance);
  object["target"] = number(unreached.target);
  return object;
}

}  // namespace consim::apps
