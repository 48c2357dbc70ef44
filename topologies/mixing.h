// Mixing rules: how much of each neighbour's parameters a node takes. d_i is node i's number of
// neighbours that send to it; its own weight makes the row sum 1.
//
//   uniform            w_ij = 1 / (1 + d_i)             row-stochastic only, unless the graph is
//                                                       regular
//   metropolis         w_ij = 1 / (1 + max(d_i, d_j))   symmetric, doubly stochastic (the default)
//   max_degree         w_ij = 1 / (1 + max_k d_k)       symmetric, doubly stochastic
//   best_constant      w_ij = 2 / (λ₁(L) + λ_{n−1}(L))  symmetric; own weights may be negative
//   fastest            the smallest β of all symmetric W >= 0 on the graph; up to 500 nodes
//   column_stochastic  w_ij = 1 / (1 + d_j^out)         columns sum to 1: what push-sum sends; own
//                                                       weight 1 / (1 + d_i^out)
//   native             as the construction defines W: sequences and expanders that have weights of
//                      their own, edge weights of a file
//   file               a matrix from a CSV file
//
// Each rule X has its lazy version (I + W_X) / 2, `lazy_X`, whose eigenvalues are all >= 0 for
// symmetric W; `lazy` alone is lazy_metropolis.
//
// Other texts leave out the 1 (boyd2004fastest uses 1 / max(d_i, d_j)): other numbers. On regular
// graphs uniform, metropolis and max_degree are the same matrix.
//
// Source: xiao2005scheme (metropolis, max_degree), kong2021consensus (uniform), kempe2003gossip
// (column_stochastic), boyd2004fastest (best_constant, fastest; see optimal_weights.h).
//
//   MixingMatrix w = mix(graph, MixingRule::kMetropolis);
//   MixingCheck check = check_mixing(w);      // check.doubly_stochastic()
//   Mixing slow = *parse_mixing("lazy_uniform");
//
// Guarantees of uniform, metropolis and max_degree: weights are >= 0 and own weights > 0, so no
// eigenvalue is -1; each row sums to 1 up to one rounding of its terms.
//
// Complexity: mix O(n + E), check_mixing O(n + E log degree).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

enum class MixingRule : std::uint8_t {
  kUniform,
  kMetropolis,
  kMaxDegree,
  kBestConstant,
  kFastest,
  kColumnStochastic,
  kNative,
  kFile,
};

/// A rule as it is described: in a scenario, behind --mixing.
struct Mixing {
  MixingRule rule = MixingRule::kMetropolis;
  bool lazy = false;
  std::string file = {};  ///< of kFile
  bool operator==(const Mixing&) const = default;
};

struct MixingRuleInfo {
  MixingRule rule = MixingRule::kMetropolis;
  std::string_view name;
  std::string_view description;
  bool needs_undirected = false;  ///< symmetric by definition
};

/// All rules that have a name (kFile is named by its path), for lists and error messages.
std::span<const MixingRuleInfo> mixing_rules();
const MixingRuleInfo& info(MixingRule rule);
std::string_view to_string(MixingRule rule);
/// `metropolis`, `lazy_metropolis`, or the file.
std::string to_string(const Mixing& mixing);
/// A name of a rule, with `lazy_` before it or not; a text with a '.' or '/' is a file. Nothing
/// else.
std::optional<Mixing> parse_mixing(std::string_view text);

/// Requires a rule that follows from the graph (not kNative, not kFile), and an undirected graph
/// where the rule needs one (CONSIM_ASSERT). Throws InputError for a graph too large for kFastest.
MixingMatrix mix(const Graph& graph, MixingRule rule);

/// (I + W) / 2. O(n + E).
MixingMatrix lazy(const MixingMatrix& w);

/// Sums may differ from 1, and w_ij from w_ji, by this much.
inline constexpr double kStochasticTolerance = 1e-12;

/// What a matrix is, with the entries that decide it.
struct MixingCheck {
  double max_row_sum_error = 0;     ///< max_i |Σ_j w_ij − 1|
  double max_column_sum_error = 0;  ///< max_j |Σ_i w_ij − 1|
  double max_asymmetry = 0;         ///< max |w_ij − w_ji|
  double min_weight = 0;  ///< the smallest stored weight; negative ones are allowed and told
  NodeId worst_row = 0;
  NodeId worst_column = 0;
  Edge worst_pair;         ///< where w_ij and w_ji differ most, i = from
  Edge smallest;           ///< where min_weight is, i = from
  bool connected = false;  ///< positive or negative weights join all nodes (strongly)
  bool rooted = false;     ///< what some node starts with reaches all others

  bool row_stochastic() const { return max_row_sum_error <= kStochasticTolerance; }
  bool column_stochastic() const { return max_column_sum_error <= kStochasticTolerance; }
  bool doubly_stochastic() const { return row_stochastic() && column_stochastic(); }
  bool symmetric() const { return max_asymmetry <= kStochasticTolerance; }
};

MixingCheck check_mixing(const MixingMatrix& w);

/// What keeps gossip with W from reaching the average, one sentence a finding with the worst entry:
/// "column sums differ from 1 by up to 0.5 (node 0): …"; empty if W is doubly stochastic,
/// non-negative and connected.
std::string warnings(const MixingCheck& check);

/// What a round with W sends: each stored weight off the diagonal is a message.
struct RoundTraffic {
  double mean = 0;     ///< messages that a node sends
  double busiest = 0;  ///< most that some node sends or receives
};
/// Requires a node. O(n + nonzeros).
RoundTraffic traffic(const MixingMatrix& w);

/// The graph of W's non-zero weights off the diagonal: an arrow j -> i for w_ij != 0.
Graph graph_of(const MixingMatrix& w);

}  // namespace consim::topologies
