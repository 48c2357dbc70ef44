// Dense linear algebra (LAPACK and BLAS inside): eigenvalues, singular values, products.
//
// Guarantee: the same bits for any number of threads and cores. OpenBLAS changes the last bits with
// its number of threads, so each call sets it to a fixed one (two for symmetric matrices, else one)
// and puts the old number back; don't call these from two threads at once.
//
// All matrices are column-major, taken by value where the computation
// overwrites them; an eigensolver that doesn't converge (never seen on finite input) throws
// LogicError. Source: anderson1999lapack.
//
//   Eigen::VectorXd values = symmetric_eigenvalues(to_dense(w));
#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "topologies/mixing_matrix.h"

namespace consim::topologies {

/// W as n × n numbers: 8 n² bytes.
Eigen::MatrixXd to_dense(const MixingMatrix& w);

/// Ascending. Reads the lower triangle (dsyevd, two BLAS threads). 4/3 n³ operations: 0.06 s at n =
/// 1000, 2.9 s at 4000 on two cores.
Eigen::VectorXd symmetric_eigenvalues(Eigen::MatrixXd matrix);

/// In LAPACK's order, with about what rounding may have moved any of them by: ε ‖A‖_F over the
/// smallest condition number (the cosine of an eigenvalue's left and right vectors), far more than
/// ε where A is nearly defective. dgeevx; about 25 n³ operations.
struct GeneralEigenvalues {
  Eigen::VectorXcd values;
  double error = 0;
};
GeneralEigenvalues general_eigenvalues(Eigen::MatrixXd matrix);

/// ‖A‖₂ (dgesdd), 0 for an empty matrix. 8/3 n³ operations.
double largest_singular_value(Eigen::MatrixXd matrix);

/// A B (dgemm).
Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// A unit eigenvector of a symmetric matrix for a computed eigenvalue, orthogonal to 1 if
/// `centred`, by inverse iteration from a fixed start (dsytrf). Requires a non-empty matrix, two
/// rows if `centred`. n³/3 operations.
Eigen::VectorXd symmetric_eigenvector(const Eigen::MatrixXd& matrix, double eigenvalue,
                                      bool centred);

}  // namespace consim::topologies
