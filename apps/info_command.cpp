#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "apps/command.h"
#include "apps/json.h"
#include "apps/phase_report.h"
#include "base/errors.h"
#include "scenarios/load.h"
#include "scenarios/phase_summary.h"
#include "sim/results/reader.h"
#include "sim/results/schema.h"

namespace consim::apps {
namespace {

using results::ResultFile;
using Phases = std::vector<scenarios::PhaseSummary>;

// None of a scenario that only another version of the program understands.
Phases phases_of(const ResultFile& file) {
  try {
    return scenarios::phase_summaries(
        scenarios::parse_scenario(file.scenario, {.file = file.summary.path.string()}), file);
  } catch (const base::InputError&) {
    return {};
  }
}

struct AttributeJson {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(bool value) const { return value; }
  Json operator()(std::int64_t value) const { return value; }
  Json operator()(double value) const { return number(value); }
  Json operator()(const std::string& value) const { return value; }
  Json operator()(const std::vector<double>& values) const {
    Json list = Json::array();
    for (const double value : values) list.push_back(number(value));
    return list;
  }
};

Json last_rows(const ResultFile& file) {
  Json object = Json::object();
  if (!file.steps.empty()) {
    const results::StepRow& row = file.steps.back();
    object["step"] = row.step;
    object["epoch"] = number(row.epoch);
    object["train_loss"] = number(row.train_loss);
    object["consensus_distance"] = number(row.consensus_distance);
    object["max_consensus_distance"] = number(row.max_consensus_distance);
    object["bytes_sent"] = row.bytes_sent;
  }
  if (!file.evaluations.empty()) {
    const results::EvaluationRow& row = file.evaluations.back();
    object["evaluated_step"] = row.step;
    object["evaluated_train_loss"] = number(row.train_loss);
    object["test_loss"] = number(row.test_loss);
    object["test_accuracy"] = number(row.test_accuracy);
    object["train_accuracy"] = number(row.train_accuracy);
    object["generalization_gap"] = number(row.generalization_gap);
    object["local_test_accuracy_mean"] = number(row.local_test_accuracy_mean);
    object["local_test_accuracy_min"] = number(row.local_test_accuracy_min);
    object["local_test_accuracy_max"] = number(row.local_test_accuracy_max);
    object["mean_model_gradient_norm"] = number(row.mean_model_gradient_norm);
  }
  return object;
}

Json to_json(const ResultFile& file, const Phases& phases) {
  const results::ResultSummary& summary = file.summary;
  Json object;
  object["path"] = summary.path.string();
  object["status"] = results::to_string(summary.status);
  object["reason"] = summary.reason;
  object["writer_alive"] = summary.writer_alive;
  object["killed"] = summary.killed();
  object["consim_version"] = summary.attributes.consim_version;
  object["git_revision"] = summary.attributes.git_revision;
  object["libtorch_version"] = summary.attributes.libtorch_version;
  object["created"] = summary.attributes.created;
  object["host"] = summary.attributes.host;
  object["data_dir"] = summary.attributes.data_dir;
  object["threads"] = summary.attributes.threads;
  object["seed"] = summary.attributes.seed;
  object["steps_done"] = summary.totals.steps_done;
  object["simulated_seconds"] = number(summary.totals.simulated_seconds);
  object["host_seconds"] = number(summary.totals.host_seconds);
  object["trajectory_hash"] = fmt::format("{:016x}", summary.totals.trajectory_hash);
  object["step_rows"] = file.steps.size();
  object["evaluation_rows"] = file.evaluations.size();
  object["parameters"] = file.work.parameters;
  object["message_bytes"] = file.work.message_bytes;
  object["flops_per_step"] = number(file.work.per_step.flops);
  object["last"] = last_rows(file);
  object["largest_consensus_distance"] = number(largest_distance(phases));
  object["unreached"] = apps::to_json(summary.unreached);
  Json topology = Json::object();
  for (const results::Attribute& attribute : file.topology.attributes)
    topology[attribute.name] = std::visit(AttributeJson{}, attribute.value);
  object["topology"] = topology;
  return object;
}

using Line = std::pair<std::string, std::string>;

void add_lines(std::vector<Line>& lines, const std::string& key, const Json& value) {
  if (value.is_object()) {
    for (const auto& [name, part] : value.items())
      add_lines(lines, fmt::format("{}.{}", key, name), part);
    return;
  }
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (!value.is_null() && !text.empty()) lines.emplace_back(key, text);
}

void print_text(const Json& object) {
  std::vector<Line> lines;
  for (const auto& [key, value] : object.items()) add_lines(lines, key, value);
  std::size_t width = 0;
  for (const auto& [key, text] : lines) width = std::max(width, key.size());
  for (const auto& [key, text] : lines) fmt::print("{:<{}}  {}\n", key, width, text);
}

}  // namespace

Command info_command(CLI::App& program) {
  struct Options {
    std::string path;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand("info", "Tell what a result file holds");
  app->add_option("result", options->path, "result file (HDF5), also of a running or killed run")
      ->required();
  app->add_flag("--json", options->json, "one JSON object on stdout");
  app->footer("Example:\n  consim info results/ring-32.h5");
  return {app, [options] {
            const ResultFile file = results::read_result(options->path);
            const Phases phases = phases_of(file);
            Json object = to_json(file, phases);
            if (!options->json) {
              print_text(object);
              fmt::print("{}", describe(phases));
              return int{kDone};
            }
            object["phases"] = to_json(phases);
            fmt::print("{}\n", object.dump(2));
            return int{kDone};
          }};
}

}  // namespace consim::apps
