#include "apps/run_summary.h"

#include <fmt/format.h>

#include "apps/phase_report.h"
#include "apps/progress.h"
#include "base/errors.h"
#include "scenarios/file_kind.h"
#include "scenarios/load.h"
#include "sim/results/file_access.h"
#include "sim/results/reader.h"
#include "sim/results/schema.h"

namespace consim::apps {
namespace {

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::string status_text(const scenarios::RunSummary& summary) {
  const std::string status(results::to_string(summary.status));
  return summary.nothing_to_do ? status + " already; nothing to do" : status;
}

std::string percent(double fraction) {
  return std::isfinite(fraction) ? fmt::format("{:.2f} %", 100 * fraction) : "not available";
}

// A sweep would be told as a scenario with all keys wrong.
scenarios::Scenario load_text(const std::string& file, const std::vector<std::string>& overrides) {
  try {
    return scenarios::load_scenario(file, overrides);
  } catch (const base::InputError&) {
    if (scenarios::file_kind(file) != scenarios::FileKind::kSweep) throw;
    throw base::InputError(
        {.file = file,
         .what = "is a sweep, not a scenario",
         .allowed = fmt::format("expected a scenario; consim batch {} --output-dir DIR runs its "
                                "points",
                                file)});
  }
}

}  // namespace

bool is_result_file(const std::string& file) {
  return file.ends_with(".h5") || results::is_hdf5(file);
}

std::string describe(const scenarios::RunSummary& s) {
  std::string text = fmt::format("result             {}\nstatus             {}\n",
                                 s.output.string(), status_text(s));
  if (!s.reason.empty()) text += fmt::format("reason             {}\n", s.reason);
  text += fmt::format("steps              {} of {} on {} {}\n", s.steps_done, s.steps_planned,
                      s.nodes, s.nodes == 1 ? "node" : "nodes");
  text += fmt::format("simulated          {:.6g} s ({:.4g} h)\n", s.simulated_seconds,
                      s.simulated_seconds / 3600);
  text +=
      fmt::format("host               {:.1f} s ({})\n", s.host_seconds, clock_text(s.host_seconds));
  if (s.samples_per_second > 0)
    text += fmt::format("throughput         {:.0f} samples/s of the host\n", s.samples_per_second);
  if (s.last_step && std::isfinite(s.last_step->consensus_distance))
    text += fmt::format("consensus distance {:.6g} (largest {:.6g})\n",
                        s.last_step->consensus_distance, largest_distance(s.phases));
  if (s.last_evaluation && std::isfinite(s.last_evaluation->train_loss)) {
    text += fmt::format("training loss      {:.6g}\n", s.last_evaluation->train_loss);
    if (std::isfinite(s.last_evaluation->test_accuracy))
      text += fmt::format("test accuracy      {} (averaged model)\n",
                          percent(s.last_evaluation->test_accuracy));
    if (std::isfinite(s.last_evaluation->generalization_gap))
      text += fmt::format("generalization gap {} (training - test accuracy)\n",
                          percent(s.last_evaluation->generalization_gap));
    if (std::isfinite(s.last_evaluation->mean_model_gradient_norm))
      text += fmt::format("gradient norm      {:.6g} (averaged model)\n",
                          s.last_evaluation->mean_model_gradient_norm);
  }
  text += describe(s.phases);
  return text + fmt::format("trajectory hash    {}\n", hash_text(s.trajectory_hash));
}

Json to_json(const scenarios::RunSummary& s) {
  Json object;
  object["result"] = s.output.string();
  object["status"] = results::to_string(s.status);
  object["reason"] = s.reason;
  object["nothing_to_do"] = s.nothing_to_do;
  object["nodes"] = s.nodes;
  object["steps_done"] = s.steps_done;
  object["steps_planned"] = s.steps_planned;
  object["simulated_seconds"] = number(s.simulated_seconds);
  object["host_seconds"] = number(s.host_seconds);
  object["branched_seconds"] = s.branched_seconds ? number(*s.branched_seconds) : Json();
  object["samples_per_second"] = number(s.samples_per_second);
  object["events"] = s.events ? Json(*s.events) : Json();
  object["messages"] = s.messages ? Json(*s.messages) : Json();
  object["trajectory_hash"] = hash_text(s.trajectory_hash);
  const results::StepRow step = s.last_step.value_or(results::StepRow{});
  object["consensus_distance"] = number(step.consensus_distance);
  object["max_consensus_distance"] = number(step.max_consensus_distance);
  object["largest_consensus_distance"] = number(largest_distance(s.phases));
  object["bytes_sent"] = step.bytes_sent;
  object["batch_train_loss"] = number(step.train_loss);
  const results::EvaluationRow evaluation = s.last_evaluation.value_or(results::EvaluationRow{});
  object["train_loss"] = number(evaluation.train_loss);
  object["train_accuracy"] = number(evaluation.train_accuracy);
  object["test_loss"] = number(evaluation.test_loss);
  object["test_accuracy"] = number(evaluation.test_accuracy);
  object["generalization_gap"] = number(evaluation.generalization_gap);
  object["local_test_accuracy_mean"] = number(evaluation.local_test_accuracy_mean);
  object["local_test_accuracy_min"] = number(evaluation.local_test_accuracy_min);
  object["local_test_accuracy_max"] = number(evaluation.local_test_accuracy_max);
  object["mean_model_gradient_norm"] = number(evaluation.mean_model_gradient_norm);
  object["phases"] = to_json(s.phases);
  object["unreached"] = to_json(s.unreached);
  return object;
}

Json to_json(const Outcome& outcome) {
  Json object = to_json(outcome.summary);
  object["pilot"] = outcome.pilot ? Json(*outcome.pilot) : Json();
  Json list = Json::array();
  for (const PilotFile& pilot : outcome.pilots) {
    Json one;
    one["phase"] = pilot.phase;
    one["result"] = pilot.result;
    one["reused"] = pilot.reused;
    list.push_back(one);
  }
  object["pilots"] = list;
  return object;
}

scenarios::Scenario load_any(const std::string& file, const std::vector<std::string>& overrides) {
  if (!is_result_file(file)) return load_text(file, overrides);
  const results::ResultFile result = results::read_result(file);
  return scenarios::parse_scenario(result.scenario, {.file = file, .directory = {}}, overrides);
}

std::vector<base::Problem> located_in_scenario(const std::vector<base::Problem>& problems,
                                               const std::string& file,
                                               const std::vector<std::string>& overrides) {
  if (is_result_file(file)) return problems;
  return scenarios::locate(problems, file, overrides);
}

scenarios::Scenario load_runnable(const std::string& file,
                                  const std::vector<std::string>& overrides,
                                  const std::string& output) {
  if (is_result_file(file) && output.empty())
    throw base::InputError(base::Problem{.file = file,
                                         .what = "a result's scenario runs into another file",
                                         .allowed = "name it with -o FILE"});
  return load_any(file, overrides);
}

}  // namespace consim::apps
