// EquiStatic: shifts by random distances, whose gap doesn't depend on the number of nodes.
//
// A_a = ((n − 1)/n) P_a + I/n, P_a the shift of all nodes by a places; W = (1/M) Σ A_{a_i} for M
// distances a_i drawn uniformly from 1 … n − 1 (directed: D-EquiStatic), or ½ (W + Wᵀ) (undirected:
// U-EquiStatic). M messages a round, or 2M. Native weights; eigenvalues of I − W:
// ((n − 1)/(nM)) Σ_i (1 − ω^{k a_i}), its real part if undirected. With M of the order of ln n the
// gap is a constant with high probability. A function of the seed alone. Source:
// song2022communication.
//
//   MixingMatrix w = native_weights(EquiStatic{.nodes = 100, .shifts = 5, .seed = 7}, 0);
#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <vector>

#include "topologies/families/option.h"
#include "topologies/graph.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

struct EquiStatic {
  int nodes = 1;
  int shifts = 1;  ///< M
  bool directed = false;
  std::uint64_t seed = kDefaultSeed;
  bool operator==(const EquiStatic&) const = default;

  static FamilyInfo info();
  FamilyFacts facts() const;
  /// Nothing if an option is missing or wrong; the reader then has the problem.
  static std::optional<EquiStatic> read(OptionReader& options);
};

/// Requires nodes >= 1, shifts >= 1. The same W in each round. O(n M).
MixingMatrix native_weights(const EquiStatic& graph, std::int64_t round);
/// Of I − W, all n, see known_eigenvalues.h. O(n M).
std::vector<std::complex<double>> native_eigenvalues(const EquiStatic& graph);

}  // namespace consim::topologies
