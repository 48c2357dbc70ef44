// Everything that can be said about a topology before it trains: the answer of `consim topology`,
// and the attributes of /topology in a result file.
//
// A field that doesn't apply (β of a matrix that isn't doubly stochastic, eigenvalues of a
// sequence) or isn't computed at this size is empty; `note` says why. Keys and meanings are a
// contract: add, never rename.
//
// Of a sequence of graphs, what concerns edges (edges, connected, bipartite, degrees, diameter) is
// of all edges of a period together; sums of rows and columns are the worst of its rounds;
// period_contraction and rounds_to count from the period's boundary. Of rounds that never repeat,
// edges and sums are of the first, and p, if the family knows it, is that of the mean square, E‖WX
// − X̄‖² = (1 − p) ‖X − X̄‖².
//
//   TopologyReport report = analyze(parse_topology_spec("ring:n=32"), {.eigenvalues = true});
//   fmt::print("{}", describe(report));
//   for_each_field(report, [](std::string_view name, const auto& value) { … });
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "topologies/spec.h"
#include "topologies/spectrum.h"

namespace consim::topologies {

/// An entry of a small table whose keys are numbers as text: {"0.9", 3.2}.
template <class T>
struct Keyed {
  std::string key;
  std::optional<T> value;
  bool operator==(const Keyed&) const = default;
};

struct TopologyReport {
  std::string spec;  ///< canonical: parses back to the same topology
  std::string family;
  std::int64_t nodes = 0;
  std::int64_t edges = 0;  ///< arrows if directed
  bool directed = false;
  bool connected = false;  ///< strongly, if directed
  bool bipartite = false;  ///< directions ignored
  std::int64_t degree_min = 0;
  std::int64_t degree_max = 0;
  std::optional<std::int64_t> diameter;  ///< hops
  std::string mixing;
  bool symmetric = false;
  bool row_stochastic = false;
  bool doubly_stochastic = false;
  double max_row_sum_error = 0;
  double max_column_sum_error = 0;
  std::optional<double> lambda2;
  std::optional<double> lambda_n;
  std::optional<double> beta;
  std::optional<double> spectral_gap;
  std::optional<double> p;
  std::optional<std::string> method;
  std::optional<double> residual;
  std::vector<Keyed<double>> effective_neighbours;  ///< by γ
  std::vector<Keyed<std::int64_t>> rounds_to;       ///< by fraction: 0.5, 0.1, 0.01
  std::int64_t period = 1;  ///< rounds after which W repeats; 1: W is fixed; 0: it never does
  std::optional<double> period_contraction;  ///< ‖W_period ⋯ W_1 − J‖₂; β if the period is 1
  std::optional<Eigenvalues> eigenvalues;    ///< if asked for
  std::optional<std::string> note;           ///< what is wrong with W, and why fields are empty
  std::vector<Keyed<double>> effective_neighbours_error;  ///< standard errors; 0: exact
  std::optional<std::int64_t> iterations;                 ///< of the iterative methods
  bool converged = true;                                  ///< false: the spectrum is an estimate
  double messages_per_round = 0;  ///< that a node sends, mean over nodes and the rounds of a period
  double busiest_per_round = 0;   ///< that the busiest node sends or receives, mean over rounds
  /// The factor of a round, in the long run: β; slem if there is no β; the period's contraction to
  /// the power 1/period; √(1 − p) for rounds that never repeat.
  std::optional<double> contraction_per_round;
  std::optional<double> beta_lower_bound;  ///< fastest weights: proven, see optimal_weights.h
  std::optional<std::int64_t> bisection;   ///< edges between two halves: an estimate
  std::optional<std::vector<double>> fiedler_vector;  ///< if asked for
  /// Second largest modulus of W's eigenvalues, where rows or columns sum to 1: the factor of a
  /// round in the long run. β if W is normal. Empty above 1024 nodes unless β is it.
  std::optional<double> slem;
  /// By fraction: the least k with ‖(I − J) W^k‖₂ <= it; rounds_to if W is doubly stochastic. W
  /// that is only row-stochastic agrees too, on another average than the one that rounds_to asks
  /// for.
  std::vector<Keyed<std::int64_t>> rounds_to_agreement;
  /// How many times 1/n a node counts in what all agree on: 1 if W is doubly stochastic, else n
  /// times the least and greatest entry of the stationary distribution.
  std::optional<double> node_share_min;
  std::optional<double> node_share_max;
};

struct AnalyzeOptions {
  bool eigenvalues = false;
  /// λ₂'s eigenvector, and the edges that its halves cut.
  bool fiedler = false;
  /// Each 0 <= γ < 1; others throw InputError.
  std::vector<double> gammas = {0.9};
  /// What `rounds_to` is told for, each in (0, 1); others throw InputError.
  std::vector<double> fractions = {0.5, 0.1, 0.01};
  SpectrumMethod method = SpectrumMethod::kAuto;
  std::optional<double> tolerance = {};  ///< of the gap, relative; in (0, 1), else InputError
  DenseLimits limits = {};
  /// More nodes than this have a spectrum only if it is known by formula.
  int spectrum_up_to = static_cast<int>(kMaxNodes);
  int threads = 2;
};

/// Structure O(n + E); the rest as spectrum.h and contraction.h say. The same bits for any number
/// of threads. Throws InputError too for a method that doesn't apply; to sequences only kAuto does.
TopologyReport analyze(const TopologySpec& spec, const AnalyzeOptions& options = {});
TopologyReport analyze(const Topology& topology, const AnalyzeOptions& options = {});

/// Some lines of text for people; ends with a newline.
std::string describe(const TopologyReport& report);

/// visitor(std::string_view name, const T& value) for every field in the contract's order, T one of
/// std::string, std::int64_t, bool, double, std::optional of one of them,
/// std::optional<Eigenvalues>, std::optional<std::vector<double>>, std::vector<Keyed<double>>,
/// std::vector<Keyed<std::int64_t>>.
template <class Visitor>
void for_each_field(const TopologyReport& report, Visitor&& visitor) {
  visitor("spec", report.spec);
  visitor("family", report.family);
  visitor("nodes", report.nodes);
  visitor("edges", report.edges);
  visitor("directed", report.directed);
  visitor("connected", report.connected);
  visitor("bipartite", report.bipartite);
  visitor("degree_min", report.degree_min);
  visitor("degree_max", report.degree_max);
  visitor("diameter", report.diameter);
  visitor("mixing", report.mixing);
  visitor("symmetric", report.symmetric);
  visitor("row_stochastic", report.row_stochastic);
  visitor("doubly_stochastic", report.doubly_stochastic);
  visitor("max_row_sum_error", report.max_row_sum_error);
  visitor("max_column_sum_error", report.max_column_sum_error);
  visitor("lambda2", report.lambda2);
  visitor("lambda_n", report.lambda_n);
  visitor("beta", report.beta);
  visitor("spectral_gap", report.spectral_gap);
  visitor("p", report.p);
  visitor("method", report.method);
  visitor("residual", report.residual);
  visitor("effective_neighbours", report.effective_neighbours);
  visitor("rounds_to", report.rounds_to);
  visitor("period", report.period);
  visitor("period_contraction", report.period_contraction);
  visitor("eigenvalues", report.eigenvalues);
  visitor("note", report.note);
  visitor("effective_neighbours_error", report.effective_neighbours_error);
  visitor("iterations", report.iterations);
  visitor("converged", report.converged);
  visitor("messages_per_round", report.messages_per_round);
  visitor("busiest_per_round", report.busiest_per_round);
  visitor("contraction_per_round", report.contraction_per_round);
  visitor("beta_lower_bound", report.beta_lower_bound);
  visitor("bisection", report.bisection);
  visitor("fiedler_vector", report.fiedler_vector);
  visitor("slem", report.slem);
  visitor("rounds_to_agreement", report.rounds_to_agreement);
  visitor("node_share_min", report.node_share_min);
  visitor("node_share_max", report.node_share_max);
}

}  // namespace consim::topologies
