#include "topologies/dense.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "topologies/blas_threads.h"

// LAPACK's Fortran interface: everything by pointer, lengths of characters at the end.
extern "C" {
void dsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* lda,
             double* values, double* work, const int* work_size, int* whole_work,
             const int* whole_work_size, int* info, std::size_t, std::size_t);
void dgeevx_(const char* balance, const char* left, const char* right, const char* sense,
             const int* n, double* a, const int* lda, double* re, double* im, double* vl,
             const int* ldvl, double* vr, const int* ldvr, int* low, int* high, double* scale,
             double* norm, double* eigenvalue_condition, double* vector_condition, double* work,
             const int* work_size, int* whole_work, int* info, std::size_t, std::size_t,
             std::size_t, std::size_t);
void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* values,
             double* u, const int* ldu, double* vt, const int* ldvt, double* work,
             const int* work_size, int* whole_work, int* info, std::size_t);
void dsytrf_(const char* triangle, const int* n, double* a, const int* lda, int* pivots,
             double* work, const int* work_size, int* info, std::size_t);
void dsytrs_(const char* triangle, const int* n, const int* columns, const double* a,
             const int* lda, const int* pivots, double* b, const int* ldb, int* info, std::size_t);
void dgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n,
            const int* k, const double* alpha, const double* a, const int* lda, const double* b,
            const int* ldb, const double* beta, double* c, const int* ldc, std::size_t,
            std::size_t);
}

namespace consim::topologies {
namespace {

constexpr int kQuery = -1;
constexpr int kOne = 1;
/// For the two decompositions that take seconds at some thousand nodes.
constexpr int kThreads = 2;

int side(const Eigen::MatrixXd& matrix) {
  CONSIM_ASSERT(matrix.rows() == matrix.cols(), matrix.rows(), matrix.cols());
  return static_cast<int>(matrix.rows());
}

struct Factors {
  Eigen::MatrixXd matrix;
  std::vector<int> pivots;
};

// A − σI with σ beside the eigenvalue; farther away if the factors are exactly singular.
Factors factor_beside(const Eigen::MatrixXd& matrix, double eigenvalue) {
  const int n = side(matrix);
  Factors factors{{}, std::vector<int>(static_cast<std::size_t>(n))};
  int info = 1;
  for (double beside = 8 * std::numeric_limits<double>::epsilon(); info > 0; beside *= 3) {
    factors.matrix = matrix;
    factors.matrix.diagonal().array() -= eigenvalue + beside * std::max(1.0, std::abs(eigenvalue));
    double size = 0;
    const auto call = [&](double* work, const int* work_size) {
      dsytrf_("L", &n, factors.matrix.data(), &n, factors.pivots.data(), work, work_size, &info, 1);
      CONSIM_ASSERT(info >= 0, info);
    };
    call(&size, &kQuery);
    const int work_size = std::max(1, static_cast<int>(size));
    std::vector<double> work(static_cast<std::size_t>(work_size));
    call(work.data(), &work_size);
  }
  return factors;
}

}  // namespace

Eigen::MatrixXd to_dense(const MixingMatrix& w) {
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(w.nodes(), w.nodes());
  for (int i = 0; i < w.nodes(); ++i)
    for (const MixingWeight& entry : w.row(i)) dense(i, entry.column) = entry.weight;
  return dense;
}

Eigen::VectorXd symmetric_eigenvalues(Eigen::MatrixXd matrix) {
  const int n = side(matrix);
  Eigen::VectorXd values(n);
  if (n == 0) return values;
  const BlasThreads threads(kThreads);
  int info = 0, whole_size = 0;
  double size = 0;
  const auto call = [&](double* work, const int* work_size, int* whole,
                        const int* whole_work_size) {
    dsyevd_("N", "L", &n, matrix.data(), &n, values.data(), work, work_size, whole, whole_work_size,
            &info, 1, 1);
    CONSIM_ASSERT(info == 0, info, n);
  };
  call(&size, &kQuery, &whole_size, &kQuery);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  std::vector<int> whole(static_cast<std::size_t>(whole_size));
  call(work.data(), &work_size, whole.data(), &whole_size);
  return values;
}

GeneralEigenvalues general_eigenvalues(Eigen::MatrixXd matrix) {
  const int n = side(matrix);
  GeneralEigenvalues result{Eigen::VectorXcd(n)};
  if (n == 0) return result;
  const BlasThreads threads(1);
  const double size_of_matrix = matrix.norm();
  Eigen::VectorXd re(n), im(n), scale(n), condition(n), unused(n);
  Eigen::MatrixXd left(n, n), right(n, n);
  int info = 0, low = 0, high = 0, whole = 0;
  double size = 0, norm = 0;
  const auto call = [&](double* work, const int* work_size) {
    dgeevx_("B", "V", "V", "E", &n, matrix.data(), &n, re.data(), im.data(), left.data(), &n,
            right.data(), &n, &low, &high, scale.data(), &norm, condition.data(), unused.data(),
            work, work_size, &whole, &info, 1, 1, 1, 1);
    CONSIM_ASSERT(info == 0, info, n);
  };
  call(&size, &kQuery);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  call(work.data(), &work_size);
  result.values.real() = re;
  result.values.imag() = im;
  result.error = std::numeric_limits<double>::epsilon() * size_of_matrix / condition.minCoeff();
  return result;
}

double largest_singular_value(Eigen::MatrixXd matrix) {
  const int n = side(matrix);
  if (n == 0) return 0;
  const BlasThreads threads(1);
  Eigen::VectorXd values(n);
  std::vector<int> whole(8 * static_cast<std::size_t>(n));
  int info = 0;
  double size = 0;
  const auto call = [&](double* work, const int* work_size) {
    dgesdd_("N", &n, &n, matrix.data(), &n, values.data(), nullptr, &kOne, nullptr, &kOne, work,
            work_size, whole.data(), &info, 1);
    CONSIM_ASSERT(info == 0, info, n);
  };
  call(&size, &kQuery);
  const int work_size = static_cast<int>(size);
  std::vector<double> work(static_cast<std::size_t>(work_size));
  call(work.data(), &work_size);
  return values(0);
}

Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  CONSIM_ASSERT(a.cols() == b.rows(), a.cols(), b.rows());
  const int m = static_cast<int>(a.rows()), n = static_cast<int>(b.cols()),
            k = static_cast<int>(a.cols());
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(m, n);
  if (m == 0 || n == 0 || k == 0) return result;
  const BlasThreads threads(1);
  const double alpha = 1, beta = 0;
  dgemm_("N", "N", &m, &n, &k, &alpha, a.data(), &m, b.data(), &k, &beta, result.data(), &m, 1, 1);
  return result;
}

Eigen::VectorXd symmetric_eigenvector(const Eigen::MatrixXd& matrix, double eigenvalue,
                                      bool centred) {
  const int n = side(matrix);
  CONSIM_ASSERT(n > (centred ? 1 : 0), n);
  const BlasThreads threads(kThreads);
  const Factors factors = factor_beside(matrix, eigenvalue);
  base::RandomStream start(0, base::Purpose::kTopology);
  Eigen::VectorXd vector(n);
  for (double& x : vector) x = start.normal();
  const auto normalize = [&] {
    if (centred) vector.array() -= vector.mean();
    vector.normalize();
  };
  normalize();
  // The first step removes all but the eigenspace to about eps / (distance of the next eigenvalue),
  // the second to its square.
  for (int step = 0; step < 2; ++step) {
    int info = 0;
    dsytrs_("L", &n, &kOne, factors.matrix.data(), &n, factors.pivots.data(), vector.data(), &n,
            &info, 1);
    CONSIM_ASSERT(info == 0, info);
    normalize();
  }
  return vector;
}

}  // namespace consim::topologies
