// The mixing matrix W of gossip averaging, sparse by rows: x_i <- Σ_j w_ij x_j.
//
// Row i holds the weights of what node i averages, columns ascending, its own weight w_ii always
// stored (also when 0). A column j != i with a stored weight means: j sends to i. Doubly stochastic
// unless a rule says otherwise.
//
//   MixingMatrix w = mix(graph, MixingRule::kMetropolis);
//   for (const MixingWeight& entry : w.row(3)) use(entry.column, entry.weight);
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace consim::topologies {

struct MixingWeight {
  std::int32_t column = 0;
  double weight = 0;
  bool operator==(const MixingWeight&) const = default;
};

class MixingMatrix {
 public:
  MixingMatrix() = default;
  /// Requires row_start of size n + 1, ascending from 0 to entries.size(), and each row as
  /// described above.
  MixingMatrix(std::vector<std::int64_t> row_start, std::vector<MixingWeight> entries)
      : row_start_(std::move(row_start)), entries_(std::move(entries)) {}

  int nodes() const { return static_cast<int>(row_start_.size()) - 1; }
  std::int64_t nonzeros() const { return static_cast<std::int64_t>(entries_.size()); }
  std::span<const MixingWeight> row(int i) const {
    const auto index = static_cast<std::size_t>(i);
    const auto first = static_cast<std::size_t>(row_start_[index]);
    return std::span(entries_).subspan(first,
                                       static_cast<std::size_t>(row_start_[index + 1]) - first);
  }
  /// w_ij, 0 where nothing is stored. O(log of the row's length).
  double weight(int i, int j) const;
  /// W x, one number a node. Requires x of n numbers.
  std::vector<double> times(std::span<const double> x) const;
  /// result <- W x, result <- Wᵀ x. Require n numbers each, not the same. O(nonzeros).
  void multiply(std::span<const double> x, std::span<double> result) const;
  void multiply_transposed(std::span<const double> x, std::span<double> result) const;

  bool operator==(const MixingMatrix&) const = default;

 private:
  std::vector<std::int64_t> row_start_ = {0};
  std::vector<MixingWeight> entries_;
};

}  // namespace consim::topologies
