#include "sim/algorithms/consensus_control.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"

namespace consim::sim {
namespace {

// By which a prediction must be below the target, in units of the numbers' resolution.
constexpr double kMargin = 16;

using Matrix = std::vector<double>;  // n², row by row

// (W A)ᵀ.
Matrix mixed_transposed(const Neighbours& w, const Matrix& a) {
  const auto n = static_cast<std::size_t>(w.nodes());
  Matrix result(n * n);
  Matrix row(n);
  for (base::NodeId i = 0; i < w.nodes(); ++i) {
    const auto add = [&](base::NodeId j, double weight) {
      const double* from = a.data() + static_cast<std::size_t>(j) * n;
      for (std::size_t c = 0; c < n; ++c) row[c] += weight * from[c];
    };
    std::ranges::fill(row, 0.0);
    add(i, w.self_weight(i));
    for (const topologies::MixingWeight& entry : w.senders(i)) add(entry.column, entry.weight);
    for (std::size_t c = 0; c < n; ++c) result[c * n + static_cast<std::size_t>(i)] = row[c];
  }
  return result;
}

double distance_of(const Matrix& gram, std::size_t n) {
  double trace = 0, sum = 0;
  for (std::size_t i = 0; i < n; ++i) trace += gram[i * n + i];
  for (const double entry : gram) sum += entry;
  const double square = (trace - sum / static_cast<double>(n)) / static_cast<double>(n);
  return square < 0 ? 0 : std::sqrt(square);  // what isn't a number stays so
}

}  // namespace

RoundsNeeded rounds_needed(const Measurement& measured, const TargetDistance& target,
                           const std::function<const Neighbours&(std::uint32_t k)>& round) {
  CONSIM_ASSERT(target.distance > 0, target.distance);
  CONSIM_ASSERT(1 <= target.least_rounds && target.least_rounds <= target.most_rounds,
                target.least_rounds, target.most_rounds);
  const double limit = target.distance * (1 - kMargin * measured.rounding);
  const bool resolved = target.distance >= measured.rounding * measured.mean_norm;
  RoundsNeeded result;
  Matrix gram = measured.gram;
  while (!result.reached && result.rounds < target.most_rounds) {
    const Neighbours& w = round(result.rounds);
    gram = mixed_transposed(w, mixed_transposed(w, gram));  // W (W G)ᵀ transposed: W G Wᵀ
    ++result.rounds;
    result.distance = distance_of(gram, measured.nodes);
    result.reached = result.rounds >= target.least_rounds && result.distance <= limit && resolved;
    if (!resolved || !std::isfinite(result.distance)) break;
  }
  return result;
}

}  // namespace consim::sim
