// The inverse of I − W, or of a shift of it, by sparse Cholesky factors (CHOLMOD inside): Lanczos
// on it needs a few iterations where it would need thousands on the matrix.
//
//   grounded  L⁺ = (I − W)⁺ on the complement of 1: one node is left out, the rest factorised.
//             Exists exactly if L has no negative eigenvalue and one that is 0. Largest eigenvalue:
//             1 / (1 − λ₂).
//   shifted   (s I − L)⁻¹. Its factors exist exactly if s is above all eigenvalues of L, which
//             makes them a proof of that. Largest eigenvalue: 1 / (s − 1 + λ_n).
//
//   if (std::optional<InverseOperator> inverse = InverseOperator::grounded(w, {})) use(*inverse);
//
// Requires a symmetric W whose rows sum to 1. Complexity: that of the factors, see FactorBudget;
// nothing is returned if they are too dear. Source: chen2008algorithm, ericsson1980spectral.
#pragma once

#include <memory>
#include <optional>

#include "topologies/symmetric_operator.h"

namespace consim::topologies {

/// What the factors may cost, told by the symbolic analysis before any arithmetic is done.
struct FactorBudget {
  double operations = 4e9;  ///< about 2 s
  double nonzeros = 3e7;    ///< 12 bytes each
};

class InverseOperator final : public SymmetricOperator {
 public:
  static std::optional<InverseOperator> grounded(const MixingMatrix& w, const FactorBudget& budget);
  static std::optional<InverseOperator> shifted(const MixingMatrix& w, double shift,
                                                const FactorBudget& budget);
  InverseOperator(InverseOperator&&) noexcept;
  InverseOperator& operator=(InverseOperator&&) noexcept;
  ~InverseOperator() override;

  std::size_t size() const override;
  double apply(const ScaledVector& v, double c, ScaledVector& y) override;

 private:
  struct Factors;
  explicit InverseOperator(std::unique_ptr<Factors> factors);
  std::unique_ptr<Factors> factors_;
};

}  // namespace consim::topologies
