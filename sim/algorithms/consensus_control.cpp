#include "sim/algorithms/consensus_control.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/random.h"

namespace consim::sim {
namespace {

// By which a prediction must be below the target, in units of the numbers' resolution.
constexpr double kMargin = 16;
constexpr std::int64_t kBytesOfNumber = 8;

using Matrix = std::vector<double>;  // row by row

// a I + b W.
struct Combination {
  const Neighbours& w;
  double identity = 0;
  double weight = 1;

  std::size_t nodes() const { return static_cast<std::size_t>(w.nodes()); }
  // Row i of it times A, of which `out` is as long as a row.
  void row_times(base::NodeId i, const Matrix& a, std::span<double> out) const {
    const auto add = [&](base::NodeId j, double factor) {
      const double* from = a.data() + static_cast<std::size_t>(j) * out.size();
      for (std::size_t c = 0; c < out.size(); ++c) out[c] += factor * from[c];
    };
    std::ranges::fill(out, 0.0);
    add(i, identity + weight * w.self_weight(i));
    for (const topologies::MixingWeight& entry : w.senders(i))
      add(entry.column, weight * entry.weight);
  }
};

Combination mixing(const Neighbours& w, double scale) { return {w, 1 - scale, scale}; }
Combination moving(const Neighbours& w, double scale) { return {w, -scale, scale}; }

// (M A)ᵀ of an n × n matrix A.
Matrix times_transposed(const Combination& m, const Matrix& a) {
  const std::size_t n = m.nodes();
  Matrix result(n * n);
  Matrix row(n);
  for (std::size_t i = 0; i < n; ++i) {
    m.row_times(static_cast<base::NodeId>(i), a, row);
    for (std::size_t c = 0; c < n; ++c) result[c * n + i] = row[c];
  }
  return result;
}

// M A Mᵀ of symmetric A.
Matrix congruent(const Combination& m, const Matrix& a) {
  return times_transposed(m, times_transposed(m, a));
}

double trace(const Matrix& a, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i * n + i];
  return sum;
}

// What isn't a number stays so.
double root(double square) { return square < 0 ? 0 : std::sqrt(square); }

struct ExactView {
  Matrix gram;
  std::size_t n;

  void advance(const Neighbours& w, double scale) { gram = congruent(mixing(w, scale), gram); }
  double distance() const {
    double sum = 0;
    for (const double entry : gram) sum += entry;
    const auto nodes = static_cast<double>(n);
    return root((trace(gram, n) - sum / nodes) / nodes);
  }
};

// Θ of the state before the last round, over what makes it a bound of Ξ.
struct ThetaView {
  Matrix gram;
  std::size_t n;
  double smallest;
  double bound = 0;

  void advance(const Neighbours& w, double scale) {
    const Matrix moved = congruent(moving(w, scale), gram);
    bound = root(trace(moved, n) / static_cast<double>(n)) / (scale * smallest);
    gram = congruent(mixing(w, scale), gram);
  }
  double distance() const { return bound; }
};

// Lower triangular L with L Lᵀ = A, for a semidefinite A of rounded numbers.
Matrix cholesky(const Matrix& a, std::size_t n) {
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, a[i * n + i]);
  const double nothing = largest * 1e-15 * static_cast<double>(n);
  Matrix l(n * n);
  const auto rest = [&](std::size_t i, std::size_t k) {
    double value = a[i * n + k];
    for (std::size_t j = 0; j < k; ++j) value -= l[i * n + j] * l[k * n + j];
    return value;
  };
  for (std::size_t k = 0; k < n; ++k) {
    const double pivot = rest(k, k);
    if (pivot <= nothing) continue;
    for (std::size_t i = k; i < n; ++i) l[i * n + k] = rest(i, k) / std::sqrt(pivot);
  }
  return l;
}

// The sketches R x_i less what is common to all of them, row by row.
struct SketchView {
  Matrix sketches;
  std::size_t n;
  std::size_t rows;

  SketchView(const Measurement& measured, const SketchTest& sketch, std::uint32_t step)
      : n(measured.nodes), rows(sketch.rows) {
    const Matrix l = cholesky(measured.gram, n);
    sketches.resize(n * rows);
    Matrix draws(rows);
    for (std::size_t k = 0; k < n; ++k) {
      base::RandomStream random(sketch.seed, base::Purpose::kSketch, {k, step});
      for (double& draw : draws) draw = random.normal() / std::sqrt(static_cast<double>(rows));
      for (std::size_t i = k; i < n; ++i)
        for (std::size_t q = 0; q < rows; ++q) sketches[i * rows + q] += l[i * n + k] * draws[q];
    }
  }
  void advance(const Neighbours& w, double scale) {
    const Combination m = mixing(w, scale);
    Matrix next(sketches.size());
    for (std::size_t i = 0; i < n; ++i)
      m.row_times(static_cast<base::NodeId>(i), sketches, std::span(next).subspan(i * rows, rows));
    sketches = std::move(next);
  }
  double distance() const {
    Matrix mean(rows);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t q = 0; q < rows; ++q) mean[q] += sketches[i * rows + q];
    double square = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t q = 0; q < rows; ++q) {
        const double off = sketches[i * rows + q] - mean[q] / static_cast<double>(n);
        square += off * off;
      }
    return root(square / static_cast<double>(n));
  }
};

std::uint32_t every(const Estimator& estimator) {
  return std::visit(
      []<class One>(const One& one) -> std::uint32_t {
        if constexpr (requires { one.every; }) return one.every;
        return 1;
      },
      estimator);
}

template <class View>
RoundsNeeded look(View view, const Measurement& measured, const Wanted& wanted,
                  const StepRounds& rounds) {
  const double limit = wanted.distance * (1 - kMargin * measured.rounding);
  RoundsNeeded result;
  result.resolved = wanted.distance >= measured.rounding * measured.mean_norm;
  result.rounds = rounds_before_measurement(wanted.estimator, wanted.rounds);
  for (;; ++result.rounds) {
    const double seen = view.distance();
    const std::uint32_t least = wanted.rounds.least;
    const bool tested =
        result.rounds >= least && (result.rounds - least) % every(wanted.estimator) == 0;
    result.reached = tested && seen <= limit && result.resolved;
    const bool hopeless = result.rounds >= 1 && (!result.resolved || !std::isfinite(seen));
    if (tested || hopeless) result.distance = seen;
    if (result.reached || hopeless || result.rounds >= wanted.rounds.most) return result;
    view.advance(rounds.round(result.rounds), rounds.scale);
  }
}

}  // namespace

std::uint32_t rounds_before_measurement(const Estimator& estimator, const RoundLimits& rounds) {
  if (std::holds_alternative<Oracle>(estimator)) return 0;
  return std::holds_alternative<ThetaTest>(estimator) ? rounds.least - 1 : rounds.least;
}

bool tests_after(const Estimator& estimator, const RoundLimits& rounds, std::uint32_t made) {
  return !std::holds_alternative<Oracle>(estimator) && made >= rounds.least &&
         (made - rounds.least) % every(estimator) == 0;
}

std::uint32_t tests_in(const Estimator& estimator, const RoundLimits& rounds, std::uint32_t made) {
  if (std::holds_alternative<Oracle>(estimator) || made < rounds.least) return 0;
  return (made - rounds.least) / every(estimator) + 1;
}

std::int64_t bytes_of_test(const Estimator& estimator) {
  if (const auto* sketch = std::get_if<SketchTest>(&estimator))
    return (std::int64_t{sketch->rows} + 1) * kBytesOfNumber;
  return std::holds_alternative<ThetaTest>(estimator) ? kBytesOfNumber : 0;
}

RoundsNeeded rounds_needed(const Measurement& measured, const Wanted& wanted,
                           const StepRounds& rounds) {
  CONSIM_ASSERT(wanted.distance > 0, wanted.distance);
  CONSIM_ASSERT(1 <= wanted.rounds.least && wanted.rounds.least <= wanted.rounds.most,
                wanted.rounds.least, wanted.rounds.most);
  if (const auto* theta = std::get_if<ThetaTest>(&wanted.estimator))
    return look(ThetaView{measured.gram, measured.nodes, theta->smallest}, measured, wanted,
                rounds);
  if (const auto* sketch = std::get_if<SketchTest>(&wanted.estimator))
    return look(SketchView(measured, *sketch, wanted.step), measured, wanted, rounds);
  return look(ExactView{measured.gram, measured.nodes}, measured, wanted, rounds);
}

}  // namespace consim::sim
