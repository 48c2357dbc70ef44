#include "scenarios/schema/resolve.h"

#include <array>

#include "scenarios/schema/scenario_schema.h"
#include "topologies/spec.h"

namespace consim::scenarios {
namespace {

// Of a key and its short form, what was given last.
const Entry* given_entry(const Table& table, const std::string& key) {
  const Entry* entry = table.find(key);
  const Entry* short_form = key == "nodes" ? table.find("n") : nullptr;
  if (entry == nullptr || short_form == nullptr) return entry != nullptr ? entry : short_form;
  return entry->place < short_form->place ? short_form : entry;
}

std::string option_text(const Value& value) {
  const auto* text = value.get<std::string>();
  return text != nullptr ? *text : found_text(value);
}

// The resolved topology as a table of the same keys, to be read like the given one.
Value table_of(const topologies::TopologySpec& spec) {
  Table table;
  for (const topologies::TopologyOption& option : topologies::options_of(spec)) {
    const bool name = option.key == "family" || option.key == "mixing";
    Value value{option.value, {}};
    if (!name && option.key != "directed") value.data = std::int64_t{std::stoll(option.value)};
    if (option.key == "directed") value.data = option.value == "true";
    table.set(option.key, std::move(value));
  }
  return {std::move(table), {}};
}

}  // namespace

void resolve_topology(TopologyConfig& topology, const Value& root, Report& report) {
  const Value* value = find_value(root, "topology");
  if (value == nullptr || !report.sound("topology")) return;
  const Table& table = *value->get<Table>();
  std::vector<topologies::TopologyOption> options;
  std::vector<Place> places;
  for (const char* key : {"family", "nodes", "rows", "cols", "directed", "mixing"})
    if (const Entry* entry = given_entry(table, key)) {
      options.push_back({key, option_text(entry->value)});
      places.push_back(entry->value.place);
    }
  topologies::SpecResult result = topologies::build_topology_spec(options);
  for (topologies::OptionProblem& found : result.problems) {
    found.problem.key = "topology." + found.problem.key;
    report.add(found.option < 0 ? value->place : places[static_cast<std::size_t>(found.option)],
               std::move(found.problem));
  }
  if (!result.spec) return;
  Reading reading{report, {}};
  topology_format().read(table_of(*result.spec), {reading, "topology"}, topology);
}

void resolve_profiles(ClusterConfig& cluster) {
  for (Device& device : cluster.device)
    if (const auto* name = std::get_if<std::string>(&device); name && is_profile_path(*name))
      device = load_device(*name);
  NetworkConfig& network = cluster.network;
  if (!network.link || !is_profile_path(*network.link)) return;
  const LinkProfile link = load_link(*network.link);
  network.latency = link.latency;
  network.bandwidth = link.bandwidth;
  network.link.reset();
}

void resolve_alternatives(Scenario& scenario, const Value& root) {
  const auto given = [&](std::string_view key) { return find_value(root, key) != nullptr; };
  NetworkConfig& network = scenario.cluster.network;
  if ((network.latency || network.bandwidth) && !given("cluster.network.link"))
    network.link.reset();

  if (!given("run.steps")) return;
  if (!given("run.epochs")) return scenario.run.epochs.reset();
  const int steps = find_place(root, "run.steps").source;
  const int epochs = find_place(root, "run.epochs").source;
  if (steps > epochs) scenario.run.epochs.reset();
  if (epochs > steps) scenario.run.steps.reset();
}

}  // namespace consim::scenarios
