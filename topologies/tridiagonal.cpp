#include "topologies/tridiagonal.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <limits>

#include "base/check.h"

// LAPACK's Fortran interface: everything by pointer, lengths of characters at the end.
extern "C" {
void dstevx_(const char* job, const char* range, const int* n, double* d, double* e,
             const double* lower, const double* upper, const int* first, const int* last,
             const double* tolerance, int* found, double* values, double* vectors,
             const int* vectors_size, double* work, int* whole, int* failed, int* info, std::size_t,
             std::size_t);
}

namespace consim::topologies {

RitzPair extreme_pair(const Tridiagonal& matrix, End end) {
  const int m = static_cast<int>(matrix.diagonal.size());
  CONSIM_ASSERT(m >= 1 && static_cast<int>(matrix.beside.size()) == m - 1, m);
  std::vector<double> d = matrix.diagonal, e = matrix.beside;
  e.push_back(0);
  const int wanted = std::min(m, 2);
  const int first = end == End::kLow ? 1 : m - wanted + 1;
  const int last = first + wanted - 1;
  const auto size = static_cast<std::size_t>(m);
  std::vector<double> values(size), vectors(size * 2), work(5 * size);
  std::vector<int> whole(5 * size), failed(size);
  const double unused = 0, tolerance = 2 * std::numeric_limits<double>::min();
  int found = 0, info = 0;
  dstevx_("V", "I", &m, d.data(), e.data(), &unused, &unused, &first, &last, &tolerance, &found,
          values.data(), vectors.data(), &m, work.data(), whole.data(), failed.data(), &info, 1, 1);
  CONSIM_ASSERT(info >= 0 && found == wanted, info, found);
  const std::size_t chosen = end == End::kLow ? 0 : static_cast<std::size_t>(wanted - 1);
  const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(chosen * size);
  return {
      values[chosen], values[static_cast<std::size_t>(wanted - 1) - chosen], {begin, begin + m}};
}

Quadrature quadrature(const Tridiagonal& matrix) {
  const auto m = static_cast<Eigen::Index>(matrix.diagonal.size());
  CONSIM_ASSERT(m >= 1, m);
  const Eigen::Map<const Eigen::VectorXd> diagonal(matrix.diagonal.data(), m);
  const Eigen::Map<const Eigen::VectorXd> beside(matrix.beside.data(), m - 1);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal, beside, Eigen::ComputeEigenvectors);
  const Eigen::VectorXd weights = solver.eigenvectors().row(0).cwiseAbs2();
  return {{solver.eigenvalues().begin(), solver.eigenvalues().end()},
          {weights.begin(), weights.end()}};
}

}  // namespace consim::topologies
