#include "topologies/mixing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "topologies/compensated_sum.h"
#include "topologies/graph_structure.h"
#include "topologies/optimal_weights.h"

namespace consim::topologies {
namespace {

constexpr std::array<MixingRuleInfo, 7> kRules = {{
    {MixingRule::kUniform, "uniform",
     "1 / (1 + own degree); keeps the average on regular graphs only", false},
    {MixingRule::kMetropolis, "metropolis",
     "1 / (1 + larger degree of the two); symmetric, the default", true},
    {MixingRule::kMaxDegree, "max_degree", "1 / (1 + largest degree of the graph); symmetric",
     true},
    {MixingRule::kBestConstant, "best_constant",
     "the best weight that is the same for all edges; own weights may be negative", true},
    {MixingRule::kFastest, "fastest",
     "the smallest beta of all symmetric weights >= 0; up to 500 nodes", true},
    {MixingRule::kColumnStochastic, "column_stochastic",
     "1 / (1 + the sender's out-degree); for push-sum on directed graphs", false},
    {MixingRule::kNative, "native",
     "as the construction defines them; edge weights of a file; the default where they exist",
     false},
}};
constexpr std::string_view kLazy = "lazy";
constexpr std::string_view kFile = "file";

int largest_in_degree(const Graph& graph) {
  int largest = 0;
  for (NodeId i = 0; i < graph.nodes(); ++i) largest = std::max(largest, graph.in_degree(i));
  return largest;
}

// The weight of the arrow j -> i, and 1 / (1 + d_i), by the rule's denominators.
class RowWeights {
 public:
  RowWeights(const Graph& graph, MixingRule rule, int largest_degree)
      : graph_(graph), rule_(rule), largest_degree_(largest_degree) {}

  double neighbour(NodeId i, NodeId j) const {
    switch (rule_) {
      case MixingRule::kUniform:
        return 1.0 / (1 + graph_.in_degree(i));
      case MixingRule::kMetropolis:
        return 1.0 / (1 + std::max(graph_.in_degree(i), graph_.in_degree(j)));
      case MixingRule::kColumnStochastic:
        return 1.0 / (1 + graph_.out_degree(j));
      default:
        return 1.0 / (1 + largest_degree_);
    }
  }

  // 1 − Σ_j w_ij without subtracting from 1: no neighbour's weight exceeds 1 / (1 + d_i), so own +
  // Σ (own − w_ij) has no negative term, and equals the neighbours' weights exactly on regular
  // graphs.
  double own(NodeId i) const {
    if (rule_ == MixingRule::kColumnStochastic) return 1.0 / (1 + graph_.out_degree(i));
    const double even_share = 1.0 / (1 + graph_.in_degree(i));
    CompensatedSum sum;
    sum.add(even_share);
    for (const NodeId j : graph_.in_neighbours(i)) sum.add(even_share - neighbour(i, j));
    return sum.value();
  }

 private:
  const Graph& graph_;
  MixingRule rule_;
  int largest_degree_;
};

void check_sums(const MixingMatrix& w, MixingCheck& check) {
  const auto n = static_cast<std::size_t>(w.nodes());
  std::vector<CompensatedSum> columns(n);
  const auto keep_worst = [](double sum, std::size_t i, double& worst, NodeId& where) {
    const double error = std::abs(sum - 1);
    if (std::isnan(worst) || error <= worst) return;  // a NaN stays the worst
    worst = error;
    where = static_cast<NodeId>(i);
  };
  for (std::size_t i = 0; i < n; ++i) {
    CompensatedSum row;
    for (const MixingWeight& entry : w.row(static_cast<int>(i))) {
      row.add(entry.weight);
      columns[static_cast<std::size_t>(entry.column)].add(entry.weight);
    }
    keep_worst(row.value(), i, check.max_row_sum_error, check.worst_row);
  }
  for (std::size_t j = 0; j < n; ++j)
    keep_worst(columns[j].value(), j, check.max_column_sum_error, check.worst_column);
}

void check_entries(const MixingMatrix& w, MixingCheck& check) {
  if (w.nonzeros() > 0) check.min_weight = std::numeric_limits<double>::infinity();
  for (int i = 0; i < w.nodes(); ++i) {
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.weight < check.min_weight) {
        check.min_weight = entry.weight;
        check.smallest = {i, entry.column};
      }
      const double difference = std::abs(entry.weight - w.weight(entry.column, i));
      if (std::isnan(check.max_asymmetry) || difference <= check.max_asymmetry) continue;
      check.max_asymmetry = difference;
      check.worst_pair = {i, entry.column};
    }
  }
}

// Whether a weight leads from each node to every other.
bool joins_all(const MixingMatrix& w, bool symmetric) {
  if (!symmetric || w.nodes() == 0) return component_count(graph_of(w)) == 1;
  std::vector<bool> reached(static_cast<std::size_t>(w.nodes()));
  std::vector<NodeId> queue = {0};
  reached[0] = true;
  for (std::size_t k = 0; k < queue.size(); ++k)
    for (const MixingWeight& entry : w.row(queue[k])) {
      if (entry.weight == 0 || reached[static_cast<std::size_t>(entry.column)]) continue;
      reached[static_cast<std::size_t>(entry.column)] = true;
      queue.push_back(entry.column);
    }
  return std::ssize(queue) == w.nodes();
}

}  // namespace

std::span<const MixingRuleInfo> mixing_rules() { return kRules; }

const MixingRuleInfo& info(MixingRule rule) {
  const auto found = std::ranges::find(kRules, rule, &MixingRuleInfo::rule);
  CONSIM_ASSERT(found != kRules.end(), static_cast<int>(rule));
  return *found;
}

std::string_view to_string(MixingRule rule) {
  return rule == MixingRule::kFile ? kFile : info(rule).name;
}

std::string to_string(const Mixing& mixing) {
  if (mixing.rule == MixingRule::kFile) return mixing.file;
  return fmt::format("{}{}", mixing.lazy ? "lazy_" : "", to_string(mixing.rule));
}

std::optional<Mixing> parse_mixing(std::string_view text) {
  if (text.find_first_of("./") != std::string_view::npos)
    return Mixing{MixingRule::kFile, false, std::string(text)};
  Mixing mixing;
  if (text == kLazy) return Mixing{.lazy = true};
  if (text.starts_with("lazy_")) {
    mixing.lazy = true;
    text.remove_prefix(kLazy.size() + 1);
  }
  const auto found = std::ranges::find(kRules, text, &MixingRuleInfo::name);
  if (found == kRules.end()) return std::nullopt;
  mixing.rule = found->rule;
  return mixing;
}

MixingMatrix mix(const Graph& graph, MixingRule rule) {
  CONSIM_ASSERT(rule != MixingRule::kNative && rule != MixingRule::kFile, to_string(rule));
  CONSIM_ASSERT(!graph.directed() || !info(rule).needs_undirected, to_string(rule));
  if (rule == MixingRule::kBestConstant) return best_constant_weights(graph);
  if (rule == MixingRule::kFastest) return fastest_mixing(graph).weights;
  const RowWeights weights(graph, rule, largest_in_degree(graph));
  const auto n = static_cast<std::size_t>(graph.nodes());
  std::vector<std::int64_t> row_start = {0};
  row_start.reserve(n + 1);
  std::vector<MixingWeight> entries;
  entries.reserve(n + static_cast<std::size_t>(graph.arcs()));
  for (NodeId i = 0; i < graph.nodes(); ++i) {
    bool own_stored = false;
    const auto store_own = [&] {
      entries.push_back({i, weights.own(i)});
      own_stored = true;
    };
    for (const NodeId j : graph.in_neighbours(i)) {
      if (!own_stored && j > i) store_own();
      entries.push_back({j, weights.neighbour(i, j)});
    }
    if (!own_stored) store_own();
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

MixingMatrix lazy(const MixingMatrix& w) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<MixingWeight> entries;
  row_start.reserve(static_cast<std::size_t>(w.nodes()) + 1);
  entries.reserve(static_cast<std::size_t>(w.nonzeros()));
  for (int i = 0; i < w.nodes(); ++i) {
    for (const MixingWeight& entry : w.row(i))
      entries.push_back({entry.column, 0.5 * entry.weight + (entry.column == i ? 0.5 : 0)});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

Graph graph_of(const MixingMatrix& w) {
  std::vector<Edge> edges;
  edges.reserve(static_cast<std::size_t>(w.nonzeros()));
  for (int i = 0; i < w.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i))
      if (entry.column != i && entry.weight != 0) edges.push_back({entry.column, i});
  return Graph::directed(w.nodes(), edges);
}

RoundTraffic traffic(const MixingMatrix& w) {
  const auto n = static_cast<std::size_t>(w.nodes());
  std::vector<std::int64_t> sent(n), received(n);
  for (int i = 0; i < w.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.column == i) continue;
      ++received[static_cast<std::size_t>(i)];
      ++sent[static_cast<std::size_t>(entry.column)];
    }
  return {static_cast<double>(w.nonzeros() - w.nodes()) / static_cast<double>(n),
          static_cast<double>(std::max(std::ranges::max(sent), std::ranges::max(received)))};
}

MixingCheck check_mixing(const MixingMatrix& w) {
  MixingCheck check;
  check_sums(w, check);
  check_entries(w, check);
  check.connected = joins_all(w, check.max_asymmetry == 0);
  check.rooted = check.connected || (check.max_asymmetry > 0 && is_rooted(graph_of(w)));
  return check;
}

std::string warnings(const MixingCheck& check) {
  std::string text;
  const auto add = [&text](const std::string& sentence) {
    if (!text.empty()) text += "; ";
    text += sentence;
  };
  if (!check.row_stochastic())
    add(fmt::format(
        "row sums differ from 1 by up to {:.3g} (node {}): equal states don't stay equal",
        check.max_row_sum_error, check.worst_row));
  if (!check.column_stochastic())
    add(fmt::format(
        "column sums differ from 1 by up to {:.3g} (node {}): gossip doesn't keep the average",
        check.max_column_sum_error, check.worst_column));
  if (check.min_weight < 0)
    add(check.smallest.from == check.smallest.to
            ? fmt::format("node {}'s own weight is {:.3g}", check.smallest.from, check.min_weight)
            : fmt::format("node {} takes {:.3g} of node {}", check.smallest.from, check.min_weight,
                          check.smallest.to));
  if (!check.rooted)
    add("W doesn't connect the nodes: they never agree");
  else if (!check.connected)
    add("W isn't strongly connected: what some nodes start with never reaches the others");
  return text;
}

}  // namespace consim::topologies
