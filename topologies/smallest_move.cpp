#include "topologies/smallest_move.h"

#include <Eigen/Dense>
#include <algorithm>

#include "base/check.h"
#include "topologies/mixing.h"
#include "topologies/spectrum.h"

namespace consim::topologies {
namespace {

// The gap is more exact than what is left of 1, where it is that of λ₂.
double one_less_lambda2(const Spectrum& found) {
  const bool decides = *found.lambda2 >= -*found.lambda_n;
  return decides ? *found.spectral_gap : 1 - *found.lambda2;
}

// The smallest singular value of I − W belongs to 1, or is one of several zeros.
double second_smallest_singular_value(const MixingMatrix& w) {
  const int n = w.nodes();
  Eigen::MatrixXd move = Eigen::MatrixXd::Identity(n, n);
  for (int i = 0; i < n; ++i)
    for (const MixingWeight& entry : w.row(i)) move(i, entry.column) -= entry.weight;
  // The columns' combinations that stay are those of vectors orthogonal to 1.
  Eigen::MatrixXd complement = Eigen::MatrixXd::Identity(n, n);
  complement.array() -= 1.0 / n;
  const Eigen::VectorXd values = Eigen::BDCSVD<Eigen::MatrixXd>(move * complement).singularValues();
  return values(n - 2);
}

}  // namespace

std::optional<double> smallest_move(const MixingMatrix& w) {
  const MixingCheck check = check_mixing(w);
  CONSIM_ASSERT(check.row_stochastic(), check.max_row_sum_error);
  if (w.nodes() < 2) return std::nullopt;
  if (!check.connected) return 0;
  if (check.symmetric()) {
    const Spectrum found = spectrum(w, check, {});
    if (!found.converged || !found.lambda2) return std::nullopt;
    return std::max(0.0, one_less_lambda2(found));
  }
  if (w.nodes() > DenseLimits{}.general) return std::nullopt;
  return second_smallest_singular_value(w);
}

}  // namespace consim::topologies
