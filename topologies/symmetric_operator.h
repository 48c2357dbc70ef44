// Symmetric matrices that are only ever applied to a vector: what Lanczos needs to know of them.
//
// All work on the complement of the constant vector: a vector stands for itself less its mean. A
// vector is kept as numbers and a factor, so that scaling it costs nothing.
//
//   LaplacianOperator l(w, loop);            // L = I − W
//   double a = l.apply(v, 0.0, y);           // y <- L v; a = vᵀ L v
//
// Guarantee: the same bits for any number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "topologies/block_loop.h"
#include "topologies/mixing_matrix.h"

namespace consim::topologies {

/// The vector scale · (x − mean).
struct ScaledVector {
  std::vector<double> x;
  double scale = 1;
  double mean = 0;
};

class SymmetricOperator {
 public:
  virtual ~SymmetricOperator() = default;
  virtual std::size_t size() const = 0;
  /// y <- A v − c y (with y's scale and mean; afterwards y's scale is 1 and its mean 0, the numbers
  /// not centred); returns vᵀ y. Requires v and y of size() numbers.
  virtual double apply(const ScaledVector& v, double c, ScaledVector& y) = 0;
};

/// L = I − W of a symmetric W whose rows sum to 1, applied as Σ_j w_ij (v_i − v_j): no digit of a
/// small eigenvalue is lost. Weights off the diagonal that are all equal aren't stored. Memory: 4
/// bytes a neighbour, 12 with weights. O(n + E) an application.
class LaplacianOperator final : public SymmetricOperator {
 public:
  /// The loop, over w's rows, must live as long.
  LaplacianOperator(const MixingMatrix& w, BlockLoop& loop);
  std::size_t size() const override { return start_.size() - 1; }
  double apply(const ScaledVector& v, double c, ScaledVector& y) override;

  /// Σ_ij w_ij (v_i − v_j)² / (2 ‖v‖²), by compensated sums: the eigenvalue of a vector v, to twice
  /// its digits.
  double rayleigh_quotient(const std::vector<double>& v) const;
  /// The largest Σ_{j≠i} |w_ij|; no eigenvalue of L is above twice this.
  double largest_row() const;

 private:
  template <bool kEqual>
  double row_of_l(const std::vector<double>& x, std::size_t i) const;

  BlockLoop& loop_;
  std::vector<std::int64_t> start_ = {0};
  std::vector<std::uint32_t> columns_;
  std::vector<double> weights_;  ///< empty if all are equal_
  double equal_ = 0;
  std::vector<double> parts_;
};

/// (W − J)ᵀ (W − J): its largest eigenvalue is β² of a doubly stochastic W; of a product of
/// several, W = W_{T−1} ⋯ W_0, the contraction of the period, squared. O(Σ nonzeros) an
/// application.
class ContractionOperator final : public SymmetricOperator {
 public:
  /// The matrices must live as long. Requires at least one.
  explicit ContractionOperator(std::vector<const MixingMatrix*> rounds);
  std::size_t size() const override;
  double apply(const ScaledVector& v, double c, ScaledVector& y) override;

 private:
  std::vector<const MixingMatrix*> rounds_;
  std::vector<double> forward_, back_;  ///< scratch
};

}  // namespace consim::topologies
