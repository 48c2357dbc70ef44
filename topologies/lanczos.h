// Lanczos' three-term recurrence on the complement of the constant vector, without
// reorthogonalisation: the extreme eigenvalues of a matrix that can only be applied.
//
//   β_{j+1} v_{j+1} = A v_j − α_j v_j − β_j v_{j−1}
//
// The extreme eigenvalues of the tridiagonal matrix of the α and β approach those of A from inside.
// Lost orthogonality brings copies of converged values, never wrong ones (paige1980accuracy), so
// the ends can be read off. With the last component s_m of a Ritz vector, r = β_{m+1} |s_m| is the
// norm of its residual: an eigenvalue of A lies within r, and within about r²/δ where the next Ritz
// value is δ away.
//
//   LaplacianOperator l(w, loop);
//   Lanczos lanczos(l, loop, random_start(n));
//   LanczosEnds ends = extreme_eigenvalues(lanczos, {.tolerance = 1e-8});
//   ends.low.value;   // 1 − λ₂
//
// Complexity: an application and one pass over two vectors an iteration; memory four vectors.
// Guarantee: bounded iterations; the same bits for any number of threads. Source:
// lanczos1950iteration, paige1980accuracy, cullum1985lanczos.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "topologies/symmetric_operator.h"
#include "topologies/tridiagonal.h"

namespace consim::topologies {

class Lanczos {
 public:
  /// A start without a part off the constant vector ends at once (exhausted). The operator and the
  /// loop, over its rows, must live as long.
  Lanczos(SymmetricOperator& matrix, BlockLoop& loop, std::vector<double> start);

  /// One more iteration; nothing if exhausted.
  void step();
  /// The Krylov space holds no more directions: the tridiagonal matrix is exact.
  bool exhausted() const { return exhausted_; }

  int iterations() const { return static_cast<int>(tridiagonal_.diagonal.size()); }
  /// Of what was made so far. Requires at least one iteration.
  const Tridiagonal& tridiagonal() const { return tridiagonal_; }
  /// β_{m+1}: times |s_m| the residual of a Ritz pair.
  double next_beside() const { return next_beside_; }
  /// ‖start‖² off the constant vector.
  double start_square() const { return start_square_; }

  /// A copy that has made no step.
  Lanczos restarted() const { return {matrix_, loop_, start_}; }
  /// v_1, v_2, …: the vector of the coming step.
  const ScaledVector& current() const { return v_; }
  SymmetricOperator& matrix() const { return matrix_; }

 private:
  // Sets the mean and the norm's reciprocal as its factor; returns the norm.
  double normalise(ScaledVector& vector);

  SymmetricOperator& matrix_;
  BlockLoop& loop_;
  std::vector<double> start_;
  ScaledVector before_, v_;
  Tridiagonal tridiagonal_;
  double next_beside_ = 0;
  double start_square_ = 0;
  bool exhausted_ = false;
  std::vector<double> sums_, squares_;  ///< by block
};

struct LanczosOptions {
  bool low = true, high = true;  ///< which ends are wanted
  /// Allowed error, relative to the distance from the reference.
  double tolerance = 1e-8;
  double low_reference = 0;
  double high_reference = 0;
  int most_iterations = 10'000;
};

struct LanczosEnd {
  double value = 0;
  double residual = 0;                                    ///< ‖Av − value·v‖ of the Ritz vector
  double error = 0;                                       ///< about how far the eigenvalue is
  double step = std::numeric_limits<double>::infinity();  ///< since the look before
  bool converged = false;
  std::vector<double> ritz;  ///< the Ritz vector's components along v_1, v_2, …
};

struct LanczosEnds {
  LanczosEnd low, high;
  int iterations = 0;
};

/// Iterates until the wanted ends are as exact as asked for, or the iterations are used up (then
/// what there is, not converged). Requires size() >= 2.
LanczosEnds extreme_eigenvalues(Lanczos& lanczos, const LanczosOptions& options);

/// The unit Ritz vector of an end, by a second run of the same iterations.
std::vector<double> ritz_vector(const Lanczos& lanczos, const LanczosEnd& end);

/// Standard normal numbers, the same each time.
std::vector<double> random_start(std::size_t size);

}  // namespace consim::topologies
