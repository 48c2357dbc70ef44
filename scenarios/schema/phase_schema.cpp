#include "scenarios/schema/fields.h"
#include "scenarios/schema/scenario_schema.h"

namespace consim::scenarios {
namespace {

constexpr std::int64_t kMaxEpochs = 1'000'000'000;

// Its keys are described at [topology].
Format<topologies::TopologySpec> phase_topology() {
  Format<topologies::TopologySpec> format = topology_format();
  format.allowed = "a table with the keys of `[topology]`";
  format.inner.clear();
  format.section = false;
  return format;
}

// Its keys are described at [algorithm].
Format<AlgorithmConfig> phase_algorithm() {
  Format<AlgorithmConfig> format = algorithm_format();
  format.allowed = "a table with the keys of `[algorithm]`";
  format.inner.clear();
  format.section = false;
  return format;
}

}  // namespace

Format<std::vector<Phase>> phases_format() {
  Fields<Phase> fields;
  fields
      .add(&Phase::until, optional(number({.above = 0, .most = 1}), "until_epoch is given instead"),
           {.name = "until",
            .doc = "the fraction of all training samples accessed at which the phase ends",
            .default_text = "`until_epoch` is given instead; of the last phase `1.0`"})
      .add(&Phase::until_epoch,
           optional(whole<std::int64_t>(1, kMaxEpochs), "until is given instead"),
           {.name = "until_epoch", .doc = "the epoch with which the phase ends"})
      .add(&Phase::algorithm, optional(phase_algorithm(), "the scenario's"),
           {.name = "algorithm", .doc = "how the nodes agree in this phase"})
      .add(&Phase::topology, optional(phase_topology(), "the scenario's"),
           {.name = "topology", .doc = "whom the nodes gossip with in this phase"});
  return tables_of(table(fields, {.section = true}), "one, the whole run");
}

}  // namespace consim::scenarios
