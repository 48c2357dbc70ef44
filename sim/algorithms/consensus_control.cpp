#include "sim/algorithms/consensus_control.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "base/check.h"

namespace consim::sim {
namespace {

// By which a prediction must be below the target, in units of the numbers' resolution.
constexpr double kMargin = 16;

using Matrix = std::vector<double>;  // n², row by row

// (W A)ᵀ of I + scale (W − I).
Matrix mixed_transposed(const Neighbours& w, double scale, const Matrix& a) {
  const auto n = static_cast<std::size_t>(w.nodes());
  Matrix result(n * n);
  Matrix row(n);
  for (base::NodeId i = 0; i < w.nodes(); ++i) {
    const auto add = [&](base::NodeId j, double weight) {
      const double* from = a.data() + static_cast<std::size_t>(j) * n;
      for (std::size_t c = 0; c < n; ++c) row[c] += weight * from[c];
    };
    std::ranges::fill(row, 0.0);
    add(i, 1 - scale + scale * w.self_weight(i));
    for (const topologies::MixingWeight& entry : w.senders(i))
      add(entry.column, scale * entry.weight);
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

double TargetSchedule::at(std::uint32_t step) const {
  CONSIM_ASSERT(!points.empty());
  const auto after = std::ranges::upper_bound(points, step, {}, &Point::step);
  if (after == points.begin()) return points.front().distance;
  const Point& before = *std::prev(after);
  if (after == points.end()) return before.distance;
  const double part =
      static_cast<double>(step - before.step) / static_cast<double>(after->step - before.step);
  return before.distance + part * (after->distance - before.distance);
}

RoundsNeeded rounds_needed(const Measurement& measured, const TargetDistance& target,
                           const RoundsToCome& rounds) {
  CONSIM_ASSERT(target.distance > 0, target.distance);
  CONSIM_ASSERT(1 <= target.least_rounds && target.least_rounds <= target.most_rounds,
                target.least_rounds, target.most_rounds);
  const double limit = target.distance * (1 - kMargin * measured.rounding);
  RoundsNeeded result;
  result.resolved = target.distance >= measured.rounding * measured.mean_norm;
  Matrix gram = measured.gram;
  while (!result.reached && result.rounds < target.most_rounds) {
    const Neighbours& w = rounds.round(result.rounds);
    // (W (W G)ᵀ)ᵀ = W G Wᵀ.
    gram = mixed_transposed(w, rounds.scale, mixed_transposed(w, rounds.scale, gram));
    ++result.rounds;
    result.distance = distance_of(gram, measured.nodes);
    result.reached =
        result.rounds >= target.least_rounds && result.distance <= limit && result.resolved;
    if (!result.resolved || !std::isfinite(result.distance)) break;
  }
  return result;
}

}  // namespace consim::sim
