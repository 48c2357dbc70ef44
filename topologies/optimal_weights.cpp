#include "topologies/optimal_weights.h"

#include <fmt/format.h>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <coin/ClpSimplex.hpp>
#include <numeric>
#include <ranges>
#include <vector>

#include "base/check.h"
#include "base/errors.h"
#include "topologies/families/edge_weights.h"
#include "topologies/mixing.h"
#include "topologies/spectrum.h"

namespace consim::topologies {
namespace {

MixingMatrix with_weights(const Graph& graph, const std::vector<Edge>& edges,
                          std::span<const double> weights) {
  std::vector<EdgeWeight> weighted;
  for (std::size_t l = 0; l < edges.size(); ++l)
    weighted.push_back({edges[l].from, edges[l].to, weights[l]});
  return symmetric_weights(graph.nodes(), weighted);
}

// β >= constant − Σ_l gain_l w_l: of ± vvᵀ constant = ±1 and gain_l = ± (v_i − v_j)², and the means
// of such.
struct Cut {
  double constant = 0;
  std::vector<double> gain;
  int idle = 0;  // solutions in a row that it didn't matter to
};
constexpr int kMostIdle = 12;

struct Eigenpairs {
  const std::vector<Edge>& edges;
  Eigen::VectorXd values;  // of W − J, ascending
  Eigen::MatrixXd vectors;
  double beta() const { return values.cwiseAbs().maxCoeff(); }
};

Eigenpairs decompose(int nodes, const std::vector<Edge>& edges, std::span<const double> weights) {
  Eigen::MatrixXd w = Eigen::MatrixXd::Identity(nodes, nodes);
  w.array() -= 1.0 / nodes;
  for (std::size_t l = 0; l < edges.size(); ++l) {
    w(edges[l].from, edges[l].from) -= weights[l];
    w(edges[l].to, edges[l].to) -= weights[l];
    w(edges[l].from, edges[l].to) += weights[l];
    w(edges[l].to, edges[l].from) += weights[l];
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(w);
  return {edges, solver.eigenvalues(), solver.eigenvectors()};
}

// Adds share · (± vvᵀ), ± the sign of its eigenvalue.
void add_pair(const Eigenpairs& pairs, Eigen::Index k, double share, Cut& cut) {
  const std::vector<Edge>& edges = pairs.edges;
  const double signed_share = std::copysign(share, pairs.values(k));
  const double along_average = pairs.vectors.col(k).sum();
  cut.constant +=
      signed_share * (1 - along_average * along_average / static_cast<double>(pairs.values.size()));
  for (std::size_t l = 0; l < edges.size(); ++l) {
    const double difference = pairs.vectors(edges[l].from, k) - pairs.vectors(edges[l].to, k);
    cut.gain[l] += signed_share * difference * difference;
  }
}

// The eigenvectors that make β what it is, and those near them.
constexpr double kNear = 0.02;
constexpr Eigen::Index kMostOfASide = 5;

// Eigenvectors of one eigenvalue make one cut, their mean: it keeps the graph's symmetries, which
// each of them breaks.
constexpr double kSame = 1e-9;

std::vector<Cut> single_cuts(const Eigenpairs& pairs) {
  std::vector<Cut> cuts;
  const Eigen::Index n = pairs.values.size();
  const auto near = [&](Eigen::Index k) {
    return std::abs(pairs.values(k)) >= (1 - kNear) * pairs.beta();
  };
  for (Eigen::Index first = 0, last = 0; first < n; first = last) {
    for (last = first + 1; last < n && pairs.values(last) - pairs.values(first) < kSame; ++last)
      continue;
    if (!near(first)) continue;
    Cut& cut = cuts.emplace_back(Cut{0, std::vector<double>(pairs.edges.size()), 0});
    for (Eigen::Index k = first; k < last; ++k)
      add_pair(pairs, k, 1.0 / static_cast<double>(last - first), cut);
  }
  return cuts;
}

// All of them at once, e^{(|λ| − β)/temperature} of each: where eigenvalues coincide, no single
// vector of their space says much.
Cut mean_cut(const Eigenpairs& pairs, double temperature) {
  const Eigen::ArrayXd shares = ((pairs.values.array().abs() - pairs.beta()) / temperature).exp();
  const double sum = shares.sum();
  Cut cut{0, std::vector<double>(pairs.edges.size()), 0};
  for (Eigen::Index k = 0; k < shares.size(); ++k)
    if (shares(k) > 1e-12) add_pair(pairs, k, shares(k) / sum, cut);
  return cut;
}

// Minimise s over w >= 0 with Σ_{l at i} w_l <= 1 and s >= each cut.
class Program {
 public:
  Program(int nodes, const std::vector<Edge>& edges) : nodes_(nodes), edges_(edges) {
    model_.setLogLevel(0);
    model_.resize(0, count() + 1);
    model_.setObjectiveCoefficient(count(), 1);
    for (int l = 0; l < count(); ++l) model_.setColumnBounds(l, 0, 1);
    model_.setColumnBounds(count(), 0, 2);
    model_.setPrimalTolerance(1e-9);
    model_.setDualTolerance(1e-9);
    std::vector<std::vector<int>> at(static_cast<std::size_t>(nodes));
    for (int l = 0; l < count(); ++l) {
      at[static_cast<std::size_t>(edges[static_cast<std::size_t>(l)].from)].push_back(l);
      at[static_cast<std::size_t>(edges[static_cast<std::size_t>(l)].to)].push_back(l);
    }
    for (const std::vector<int>& ends : at) {
      const std::vector<double> ones(ends.size(), 1.0);
      model_.addRow(static_cast<int>(ends.size()), ends.data(), ones.data(), -COIN_DBL_MAX, 1);
    }
  }

  void add(Cut cut) {
    std::vector<int> columns(cut.gain.size() + 1);
    std::iota(columns.begin(), columns.end(), 0);
    std::vector<double> row = cut.gain;
    row.push_back(1);
    model_.addRow(static_cast<int>(row.size()), columns.data(), row.data(), cut.constant,
                  COIN_DBL_MAX);
    cuts_.push_back(std::move(cut));
  }

  /// Forgets cuts that haven't counted for a while. False if the solver gave up.
  bool solve() {
    if (model_.dual() != 0) return false;
    solution_.assign(model_.primalColumnSolution(), model_.primalColumnSolution() + count());
    for (double& x : solution_) x = std::clamp(x, 0.0, 1.0);
    const double* dual = model_.dualRowSolution() + nodes_;
    std::vector<int> idle;
    std::vector<Cut> kept;
    for (std::size_t c = 0; c < cuts_.size(); ++c) {
      cuts_[c].idle = dual[c] > 0 ? 0 : cuts_[c].idle + 1;
      if (cuts_[c].idle > kMostIdle)
        idle.push_back(nodes_ + static_cast<int>(c));
      else
        kept.push_back(std::move(cuts_[c]));
    }
    multipliers_.assign(dual - nodes_, dual + cuts_.size());
    for (const int row : idle | std::views::reverse) multipliers_.erase(multipliers_.begin() + row);
    if (!idle.empty()) model_.deleteRows(static_cast<int>(idle.size()), idle.data());
    cuts_ = std::move(kept);
    return true;
  }
  const std::vector<double>& weights() const { return solution_; }

  /// The bound that the multipliers prove, see the header.
  double proven_bound() const {
    const std::vector<double>& dual = multipliers_;
    std::vector<double> z(static_cast<std::size_t>(nodes_));
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = std::max(0.0, -dual[i]);
    std::vector<double> y(cuts_.size());
    for (std::size_t c = 0; c < y.size(); ++c)
      y[c] = std::max(0.0, dual[static_cast<std::size_t>(nodes_) + c]);
    const double sum = std::accumulate(y.begin(), y.end(), 0.0);
    if (!(sum > 0)) return 0;
    double bound = 0;
    std::vector<double> gain(edges_.size());
    for (std::size_t c = 0; c < y.size(); ++c) {
      const double share = y[c] / sum;
      if (share == 0) continue;
      bound += cuts_[c].constant * share;
      for (std::size_t l = 0; l < gain.size(); ++l) gain[l] += share * cuts_[c].gain[l];
    }
    for (std::size_t l = 0; l < gain.size(); ++l) {
      double& a = z[static_cast<std::size_t>(edges_[l].from)];
      const double b = z[static_cast<std::size_t>(edges_[l].to)];
      a += std::max(0.0, gain[l] - a - b);
    }
    return std::max(0.0, bound - std::accumulate(z.begin(), z.end(), 0.0));
  }

 private:
  int count() const { return static_cast<int>(edges_.size()); }

  int nodes_;
  const std::vector<Edge>& edges_;
  std::vector<Cut> cuts_;
  std::vector<double> solution_;     // the weights of the last solution
  std::vector<double> multipliers_;  // of the nodes, then of the cuts
  ClpSimplex model_;
};

// Weights of at most 1 in all at each node.
void shrink_to_fit(int nodes, const std::vector<Edge>& edges, std::vector<double>& weights) {
  std::vector<double> sums(static_cast<std::size_t>(nodes));
  for (std::size_t l = 0; l < edges.size(); ++l) {
    sums[static_cast<std::size_t>(edges[l].from)] += weights[l];
    sums[static_cast<std::size_t>(edges[l].to)] += weights[l];
  }
  const double most = std::max(1.0, std::ranges::max(sums));
  for (double& w : weights) w /= most;
}

void require_size(const Graph& graph) {
  if (graph.nodes() <= kMostFastestNodes && graph.edges() <= kMostFastestEdges) return;
  base::Problem problem;
  problem.key = "mixing";
  problem.what =
      fmt::format("fastest: {} nodes and {} edges take too long", graph.nodes(), graph.edges());
  problem.allowed = fmt::format("up to {} nodes and {} edges; best_constant for any size",
                                kMostFastestNodes, kMostFastestEdges);
  throw base::InputError(std::move(problem));
}

// The best constant weight that leaves own weights >= 0; optimal on rings and hypercubes.
std::vector<double> constant_start(const Graph& graph, std::size_t edges) {
  if (edges == 0) return {};
  int largest = 0;
  for (NodeId i = 0; i < graph.nodes(); ++i) largest = std::max(largest, graph.in_degree(i));
  const Edge first = graph.edge_list().front();
  const double constant = best_constant_weights(graph).weight(first.from, first.to);
  return std::vector<double>(edges, std::min(constant, 1.0 / largest));
}

// How far from the best weights towards the program's solution the next ones are, and towards the
// mean of its solutions: a solution is a corner, which on symmetric graphs the best weights aren't.
constexpr double kTowards = 0.3, kTowardsMean = 0.5;
constexpr double kNew = 0.2;  // share of the newest solution in the mean

}  // namespace

MixingMatrix best_constant_weights(const Graph& graph) {
  CONSIM_ASSERT(!graph.directed());
  const std::vector<Edge> edges = graph.edge_list();
  if (edges.empty()) return symmetric_weights(graph.nodes(), {});
  // I − W of max_degree weights is L / (1 + largest degree).
  const Spectrum ends = spectrum(mix(graph, MixingRule::kMaxDegree), {.tolerance = 1e-10});
  int largest = 0;
  for (NodeId i = 0; i < graph.nodes(); ++i) largest = std::max(largest, graph.in_degree(i));
  const double sum = (1 + largest) * ((1 - *ends.lambda2) + (1 - *ends.lambda_n));
  return with_weights(graph, edges, std::vector<double>(edges.size(), 2 / sum));
}

FastestMixing fastest_mixing(const Graph& graph, const FastestOptions& options) {
  CONSIM_ASSERT(!graph.directed() && graph.nodes() >= 1, graph.nodes());
  require_size(graph);
  const int n = graph.nodes();
  const std::vector<Edge> edges = graph.edge_list();
  FastestMixing result;
  std::vector<double> now = constant_start(graph, edges.size()), best = now, mean;
  Program program(n, edges);
  result.beta = n == 1 ? 0 : 2;
  while (n > 1 && result.iterations < options.most_iterations) {
    ++result.iterations;
    const Eigenpairs pairs = decompose(n, edges, now);
    if (pairs.beta() < result.beta) {
      result.beta = pairs.beta();
      best = now;
    }
    for (Cut& cut : single_cuts(pairs)) program.add(std::move(cut));
    const double apart = std::max(result.beta - result.lower_bound, options.tolerance);
    for (const double share : {0.5, 0.1})
      program.add(mean_cut(pairs, share * apart / std::log(2.0 * n)));
    if (!program.solve()) break;
    result.lower_bound = std::max(result.lower_bound, program.proven_bound());
    if (result.beta - result.lower_bound <= options.tolerance) break;
    const std::vector<double>& solution = program.weights();
    if (mean.empty()) mean = solution;
    const bool use_mean = result.iterations % 2 == 0;
    for (std::size_t l = 0; l < now.size(); ++l) {
      mean[l] += kNew * (solution[l] - mean[l]);
      now[l] = use_mean ? best[l] + kTowardsMean * (mean[l] - best[l])
                        : best[l] + kTowards * (solution[l] - best[l]);
    }
    shrink_to_fit(n, edges, now);
  }
  result.converged = result.beta - result.lower_bound <= options.tolerance;
  result.weights = with_weights(graph, edges, best);
  return result;
}

}  // namespace consim::topologies
