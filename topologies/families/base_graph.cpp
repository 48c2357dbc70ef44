#include "topologies/families/base_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "base/check.h"
#include "topologies/families/edge_weights.h"

namespace consim::topologies {
namespace {

using Nodes = std::vector<NodeId>;
using Round = std::vector<EdgeWeight>;
using Rounds = std::vector<Round>;

// Factors of 2 … b, largest first, and what is left with prime factors above b.
struct Factors {
  std::vector<int> small;
  int rest = 1;
};

Factors factors(int n, int b) {
  Factors result{{}, n};
  for (int q = std::min(b, n); q >= 2; --q)
    for (; result.rest % q == 0; result.rest /= q) result.small.push_back(q);
  return result;
}

bool is_smooth(int n, int b) { return factors(n, b).rest == 1; }

// |V_l| = count · block, block = b^power.
struct Group {
  int count = 0;
  int block = 1;
  int power = 0;
  int size() const { return count * block; }
};

// The digits of n to the base b that aren't 0, the highest first.
std::vector<Group> groups(int n, int b) {
  std::vector<Group> result;
  for (Group digit; n > 0; n /= b, digit.block *= b, ++digit.power)
    if (n % b > 0) result.insert(result.begin(), {n % b, digit.block, digit.power});
  return result;
}

int hyper_length(int n, int b) { return static_cast<int>(factors(n, b).small.size()); }

int simple_length(int n, int b) {
  if (is_smooth(n, b)) return hyper_length(n, b);
  const Group largest = groups(n, b).front();
  return hyper_length(largest.size(), b) + largest.power + 1;
}

// Round m of hyper: the cliques of nodes that differ only in digit m. Adds nothing for one node.
void add_hyper(std::span<const NodeId> nodes, int b, int m, Round& round) {
  const std::vector<int> sizes = factors(static_cast<int>(nodes.size()), b).small;
  if (sizes.empty()) return;
  m %= static_cast<int>(sizes.size());
  const auto q = static_cast<std::size_t>(sizes[static_cast<std::size_t>(m)]);
  const auto stride = static_cast<std::size_t>(
      std::accumulate(sizes.begin(), sizes.begin() + m, 1, std::multiplies<>()));
  const double share = 1.0 / static_cast<double>(q);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (std::size_t step = 1; i / stride % q + step < q; ++step)
      round.push_back({nodes[i], nodes[i + step * stride], share});
}

class Simple {
 public:
  Simple(std::span<const NodeId> nodes, int b) : nodes_(nodes), b_(b) {
    if (!is_smooth(static_cast<int>(nodes.size()), b))
      groups_ = groups(static_cast<int>(nodes.size()), b);
    for (std::size_t first = 0; const Group& group : groups_) {
      first_.push_back(first);
      first += static_cast<std::size_t>(group.size());
    }
  }

  int length() const { return simple_length(static_cast<int>(nodes_.size()), b_); }

  void add(int round, Round& to) const {
    if (groups_.empty()) return add_hyper(nodes_, b_, round, to);
    const int averaging = hyper_length(groups_.front().size(), b_);
    if (round >= averaging) return add_exchange(round - averaging, to);
    for (std::size_t l = 0; l < groups_.size(); ++l) add_hyper(group(l), b_, round, to);
  }

 private:
  std::span<const NodeId> group(std::size_t l) const {
    return nodes_.subspan(first_[l], static_cast<std::size_t>(groups_[l].size()));
  }
  std::span<const NodeId> block(std::size_t l, int t) const {
    const auto size = static_cast<std::size_t>(groups_[l].block);
    return group(l).subspan(static_cast<std::size_t>(t) * size, size);
  }

  void add_exchange(int j, Round& to) const {
    const auto now = static_cast<std::size_t>(j);
    if (now + 1 < groups_.size()) mix_with_later(now, to);
    for (std::size_t l = 0; l < std::min(now, groups_.size()); ++l)
      for (int t = 0; t < groups_[l].count; ++t)
        add_hyper(block(l, t), b_, j - static_cast<int>(l) - 1, to);
  }

  // Each node of the groups after j takes the next node of every block of group j.
  void mix_with_later(std::size_t j, Round& to) const {
    const std::span<const NodeId> later = nodes_.subspan(first_[j + 1]);
    const double size = groups_[j].size();
    const double share = size / (size + static_cast<double>(later.size()));
    for (std::size_t i = 0; i < later.size(); ++i)
      for (int t = 0; t < groups_[j].count; ++t)
        to.push_back({later[i], block(j, t)[i], share / groups_[j].count});
  }

  std::span<const NodeId> nodes_;
  int b_;
  std::vector<Group> groups_;       // empty: hyper alone
  std::vector<std::size_t> first_;  // of each group
};

// p groups of r nodes.
struct Split {
  int p = 1, r = 1;
};

Split split(int n, int b) {
  const int rest = factors(n, b).rest;
  const int apart = simple_length(rest, b) + hyper_length(n / rest, b);
  return apart < simple_length(n, b) ? Split{n / rest, rest} : Split{1, n};
}

int period_length(int n, int b) {
  const Split parts = split(n, b);
  return std::max(1, simple_length(parts.r, b) + hyper_length(parts.p, b));
}

}  // namespace

FamilyInfo BaseGraph::info() {
  return {"base",
          {nodes_key(),
           {"degree", KeyKind::kWholeNumber, "messages of a node and round at most: k", "1"}},
          "Base-(k+1) graph: exact after its period for every n, at most k messages a round",
          "base:n=25,degree=1"};
}

FamilyFacts BaseGraph::facts() const {
  return {.nodes = nodes,
          .period = period_length(nodes, degree + 1),
          .native = Native::kDefault,
          .options = {{"degree", fmt::format("{}", degree)}}};
}

std::optional<BaseGraph> BaseGraph::read(OptionReader& options) {
  const std::optional<std::int64_t> nodes = options.nodes();
  const std::optional<int> degree =
      options.whole_number("degree", {1, static_cast<int>(kMaxNodes) - 1}, 1);
  if (!nodes || !degree) return std::nullopt;
  const int n = static_cast<int>(*nodes);
  const int k = std::min(*degree, std::max(1, n - 1));  // nobody has more neighbours
  if (!options.affordable(*nodes, std::int64_t{k} * period_length(n, k + 1))) return std::nullopt;
  return BaseGraph{n, k};
}

std::vector<MixingMatrix> native_rounds(const BaseGraph& graph) {
  CONSIM_ASSERT(graph.nodes >= 1 && graph.degree >= 1, graph.nodes, graph.degree);
  const int b = graph.degree + 1;
  const Split parts = split(graph.nodes, b);
  Nodes all(static_cast<std::size_t>(graph.nodes));
  std::iota(all.begin(), all.end(), 0);
  const auto r = static_cast<std::size_t>(parts.r);
  Rounds rounds(static_cast<std::size_t>(period_length(graph.nodes, b)));
  const int within = simple_length(parts.r, b);
  for (std::size_t g = 0; g < static_cast<std::size_t>(parts.p); ++g) {
    const std::span<const NodeId> group(all.data() + g * r, r);
    const Simple simple(group, b);
    for (int m = 0; m < within; ++m) simple.add(m, rounds[static_cast<std::size_t>(m)]);
  }
  for (std::size_t i = 0; i < r && parts.p > 1; ++i) {
    Nodes across;
    for (std::size_t g = 0; g < static_cast<std::size_t>(parts.p); ++g)
      across.push_back(all[g * r + i]);
    const std::span<Round> last = std::span(rounds).subspan(static_cast<std::size_t>(within));
    for (int m = 0; m < hyper_length(parts.p, b); ++m)
      add_hyper(across, b, m, last[static_cast<std::size_t>(m)]);
  }
  std::vector<MixingMatrix> result;
  for (const Round& round : rounds) result.push_back(symmetric_weights(graph.nodes, round));
  return result;
}

}  // namespace consim::topologies
