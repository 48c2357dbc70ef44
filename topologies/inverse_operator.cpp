#include "topologies/inverse_operator.h"

#include <Eigen/CholmodSupport>
#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <vector>

#include "base/check.h"
#include "topologies/blas_threads.h"
#include "topologies/compensated_sum.h"

namespace consim::topologies {
namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

// The lower triangle of sign·L + shift·I, of the first `size` nodes.
SparseMatrix lower_triangle(const MixingMatrix& w, int size, double sign, double shift) {
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(static_cast<std::size_t>(w.nonzeros() / 2 + size));
  for (int i = 0; i < size; ++i) {
    CompensatedSum others;
    for (const MixingWeight& entry : w.row(i)) {
      if (entry.column == i) continue;
      others.add(entry.weight);
      if (entry.column < i) entries.emplace_back(i, entry.column, -sign * entry.weight);
    }
    entries.emplace_back(i, i, sign * others.value() + shift);
  }
  SparseMatrix matrix(size, size);
  matrix.setFromTriplets(entries.begin(), entries.end());
  return matrix;
}

}  // namespace

struct InverseOperator::Factors {
  Eigen::CholmodDecomposition<SparseMatrix, Eigen::Lower> solver;
  int nodes = 0;
  Eigen::VectorXd right_side;

  // False if it would be too dear, or the matrix isn't positive definite.
  bool factorise(const SparseMatrix& matrix, const FactorBudget& budget) {
    const BlasThreads threads(1);
    solver.cholmod().print = 0;
    solver.cholmod().quick_return_if_not_posdef = 1;
    solver.analyzePattern(matrix);
    if (solver.info() != Eigen::Success || solver.cholmod().fl > budget.operations ||
        solver.cholmod().lnz > budget.nonzeros)
      return false;
    solver.factorize(matrix);
    right_side.resize(matrix.rows());
    return solver.info() == Eigen::Success;
  }
};

InverseOperator::InverseOperator(std::unique_ptr<Factors> factors) : factors_(std::move(factors)) {}
InverseOperator::InverseOperator(InverseOperator&&) noexcept = default;
InverseOperator& InverseOperator::operator=(InverseOperator&&) noexcept = default;
InverseOperator::~InverseOperator() = default;

std::optional<InverseOperator> InverseOperator::grounded(const MixingMatrix& w,
                                                         const FactorBudget& budget) {
  CONSIM_ASSERT(w.nodes() >= 2, w.nodes());
  auto factors = std::make_unique<Factors>();
  factors->nodes = w.nodes();
  if (!factors->factorise(lower_triangle(w, w.nodes() - 1, 1, 0), budget)) return std::nullopt;
  return InverseOperator(std::move(factors));
}

std::optional<InverseOperator> InverseOperator::shifted(const MixingMatrix& w, double shift,
                                                        const FactorBudget& budget) {
  auto factors = std::make_unique<Factors>();
  factors->nodes = w.nodes();
  if (!factors->factorise(lower_triangle(w, w.nodes(), -1, shift), budget)) return std::nullopt;
  return InverseOperator(std::move(factors));
}

std::size_t InverseOperator::size() const { return static_cast<std::size_t>(factors_->nodes); }

double InverseOperator::apply(const ScaledVector& v, double c, ScaledVector& y) {
  const BlasThreads threads(1);
  Eigen::VectorXd& b = factors_->right_side;
  for (Eigen::Index i = 0; i < b.size(); ++i)
    b[i] = v.scale * (v.x[static_cast<std::size_t>(i)] - v.mean);
  const Eigen::VectorXd solution = factors_->solver.solve(b);
  const double mean = solution.sum() / static_cast<double>(size());
  const double factor = c * y.scale;
  double product = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double solved = row < solution.size() ? solution[row] : 0;  // the node left out is at 0
    const double value = solved - mean - factor * (y.x[i] - y.mean);
    product += v.scale * (v.x[i] - v.mean) * value;
    y.x[i] = value;
  }
  y.scale = 1;
  y.mean = 0;
  return product;
}

}  // namespace consim::topologies
