#include "scenarios/schema/scenario_schema.h"
#include "scenarios/schema/tagged.h"
#include "topologies/families/option.h"

namespace consim::scenarios {
namespace {

Format<Mixing> mixing() {
  return choice<Mixing>({{"uniform", Mixing::kUniform},
                         {"metropolis", Mixing::kMetropolis},
                         {"max_degree", Mixing::kMaxDegree}});
}

Format<int> nodes() { return whole<int>(1, topologies::kMaxNodes); }

const char* const kNodesDoc = "number of nodes n; `n` is short for it";

Fields<TopologyConfig> with_mixing(Fields<TopologyConfig> fields) {
  return fields.add(&TopologyConfig::mixing, mixing(),
                    {.name = "mixing",
                     .doc = "weight of a neighbour: `uniform` 1/(1 + own degree), `metropolis` "
                            "1/(1 + the larger degree "
                            "of the two), `max_degree` 1/(1 + the largest degree)",
                     .default_text = "`\"metropolis\"`, of a directed graph `\"uniform\"`"});
}

Fields<TopologyConfig> plain_family() {
  Fields<TopologyConfig> fields;
  return fields.add(&TopologyConfig::nodes, nodes(),
                    {.name = "nodes", .doc = kNodesDoc, .required = true, .alias = "n"});
}

Fields<TopologyConfig> torus() {
  Fields<TopologyConfig> fields;
  fields
      .add(&TopologyConfig::nodes, nodes(),
           {.name = "nodes", .doc = kNodesDoc, .alias = "n", .default_text = "rows × cols"})
      .add(&TopologyConfig::rows, nodes(),
           {.name = "rows",
            .doc = "nodes in a column",
            .default_text = "nodes / cols, else the most even sides"})
      .add(&TopologyConfig::cols, nodes(),
           {.name = "cols", .doc = "nodes in a row", .default_text = "nodes / rows"});
  return fields;
}

Fields<TopologyConfig> exponential() {
  Fields<TopologyConfig> fields = plain_family();
  return fields.add(
      &TopologyConfig::directed, flag(),
      {.name = "directed", .doc = "messages go from i to i + 2^k (modulo n) only, not back"});
}

struct FamilyText {
  Family family;
  std::string name, doc;
  Fields<TopologyConfig> fields;
};

Option<TopologyConfig> option(const FamilyText& text) {
  TopologyConfig prototype;
  prototype.family = text.family;
  const auto match = [=](const std::string& tag) {
    return tag == text.name ? std::optional(prototype) : std::nullopt;
  };
  const auto tag_of = [=](const TopologyConfig& topology) {
    return topology.family == text.family ? std::optional(text.name) : std::nullopt;
  };
  return {{text.name}, "", text.doc, prototype, match, tag_of, with_mixing(text.fields)};
}

}  // namespace

Format<TopologyConfig> topology_format() {
  Tagged<TopologyConfig> tagged("family", "the graph");
  for (const FamilyText& text : {
           FamilyText{Family::kRing, "ring", "a cycle", plain_family()},
           FamilyText{Family::kPath, "path", "a line", plain_family()},
           FamilyText{Family::kStar, "star", "node 0 with all others", plain_family()},
           FamilyText{Family::kComplete, "complete", "all pairs", plain_family()},
           FamilyText{Family::kTorus, "torus", "a grid with wrapped edges", torus()},
           FamilyText{Family::kHypercube, "hypercube",
                      "nodes that differ in one bit, n a power of two", plain_family()},
           FamilyText{Family::kExponential, "exponential", "nodes at distances 2^k on a cycle",
                      exponential()},
       })
    tagged.option(option(text));
  return tagged.format({.section = true});
}

}  // namespace consim::scenarios
