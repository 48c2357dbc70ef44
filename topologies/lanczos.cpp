#include "topologies/lanczos.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "base/random.h"

namespace consim::topologies {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr int kFirstLook = 20;
constexpr double kNextLook = 1.1;  // times the iterations made
constexpr double kRounding = 1e-14;

LanczosEnd look(const Lanczos& lanczos, End side) {
  LanczosEnd end;
  RitzPair pair = extreme_pair(lanczos.tridiagonal(), side);
  end.value = pair.value;
  end.residual = lanczos.next_beside() * std::abs(pair.vector.back());
  const double apart = std::abs(pair.next - pair.value);
  end.error = std::min(end.residual, end.residual * end.residual / std::max(apart, 1e-300));
  end.ritz = std::move(pair.vector);
  return end;
}

// Where the spectrum is dense towards its end, as of random graphs, a Ritz value is much better
// than its residual tells. Its error falls at least like 1/m² then, and a look later by the factor
// kNextLook is nearer by 1 − 1/kNextLook² of the error: what is left is below five such steps.
constexpr double kStepsLeft = 5;

// The values of two looks agree too: a residual alone may be that of a neighbour which is as good.
void judge(LanczosEnd& end, const LanczosEnd& before, double tolerance, double reference) {
  const double allowed = std::max(tolerance * std::abs(end.value - reference), kRounding);
  end.step = std::abs(end.value - before.value);
  const bool by_residual = end.error <= allowed && end.step <= 10 * allowed;
  const bool by_steps = kStepsLeft * std::max(end.step, before.step) <= allowed;
  end.converged = by_residual || by_steps;
  end.error = std::min(end.error, kStepsLeft * std::max(end.step, before.step));
}

}  // namespace

Lanczos::Lanczos(SymmetricOperator& matrix, BlockLoop& loop, std::vector<double> start)
    : matrix_(matrix), loop_(loop), start_(std::move(start)) {
  CONSIM_ASSERT(start_.size() == matrix.size() && loop.rows() == matrix.size(), start_.size());
  sums_.resize(loop.blocks());
  squares_.resize(loop.blocks());
  v_.x = start_;
  before_.x.assign(start_.size(), 0);
  const double norm = normalise(v_);
  start_square_ = norm * norm;
}

double Lanczos::normalise(ScaledVector& vector) {
  const double n = static_cast<double>(vector.x.size());
  loop_.run([&](std::size_t block) {
    double sum = 0;
    for (std::size_t i = loop_.first(block); i < loop_.last(block); ++i) sum += vector.x[i];
    sums_[block] = sum;
  });
  vector.mean = total(sums_) / n;
  loop_.run([&](std::size_t block) {
    double square = 0;
    for (std::size_t i = loop_.first(block); i < loop_.last(block); ++i) {
      const double x = vector.x[i] - vector.mean;
      square += x * x;
    }
    squares_[block] = square;
  });
  const double norm = std::sqrt(total(squares_));
  exhausted_ = !(norm > 0);
  vector.scale = exhausted_ ? 0 : 1 / norm;
  return norm;
}

void Lanczos::step() {
  if (exhausted_) return;
  const double beside = next_beside_;
  if (iterations() > 0) tridiagonal_.beside.push_back(beside);
  ScaledVector& y = before_;
  const double alpha = matrix_.apply(v_, beside, y);
  const double factor = alpha * v_.scale;
  loop_.run([&](std::size_t block) {
    double sum = 0, square = 0;
    for (std::size_t i = loop_.first(block); i < loop_.last(block); ++i) {
      const double x = y.x[i] - factor * (v_.x[i] - v_.mean);
      y.x[i] = x;
      sum += x;
      square += x * x;
    }
    sums_[block] = sum;
    squares_[block] = square;
  });
  const double n = static_cast<double>(y.x.size());
  y.mean = total(sums_) / n;
  // The mean is rounding only, so subtracting its square loses nothing.
  const double norm = std::sqrt(std::max(0.0, total(squares_) - n * y.mean * y.mean));
  tridiagonal_.diagonal.push_back(alpha);
  next_beside_ = norm;
  exhausted_ = norm <= 10 * kEpsilon * (std::abs(alpha) + beside);
  y.scale = norm > 0 ? 1 / norm : 0;
  std::swap(before_, v_);
}

LanczosEnds extreme_eigenvalues(Lanczos& lanczos, const LanczosOptions& options) {
  CONSIM_ASSERT(lanczos.matrix().size() >= 2, lanczos.matrix().size());
  LanczosEnds ends;
  int next_look = kFirstLook;
  while (lanczos.iterations() < options.most_iterations && !lanczos.exhausted()) {
    lanczos.step();
    const bool last = lanczos.exhausted() || lanczos.iterations() == options.most_iterations;
    if (lanczos.iterations() < next_look && !last) continue;
    next_look = static_cast<int>(kNextLook * next_look) + 1;
    const LanczosEnds before = std::exchange(ends, {});
    ends.iterations = lanczos.iterations();
    if (options.low) {
      ends.low = look(lanczos, End::kLow);
      judge(ends.low, before.low, options.tolerance, options.low_reference);
    }
    if (options.high) {
      ends.high = look(lanczos, End::kHigh);
      judge(ends.high, before.high, options.tolerance, options.high_reference);
    }
    if (lanczos.exhausted()) ends.low.converged = ends.high.converged = true;
    if ((ends.low.converged || !options.low) && (ends.high.converged || !options.high)) break;
  }
  return ends;
}

std::vector<double> ritz_vector(const Lanczos& lanczos, const LanczosEnd& end) {
  Lanczos again = lanczos.restarted();
  std::vector<double> result(lanczos.matrix().size(), 0);
  for (const double component : end.ritz) {
    const ScaledVector& v = again.current();
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] += component * v.scale * (v.x[i] - v.mean);
    again.step();
  }
  double square = 0;
  for (const double x : result) square += x * x;
  for (double& x : result) x /= std::sqrt(square);
  return result;
}

std::vector<double> random_start(std::size_t size) {
  base::RandomStream random(0, base::Purpose::kTopology);
  std::vector<double> start(size);
  for (double& x : start) x = random.normal();
  return start;
}

}  // namespace consim::topologies
