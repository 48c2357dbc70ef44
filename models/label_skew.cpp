#include "models/label_skew.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "base/divisors.h"
#include "base/random.h"
#include "models/gamma_draws.h"
#include "models/keyed_permutation.h"
#include "models/label_shares.h"

namespace consim::models {
namespace {

using Stacks = std::vector<std::vector<std::int32_t>>;

// Places of the draws in the stream of Purpose::kPartition; node i's own is {i + 1}.
constexpr base::DrawPlace kSampleOrder{0, 1};
constexpr base::DrawPlace kNodeOrder{0, 2};
constexpr base::DrawPlace kClassOrder{0, 3};
constexpr base::DrawPlace kPieceOrder{0, 4};

base::RandomStream stream(const DealConfig& config, base::DrawPlace place) {
  return {config.seed, base::Purpose::kPartition, place};
}

template <class T>
std::vector<T> random_order(const DealConfig& config, T count, base::DrawPlace place) {
  std::vector<T> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), T{0});
  stream(config, place).shuffle(std::span(order));
  return order;
}

// `count` random samples, by class, each class in a random order.
Stacks stack(const DealConfig& config, const Labels& labels, std::size_t count) {
  Stacks stacks(static_cast<std::size_t>(labels.classes));
  const KeyedPermutation order(labels.of.size(), stream(config, kSampleOrder));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t sample = order(i);
    const std::int32_t label = labels.of[sample];
    CONSIM_ASSERT(label >= 0 && label < labels.classes, label, labels.classes);
    stacks[static_cast<std::size_t>(label)].push_back(static_cast<std::int32_t>(sample));
  }
  return stacks;
}

std::int32_t take(std::vector<std::int32_t>& of) {
  const std::int32_t last = of.back();
  of.pop_back();
  return last;
}

/// Deals s samples to each node.
struct Deal {
  const DealConfig& config;
  const Labels& labels;
  std::size_t shard = labels.of.size() / static_cast<std::size_t>(config.nodes);
  std::vector<std::int32_t> dealt =
      std::vector<std::int32_t>(shard * static_cast<std::size_t>(config.nodes));

  std::span<std::int32_t> of(base::NodeId node) {
    return std::span(dealt).subspan(static_cast<std::size_t>(node) * shard, shard);
  }

  void operator()(const Dirichlet& skew) {
    Stacks stacks = stack(config, labels, labels.of.size());
    for (const base::NodeId node : dealing_order(config)) draw(skew, node, stacks);
  }

  void draw(const Dirichlet& skew, base::NodeId node, Stacks& stacks) {
    auto random = stream(config, {static_cast<std::uint64_t>(node) + 1});
    std::vector<double> log_gamma(stacks.size());
    fill_log_gamma(random, skew.alpha, log_gamma);
    std::vector<double> weights = weights_of(log_gamma, stacks);
    double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::int32_t& sample : of(node)) {
      const std::size_t y = chosen(weights, random.uniform() * total);
      sample = take(stacks[y]);
      if (!stacks[y].empty()) continue;
      weights = weights_of(log_gamma, stacks);
      total = std::accumulate(weights.begin(), weights.end(), 0.0);
    }
  }

  // exp(value), over the largest one of the classes that are left; 0 of the others.
  static std::vector<double> weights_of(const std::vector<double>& log_gamma,
                                        const Stacks& stacks) {
    std::vector<double> weights(stacks.size());
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t y = 0; y < stacks.size(); ++y)
      if (!stacks[y].empty()) largest = std::max(largest, log_gamma[y]);
    for (std::size_t y = 0; y < stacks.size(); ++y)
      if (!stacks[y].empty()) weights[y] = std::exp(log_gamma[y] - largest);
    return weights;
  }

  // The class in whose part of the sum of all weights a number lies; rounding may leave it above
  // all.
  static std::size_t chosen(const std::vector<double>& weights, double number) {
    std::size_t last = 0;
    for (std::size_t y = 0; y < weights.size(); ++y) {
      if (weights[y] == 0) continue;
      last = y;
      if (number < weights[y]) return y;
      number -= weights[y];
    }
    return last;
  }

  void operator()(const ByLabel& skew) {
    Stacks stacks = stack(config, labels, labels.of.size());
    const std::vector<int> classes = random_order(config, labels.classes, kClassOrder);
    ShareProblem problem{.samples = static_cast<std::int64_t>(shard), .sizes = {}, .classes = {}};
    for (const auto& stack : stacks) problem.sizes.push_back(std::ssize(stack));
    problem.classes = classes_of_nodes(classes, skew.classes_per_node);
    const auto shares = share_out(problem);
    if (!shares) refuse(skew, problem, classes);
    const std::vector<base::NodeId> nodes = dealing_order(config);
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      auto next = of(nodes[k]).begin();
      for (std::size_t c = 0; c < problem.classes[k].size(); ++c)
        for (std::int64_t left = (*shares)[k][c]; left > 0; --left)
          *next++ = take(stacks[static_cast<std::size_t>(problem.classes[k][c])]);
    }
  }

  // By position in the order of dealing, from a random order of the classes.
  std::vector<std::vector<int>> classes_of_nodes(const std::vector<int>& classes, int each) const {
    std::vector<std::vector<int>> owned;
    for (std::int64_t k = 0; k < config.nodes; ++k) {
      std::vector<int>& own = owned.emplace_back();
      for (int c = 0; c < each; ++c)
        own.push_back(classes[static_cast<std::size_t>((k * labels.classes / config.nodes + c) %
                                                       labels.classes)]);
    }
    return owned;
  }

  [[noreturn]] void refuse(const ByLabel& skew, ShareProblem problem,
                           const std::vector<int>& classes) const {
    int enough = skew.classes_per_node + 1;
    for (; enough <= labels.classes; ++enough) {
      problem.classes = classes_of_nodes(classes, enough);
      if (share_out(problem)) break;
    }
    throw base::InputError(base::Problem{
        .key = "partition.classes_per_node",
        .what = fmt::format("{} nodes with {} of {} classes each can't have {} samples each",
                            config.nodes, skew.classes_per_node, labels.classes, shard),
        .allowed = enough <= labels.classes ? fmt::format("expected {}, with this seed", enough)
                                            : "expected fewer classes a node, or more samples"});
  }

  void operator()(const Shards& skew) {
    std::vector<std::int32_t> sorted;
    for (const auto& stack : stack(config, labels, dealt.size()))
      sorted.insert(sorted.end(), stack.begin(), stack.end());
    const auto pieces = static_cast<std::size_t>(skew.shards_per_node);
    const std::size_t size = shard / pieces;
    const auto order =
        random_order(config, pieces * static_cast<std::size_t>(config.nodes), kPieceOrder);
    for (std::size_t k = 0; k < order.size(); ++k)
      std::copy_n(sorted.begin() + static_cast<std::ptrdiff_t>(order[k] * size), size,
                  dealt.begin() + static_cast<std::ptrdiff_t>(k * size));
  }
};

}  // namespace

std::vector<base::Problem> check(const DealConfig& config, std::int64_t samples, int classes) {
  std::vector<base::Problem> problems;
  const auto add = [&](const char* key, std::string what, std::string allowed) {
    problems.push_back({.key = std::string("partition.") + key,
                        .what = std::move(what),
                        .allowed = std::move(allowed)});
  };
  if (const auto* dirichlet = std::get_if<Dirichlet>(&config.skew);
      dirichlet && !(dirichlet->alpha > 0 && std::isfinite(dirichlet->alpha)))
    add("alpha", fmt::format("{} is out of range", dirichlet->alpha), "a number above 0");
  if (const auto* by = std::get_if<ByLabel>(&config.skew);
      by && (by->classes_per_node < 1 || by->classes_per_node > classes))
    add("classes_per_node", fmt::format("{} of {} classes", by->classes_per_node, classes),
        fmt::format("1 to {}", classes));
  const std::int64_t shard = samples / config.nodes;
  if (const auto* shards = std::get_if<Shards>(&config.skew);
      shards && (shards->shards_per_node < 1 || shard % shards->shards_per_node != 0))
    add("shards_per_node",
        fmt::format("{} doesn't divide a node's {} samples ({} over {} nodes)",
                    shards->shards_per_node, shard, samples, config.nodes),
        shard == 0 ? "as many samples as nodes, at least"
                   : fmt::format("a divisor of {}, such as {}", shard,
                                 base::divisors_near(shard, shards->shards_per_node)));
  return problems;
}

std::vector<base::NodeId> dealing_order(const DealConfig& config) {
  return random_order(config, base::NodeId{config.nodes}, kNodeOrder);
}

std::vector<std::int32_t> deal(const DealConfig& config, const Labels& labels) {
  if (auto problems = check(config, static_cast<std::int64_t>(labels.of.size()), labels.classes);
      !problems.empty())
    throw base::InputError(std::move(problems));
  Deal deal{config, labels};
  std::visit(deal, config.skew);
  return std::move(deal.dealt);
}

}  // namespace consim::models
