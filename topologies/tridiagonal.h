// Eigenvalues of the symmetric tridiagonal matrices that Lanczos makes (LAPACK inside).
//
//   Tridiagonal t{{2, 2, 2}, {1, 1}};         // diagonal, off the diagonal
//   RitzPair least = extreme_pair(t, End::kLow);
//   least.value;                              // 2 − √2
#pragma once

#include <cstdint>
#include <vector>

namespace consim::topologies {

struct Tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> beside;  ///< one number less
};

enum class End : std::uint8_t { kLow, kHigh };

struct RitzPair {
  double value = 0;
  double next = 0;             ///< the eigenvalue beside it; the same if there is only one
  std::vector<double> vector;  ///< of length 1
};

/// The smallest or the largest eigenvalue, by bisection and inverse iteration (dstevx). Requires a
/// matrix that isn't empty. O(m).
RitzPair extreme_pair(const Tridiagonal& matrix, End end);

/// All eigenvalues θ_k ascending, and the squares of the first components of their vectors: the
/// nodes and weights of Gauss quadrature (golub1969calculation). O(m²).
struct Quadrature {
  std::vector<double> nodes;
  std::vector<double> weights;
};
Quadrature quadrature(const Tridiagonal& matrix);

}  // namespace consim::topologies
