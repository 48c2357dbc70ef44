// Partitions whose nodes differ in what they see: each has more of some labels than of others.
//
// N samples of C classes go to n nodes, s = ⌊N/n⌋ to each and none twice:
//
//   Dirichlet   node i draws proportions q_i ~ Dir(α·1), then s samples, each one's class by q_i
//               among the classes that are left (the others' proportions grow in step), within the
//               class at random. The nodes draw one after the other, in `dealing_order`; the last
//               ones take what is left, so their shares follow q_i less. α → ∞: nearly iid; α → 0:
//               one class a node, as far as classes go. Variance of a share, before a class runs
//               out: (1/C)(1 − 1/C)(1/s)(s + αC)/(1 + αC). Sources: hsu2019measuring; unequal
//               shards in yurochkin2019bayesian; for decentralized training in lin2021quasi.
//   ByLabel     every node has exactly c classes: in a random order of the classes on a circle, the
//               k-th node of `dealing_order` those from ⌊kC/n⌋ on. Classes whose size allows it are
//               shared out evenly; where that leaves a node short, others give way (a flow on the
//               graph of nodes and classes). Equal classes and n·c a multiple of C: s/c samples of
//               each if c divides s.
//   Shards      n·s random samples sorted by label are cut into n·k pieces of s/k, k of them for
//               each node at random. Source: mcmahan2017communication.
//
// Requirements: check(); ByLabel also needs classes that can be shared out at all: c ≥ C/n and more
// where classes differ in size. Guarantees: a function of (config, labels). Memory: N indices of 32
// bits while dealing, n·s of them in the end. Complexity: O(N C) for Dirichlet, else O(N) and
// little for the flow.
//
//   auto dealt = deal({.seed = 1, .nodes = 16, .skew = Dirichlet{0.1}}, {labels, 10});
//   dealt[i * s], …, dealt[(i + 1) * s - 1];     // the samples of node i
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "base/errors.h"
#include "base/node.h"

namespace consim::models {

struct Dirichlet {
  double alpha = 1;  ///< α > 0
};

struct ByLabel {
  int classes_per_node = 1;  ///< c
};

struct Shards {
  int shards_per_node = 2;  ///< k
};

using LabelSkew = std::variant<Dirichlet, ByLabel, Shards>;

struct DealConfig {
  std::uint64_t seed = 1;
  int nodes = 1;
  LabelSkew skew = {};
};

struct Labels {
  std::span<const std::int32_t> of;  ///< each sample's, below `classes`
  int classes = 1;
};

/// Everything that is wrong with the values for so many samples and classes; keys are the
/// scenario's, without the table's name.
std::vector<base::Problem> check(const DealConfig& config, std::int64_t samples, int classes);

/// The nodes in the order in which they choose: a random one.
std::vector<base::NodeId> dealing_order(const DealConfig& config);

/// n·⌊N/n⌋ samples, those of node 0 first. Throws InputError with all problems of `check`, and if
/// classes can't be shared out.
std::vector<std::int32_t> deal(const DealConfig& config, const Labels& labels);

}  // namespace consim::models
