#include "scenarios/result_header.h"

#include <fmt/chrono.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <numeric>

#include "models/torch_module.h"
#include "scenarios/agreement.h"
#include "scenarios/build.h"
#include "scenarios/save.h"
#include "topologies/report.h"

namespace consim::scenarios {
namespace {

constexpr topologies::DenseLimits kSpectrumLimits{.symmetric = 2048, .general = 512};
// A run doesn't wait for more; `consim topology` has the answer for any size.
constexpr int kMostForSpectrum = 20'000;

results::AttributeValue attribute_value(bool value) { return value; }
results::AttributeValue attribute_value(std::int64_t value) { return value; }
results::AttributeValue attribute_value(double value) { return value; }
results::AttributeValue attribute_value(const std::string& value) { return value; }

template <class T>
void add(std::vector<results::Attribute>& attributes, const std::string& name, const T& value) {
  attributes.push_back({name, attribute_value(value)});
}

template <class T>
void add(std::vector<results::Attribute>& attributes, const std::string& name,
         const std::optional<T>& value) {
  if (value)
    add(attributes, name, *value);
  else
    attributes.push_back({name, std::monostate{}});
}

// A table {"0.9": x} becomes one attribute an entry: "effective_neighbours_0.9".
template <class T>
void add(std::vector<results::Attribute>& attributes, const std::string& name,
         const std::vector<topologies::Keyed<T>>& entries) {
  for (const auto& entry : entries) add(attributes, name + "_" + entry.key, entry.value);
}

// Datasets of their own, or not stored.
void add(std::vector<results::Attribute>&, const std::string&,
         const std::optional<topologies::Eigenvalues>&) {}
void add(std::vector<results::Attribute>&, const std::string&,
         const std::optional<std::vector<double>>&) {}

void add_round(results::TopologyRecord& record, const topologies::MixingMatrix& w,
               std::int64_t round) {
  for (int i = 0; i < w.nodes(); ++i)
    for (const topologies::MixingWeight& entry : w.row(i)) {
      record.row.push_back(i);
      record.column.push_back(entry.column);
      record.weight.push_back(entry.weight);
      record.round.push_back(round);
    }
}

results::TopologyRecord topology_record(const topologies::Topology& topology) {
  results::TopologyRecord record;
  for (const topologies::Edge& edge : topology.graph.edge_list())
    record.edges.push_back({edge.from, edge.to});
  const topologies::MixingSequence& mixing = topology.mixing;
  if (mixing.period() == 0) add_round(record, mixing.draw(0), 0);
  for (std::int64_t round = 0; round < mixing.period(); ++round)
    add_round(record, mixing.at(round), round);
  if (mixing.fixed()) record.round.clear();
  const topologies::TopologyReport report = topologies::analyze(
      topology,
      {.eigenvalues = true, .limits = kSpectrumLimits, .spectrum_up_to = kMostForSpectrum});
  topologies::for_each_field(report, [&](std::string_view name, const auto& value) {
    add(record.attributes, std::string(name), value);
  });
  if (!report.eigenvalues) return record;
  for (const auto& value : report.eigenvalues->values) {
    record.eigenvalues.push_back(value.real());
    if (!report.eigenvalues->real) record.eigenvalues_imaginary.push_back(value.imag());
  }
  return record;
}

results::WorkRecord work_record(const Assembly& parts) {
  results::WorkRecord record;
  for (const sim::OperatorWork& op : parts.work.operators) {
    record.per_step.flops += op.flops;
    record.per_step.bytes += op.bytes;
    record.per_step.kernels += static_cast<double>(op.kernels);
  }
  const auto samples = static_cast<double>(std::max<std::int64_t>(1, parts.work.samples));
  record.per_sample = {record.per_step.flops / samples, record.per_step.bytes / samples,
                       record.per_step.kernels / samples};
  if (parts.learner) record.parameters = parts.learner->layout().dimension;
  record.message_bytes = parts.message.count;
  return record;
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace

record::ResultHeader result_header(const Scenario& scenario, const Assembly& parts, int threads) {
  record::ResultHeader header;
  header.attributes.consim_version = program_version();
  header.attributes.git_revision = git_revision();
  if (std::holds_alternative<ImageWorkload>(scenario.workload) && parts.learner)
    header.attributes.libtorch_version = models::torch_version();
  header.attributes.created = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  header.attributes.host = host_name();
  header.attributes.data_dir = parts.data_dir.value_or("");
  header.attributes.threads = threads;
  header.attributes.seed = scenario.seed;
  header.scenario = to_toml(scenario);
  header.topology = topology_record(parts.topology_of(0));
  header.work = work_record(parts);
  if (parts.learner && !scenario.run.timing_only) {
    for (const sim::ParameterBlock& block : parts.learner->layout().blocks)
      header.layers.push_back({block.name, block.offset, block.size});
    header.evaluated_nodes = parts.cluster.nodes;
  }
  header.phases = std::ssize(parts.phases);
  header.nodes = parts.cluster.nodes;
  header.parts.estimates = std::ranges::any_of(parts.phases, [](const PhaseParts& phase) {
    return phase.gradients == sim::Gradients::kSpread;
  });
  return header;
}

std::vector<record::RunRecorder::Phase> recorded_phases(const Assembly& parts) {
  std::vector<record::RunRecorder::Phase> phases;
  for (const PhaseParts& phase : parts.phases)
    phases.push_back({phase.start, algorithm_name(phase.algorithm),
                      phase.gradients == sim::Gradients::kSpread, decay_of_estimates(phase),
                      phase.target == 0 ? 0 : results::kNone});
  return phases;
}

}  // namespace consim::scenarios
