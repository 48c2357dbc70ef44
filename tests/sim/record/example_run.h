// A run's header and rows made up from a seed.
#pragma once

#include <bit>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "base/random.h"
#include "base/temporary_folder.h"
#include "sim/record/writer.h"

namespace consim::record {

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A new file: some file systems wait for the disk when an old one is overwritten.
inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

/// NaN now and then, both infinities and both zeros.
inline double example_number(base::RandomStream& random) {
  switch (random.below(12)) {
    case 0:
      return results::kNone;
    case 1:
      return std::numeric_limits<double>::infinity();
    case 2:
      return -0.0;
    case 3:
      return std::numeric_limits<double>::denorm_min();
    default:
      return random.normal();
  }
}

inline constexpr std::int64_t kExampleLayers = 1500;

/// All of the parts; 5 nodes in a ring; rows are a function of the step alone.
inline ResultHeader example_header(const std::filesystem::path& output) {
  ResultHeader header{.output = output, .phases = 2, .nodes = 5, .flush_seconds = 1e9};
  header.attributes = {.consim_version = "0.1.0",
                       .git_revision = "abc",
                       .libtorch_version = "",
                       .created = "2025-01-31T12:00:00Z",
                       .host = "maschine-ä",
                       .data_dir = "/usr/share/datasets",
                       .threads = 2,
                       .seed = 0xfedcba9876543210u};
  header.scenario = "schema = 1\nname = \"größe\"\n";
  for (std::int64_t i = 0; i < 5; ++i) {
    header.topology.edges.push_back({i, (i + 1) % 5});
    for (const std::int64_t j : {i, (i + 1) % 5, (i + 4) % 5}) {
      header.topology.row.push_back(i);
      header.topology.column.push_back(j);
      header.topology.weight.push_back(1.0 / 3);
    }
  }
  header.topology.eigenvalues = {1, 0.53934466291663163, 0.53934466291663163, -0.20601132958329829,
                                 -0.20601132958329829};
  header.topology.attributes = {{"beta", 0.53934466291663163},
                                {"bipartite", false},
                                {"connected", true},
                                {"family", std::string("ring")},
                                {"nodes", std::int64_t{5}},
                                {"period", {}},
                                {"rounds_to", std::vector<double>{1, 4, 8}}};
  header.work = {.per_step = {3.2e9, 1.5e8, 320},
                 .per_sample = {1e8, 4.6875e6, 10},
                 .parameters = 272474,
                 .message_bytes = 1089896};
  header.parts = {.estimates = true, .translation = true, .trace = true};
  // More than are stored in one chunk.
  for (std::int64_t i = 0; i < kExampleLayers; ++i)
    header.layers.push_back({"layer" + std::to_string(i) + ".weight", 10 * i, 10});
  header.evaluated_nodes = 5;
  return header;
}

inline StepRow example_step(std::int64_t step) {
  base::RandomStream random(1, base::Purpose::kTest, {.step = static_cast<std::uint64_t>(step)});
  StepRow row{.step = step};
  for (double StepRow::* member :
       {&StepRow::epoch, &StepRow::simulated_time, &StepRow::learning_rate, &StepRow::train_loss,
        &StepRow::consensus_distance, &StepRow::consensus_distance_before_mixing,
        &StepRow::consensus_distance_after_mixing, &StepRow::gradient_norm,
        &StepRow::local_gradient_norm, &StepRow::update_norm, &StepRow::target_distance,
        &StepRow::parameter_norm, &StepRow::theta, &StepRow::max_consensus_distance,
        &StepRow::noise_variance, &StepRow::smoothness, &StepRow::critical_distance,
        &StepRow::gradient_variance}) {
    row.*member = example_number(random);
  }
  row.gossip_rounds = static_cast<std::int64_t>(random.below(9));
  row.bytes_sent = static_cast<std::int64_t>(random.bits64() >> 1);
  row.phase = step / 100;
  return row;
}

inline EvaluationRow example_evaluation(std::int64_t step) {
  base::RandomStream random(2, base::Purpose::kTest, {.step = static_cast<std::uint64_t>(step)});
  EvaluationRow row{.step = step};
  for (double EvaluationRow::* member :
       {&EvaluationRow::epoch, &EvaluationRow::simulated_time, &EvaluationRow::train_loss,
        &EvaluationRow::train_accuracy, &EvaluationRow::test_loss, &EvaluationRow::test_accuracy,
        &EvaluationRow::local_test_accuracy_mean, &EvaluationRow::local_test_accuracy_min,
        &EvaluationRow::local_test_accuracy_max, &EvaluationRow::mean_model_gradient_norm,
        &EvaluationRow::generalization_gap, &EvaluationRow::test_bleu}) {
    row.*member = example_number(random);
  }
  return row;
}

inline std::vector<double> example_numbers(base::RandomStream& random, std::int64_t count) {
  std::vector<double> numbers(static_cast<std::size_t>(count));
  for (double& number : numbers) number = example_number(random);
  return numbers;
}

inline LayerRow example_layers(std::int64_t step) {
  base::RandomStream random(3, base::Purpose::kTest, {.step = static_cast<std::uint64_t>(step)});
  return {step, example_numbers(random, kExampleLayers)};
}

inline NodeEvaluationRow example_nodes(std::int64_t step) {
  base::RandomStream random(4, base::Purpose::kTest, {.step = static_cast<std::uint64_t>(step)});
  NodeEvaluationRow row{.step = step};
  for (auto member : {&NodeEvaluationRow::theta, &NodeEvaluationRow::distance,
                      &NodeEvaluationRow::local_test_accuracy})
    row.*member = example_numbers(random, 5);
  return row;
}

/// With its rows of layers and nodes.
inline void append_evaluation(ResultWriter& writer, std::int64_t step) {
  writer.append(example_layers(step));
  writer.append(example_nodes(step));
  writer.append(example_evaluation(step));
}

inline EventRow example_event(std::int64_t number) {
  return {.node = number % 5,
          .kind = number % 2 == 0 ? "compute" : "sixteen bytes, 1",
          .start_ns = number * 10,
          .end_ns = number * 10 + 7,
          .bytes = number};
}

inline Totals example_totals(std::int64_t steps) {
  return {.steps_done = steps,
          .simulated_seconds = 0.25 * static_cast<double>(steps),
          .host_seconds = 3,
          .trajectory_hash = 0xf000000000000000u + static_cast<std::uint64_t>(steps)};
}

inline Closing example_closing(std::int64_t steps) {
  Closing closing{.totals = example_totals(steps)};
  closing.phases = {{0, 0, 100, "dsgd", 2.5, 1.0}, {1, 100, steps, "allreduce", results::kNone, 0}};
  for (std::int64_t node = 0; node < 5; ++node) {
    closing.nodes.push_back({.node = node,
                             .compute_seconds = 1.5,
                             .communication_seconds = 0.5,
                             .idle_seconds = 0.25 * static_cast<double>(node),
                             .bytes_sent = 100,
                             .bytes_received = 200,
                             .steps = steps});
  }
  return closing;
}

/// Steps first, …, last − 1, each with two events, every 100th with an evaluation.
inline void append_steps(ResultWriter& writer, std::int64_t first, std::int64_t last) {
  for (std::int64_t step = first; step < last; ++step) {
    writer.append(example_event(2 * step));
    writer.append(example_event(2 * step + 1));
    writer.append(example_step(step));
    writer.set_totals(example_totals(step + 1));
    if (step % 100 == 99) append_evaluation(writer, step);
  }
}

inline void write_example(const std::filesystem::path& path, std::int64_t steps) {
  ResultWriter writer(example_header(path));
  append_steps(writer, 0, steps);
  writer.close(example_closing(steps));
}

}  // namespace consim::record
