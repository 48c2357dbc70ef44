// A topology as it is described: a family with its sizes, and a mixing rule.
//
// The same builder serves the command line (`torus:rows=4,cols=8,mixing=uniform`) and the
// scenario's [topology] table: both give keys and values as text and get a spec or all problems,
// each with the option that it is about.
//
// Keys: `family`, `mixing` and the family's own, see topology_families(); `n` is short for `nodes`,
// `file` for `path`, and where a path is given the family `file` needn't be. A path with a comma
// can't stand in a text.
// Default mixing: native where the family has weights of its own, else metropolis, else (directed
// graphs, where it isn't defined) uniform.
//
//   TopologySpec spec = parse_topology_spec("ring:n=32");   // throws InputError, all problems
//   to_string(spec);                                        // "ring:nodes=32", parses back
//   SpecResult result = build_topology_spec(options);       // {"family", "torus"}, {"nodes", "32"}
//   for (const OptionProblem& p : result.problems) report(place_of(p.option), p.problem);
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "topologies/families/alternating.h"
#include "topologies/families/balanced_tree.h"
#include "topologies/families/barabasi_albert.h"
#include "topologies/families/barbell.h"
#include "topologies/families/base_graph.h"
#include "topologies/families/binary_tree.h"
#include "topologies/families/bipartite_exponential.h"
#include "topologies/families/complete.h"
#include "topologies/families/davis_women.h"
#include "topologies/families/de_bruijn.h"
#include "topologies/families/epidemic.h"
#include "topologies/families/equidyn.h"
#include "topologies/families/equistatic.h"
#include "topologies/families/erdos_renyi.h"
#include "topologies/families/exponential.h"
#include "topologies/families/graph_file.h"
#include "topologies/families/hypercube.h"
#include "topologies/families/karate.h"
#include "topologies/families/kautz.h"
#include "topologies/families/margulis.h"
#include "topologies/families/one_peer_exponential.h"
#include "topologies/families/one_peer_hypercube.h"
#include "topologies/families/option.h"
#include "topologies/families/paley.h"
#include "topologies/families/path.h"
#include "topologies/families/random_geometric.h"
#include "topologies/families/random_matching.h"
#include "topologies/families/random_regular.h"
#include "topologies/families/ring.h"
#include "topologies/families/ring_of_cliques.h"
#include "topologies/families/star.h"
#include "topologies/families/stochastic_block.h"
#include "topologies/families/torus.h"
#include "topologies/families/watts_strogatz.h"
#include "topologies/graph_structure.h"
#include "topologies/mixing.h"
#include "topologies/sequence.h"

namespace consim::topologies {

using Family = std::variant<Ring, Path, Star, Complete, Torus, Hypercube, Exponential, BalancedTree,
                            BinaryTree, RandomRegular, ErdosRenyi, WattsStrogatz, BarabasiAlbert,
                            RandomGeometric, StochasticBlock, RingOfCliques, Barbell, Margulis,
                            Paley, DeBruijn, Kautz, Karate, DavisWomen, OnePeerExponential,
                            OnePeerHypercube, BipartiteExponential, RandomMatching, Epidemic,
                            BaseGraph, EquiStatic, EquiDyn, Alternating, GraphFile>;

struct TopologySpec {
  Family family;
  Mixing mixing;
  bool operator==(const TopologySpec&) const = default;
};

/// What `consim list topologies` shows, in the order of `Family`.
std::vector<FamilyInfo> topology_families();

struct SpecResult {
  std::optional<TopologySpec> spec;     ///< set exactly if there is no problem
  std::vector<OptionProblem> problems;  ///< by place in the options, what concerns the whole first
};

/// Never throws for wrong options. Relative paths in them are relative to `directory` and become
/// absolute; without one they stay as they are.
SpecResult build_topology_spec(std::span<const TopologyOption> options,
                               const std::string& directory = {});

/// `family:key=value,…`; an option in `overrides` replaces the one of the same key (the command
/// line's --mixing). Throws InputError whose problems have the text as their file. Paths as for
/// build_topology_spec.
TopologySpec parse_topology_spec(std::string_view text,
                                 std::span<const TopologyOption> overrides = {},
                                 const std::string& directory = {});

/// All keys, fully resolved: family, the family's own, mixing. build_topology_spec gives the spec
/// back.
std::vector<TopologyOption> options_of(const TopologySpec& spec);
/// The shortest such text: no key that has its default. Parses back to the spec.
std::string to_string(const TopologySpec& spec);

FamilyInfo family_info(const TopologySpec& spec);
FamilyFacts facts(const TopologySpec& spec);
std::string family_name(const TopologySpec& spec);
int nodes(const TopologySpec& spec);
bool is_directed(const TopologySpec& spec);

/// The graph of round k; of a fixed graph the same for each. Requires round >= 0.
Graph make_graph(const TopologySpec& spec, std::int64_t round = 0);
/// W of round k. Requires round >= 0.
MixingMatrix mixing_matrix(const TopologySpec& spec, std::int64_t round = 0);

/// A spec with what it means.
struct Topology {
  TopologySpec spec;
  Graph graph;  ///< all edges of a period; of rounds that never repeat those of round 0
  MixingSequence mixing;
};

/// O(n + E) time and memory a round of the period (4 bytes an end of an edge, 16 bytes a weight).
/// Throws InputError if a file that the spec names can't be read or doesn't fit.
Topology make_topology(const TopologySpec& spec);

/// The worst of the rounds of a period, which count as connected if all together connect the nodes;
/// of rounds that never repeat the first stands for all, and what they connect together isn't
/// known: it counts as connected.
MixingCheck check_mixing(const Topology& topology);

}  // namespace consim::topologies
