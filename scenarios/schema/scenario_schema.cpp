#include "scenarios/schema/scenario_schema.h"

#include "scenarios/schema/fields.h"

namespace consim::scenarios {
namespace {

Format<Scenario> describe() {
  Fields<OutputConfig> output;
  output.add(&OutputConfig::path,
             optional(path("the path of a file"), "NAME.h5 in the working directory"),
             {.name = "path", .doc = "the result file", .incidental = true});
  Fields<Scenario> fields;
  fields
      .add(&Scenario::schema, whole<int>(1, 1), {.name = "schema", .doc = "version of the format"})
      .add(&Scenario::name, file_name(),
           {.name = "name",
            .doc = "what the run is called",
            .default_text = "the file's name without `.toml`"})
      .add(&Scenario::seed, whole<std::uint64_t>(0, std::numeric_limits<std::int64_t>::max()),
           {.name = "seed", .doc = "all random draws are functions of it; below 2^63"})
      .add(&Scenario::topology, topology_format(),
           {.name = "topology",
            .doc = "which graph connects the nodes, and how they weigh each other",
            .required = true})
      .add(&Scenario::cluster, cluster_format(),
           {.name = "cluster", .doc = "what computing and sending cost in simulated time"})
      .add(&Scenario::workload, workload_format(),
           {.name = "workload", .doc = "what is trained, on which data", .required = true})
      .add(&Scenario::optimizer, optimizer_format(),
           {.name = "optimizer", .doc = "how a gradient changes a node's parameters"})
      .add(&Scenario::algorithm, algorithm_format(),
           {.name = "algorithm", .doc = "how the nodes agree"})
      .add(&Scenario::phase, phases_format(),
           {.name = "phase",
            .doc = "parts of training, one after the other, each up to its end; what a phase "
                   "doesn't give is as in the rest of the scenario"})
      .add(&Scenario::run, run_format(),
           {.name = "run", .doc = "for how long, and what is recorded"})
      .add(&Scenario::output, table(output, {.section = true}),
           {.name = "output", .doc = "where the result goes"});
  return table(fields);
}

}  // namespace

// Made once: to make it takes as long as to read a scenario by it.
Format<Scenario> scenario_format() {
  static const Format<Scenario> kFormat = describe();
  return kFormat;
}

}  // namespace consim::scenarios
