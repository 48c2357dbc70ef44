// The ends of the spectrum by Lanczos, on I − W or on its inverse.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/errors.h"
#include "base/random.h"
#include "topologies/inverse_operator.h"
#include "topologies/lanczos.h"
#include "topologies/level_structure.h"
#include "topologies/spectrum_methods.h"

namespace consim::topologies {
namespace {

constexpr double kTolerance = 1e-8;
constexpr double kLargeTolerance = 1e-4;
constexpr int kLarge = 200'000;
// About a minute on one core: entries of W and numbers of vectors touched.
constexpr double kMostWork = 4e10;
constexpr int kMostInverseIterations = 300;
// Below this relative accuracy times the gap, the Ritz value's own rounding shows.
constexpr double kRefineBelow = 1e-13;

double tolerance(const MixingMatrix& w, const SpectrumOptions& options) {
  const double allowed =
      options.tolerance.value_or(w.nodes() > kLarge ? kLargeTolerance : kTolerance);
  CONSIM_ASSERT(0 < allowed && allowed < 1, allowed);
  return allowed;
}

int most_iterations(double work_of_one, const SpectrumOptions& options) {
  const int most = options.most_iterations.value_or(
      static_cast<int>(std::clamp(kMostWork / work_of_one, 100.0, 1e6)));
  CONSIM_ASSERT(most >= 1, most);
  return most;
}

// Rings, trees and long thin lattices: few numbers more in the factors of I − W than in it, and a
// gap so small that plain Lanczos takes long. (An expander's factors fill up, and their ordering
// alone takes minutes; on a square lattice Lanczos is ten times faster.)
constexpr std::int64_t kNarrow = 64;

bool factors_stay_sparse(const MixingMatrix& w, const LevelStructure& levels) {
  const double n = w.nodes(), edges = static_cast<double>(w.nonzeros() - w.nodes()) / 2;
  return levels.widest <= kNarrow || edges <= 1.02 * n;
}

// Near the eigenvector of λ₂ on a lattice, with enough of everything else for both ends.
std::vector<double> level_start(const LevelStructure& levels) {
  std::vector<double> start = random_start(levels.of.size());
  const double n = static_cast<double>(start.size());
  double sum = 0, square = 0;
  for (const std::int32_t level : levels.of) {
    sum += level;
    square += static_cast<double>(level) * level;
  }
  const double deviation = std::sqrt(std::max(square / n - sum / n * (sum / n), 1e-300));
  for (std::size_t i = 0; i < start.size(); ++i)
    start[i] = 0.3 * start[i] + (levels.of[i] - sum / n) / deviation;
  return start;
}

// ‖Lv − μv‖ of a unit vector.
double residual_of(SymmetricOperator& l, const std::vector<double>& v, double mu) {
  ScaledVector y{std::vector<double>(v.size(), 0)};
  l.apply({v}, 0, y);
  double square = 0;
  for (std::size_t i = 0; i < v.size(); ++i) square += std::pow(y.x[i] - mu * v[i], 2);
  return std::sqrt(square);
}

struct FoundEnd {
  double mu = 0;
  double residual = 0;
  bool converged = true;
  std::vector<double> vector = {};  // if it was made
};

struct FoundEnds {
  FoundEnd low, high;
  int iterations = 0;
};

class Search {
 public:
  Search(const MixingMatrix& w, const SpectrumOptions& options, bool connected)
      : w_(w),
        options_(options),
        connected_(connected),
        tolerance_(tolerance(w, options)),
        loop_(static_cast<std::size_t>(w.nodes()), options.threads),
        l_(w, loop_) {}

  FoundEnds by_lanczos(const LevelStructure& levels) {
    Lanczos lanczos(l_, loop_, level_start(levels));
    const double work = static_cast<double>(w_.nonzeros()) + 8.0 * w_.nodes();
    const LanczosEnds found =
        extreme_eigenvalues(lanczos, {.low = connected_,
                                      .tolerance = tolerance_,
                                      .high_reference = 2,
                                      .most_iterations = most_iterations(work, options_)});
    FoundEnds ends;
    ends.iterations = found.iterations;
    ends.high = {found.high.value, found.high.residual, found.high.converged};
    if (!connected_) return ends;
    ends.low = {found.low.value, found.low.residual, found.low.converged};
    if (options_.fiedler || tolerance_ * std::abs(ends.low.mu) < kRefineBelow) {
      ends.low.vector = ritz_vector(lanczos, found.low);
      ends.low.mu = l_.rayleigh_quotient(ends.low.vector);
      ends.low.residual = residual_of(l_, ends.low.vector, ends.low.mu);
    }
    return ends;
  }

  /// Nothing if the factors are too dear or I − W isn't positive semidefinite.
  std::optional<FoundEnds> by_inverse() {
    FoundEnds ends;
    if (connected_) {
      std::optional<InverseOperator> inverse = InverseOperator::grounded(w_, budget());
      if (!inverse) return std::nullopt;
      ends.low = nearest(*inverse, ends.iterations);
    }
    // The first shift is a bound on all eigenvalues, the second just above the largest. (Not nearer
    // than it must be: so close to an eigenvalue, Lanczos is left with rounding after a few steps.)
    std::optional<InverseOperator> far =
        InverseOperator::shifted(w_, 2.001 * l_.largest_row(), budget());
    if (!far) return std::nullopt;
    ends.high = nearest(*far, ends.iterations);
    const double first_residual = ends.high.residual;
    if (first_residual <= tolerance_ * ends.high.mu) return ends;
    std::optional<InverseOperator> near;
    for (double beside = std::max(2 * first_residual, 1e-9); !near && beside < 10; beside *= 10)
      near = InverseOperator::shifted(w_, ends.high.mu + beside, budget());  // else s was below
    if (!near) return std::nullopt;
    FoundEnd refined = nearest(*near, ends.iterations);
    // Both are Rayleigh quotients, which are at most the largest eigenvalue.
    if (refined.mu > ends.high.mu) ends.high = std::move(refined);
    return ends;
  }

 private:
  FactorBudget budget() const {
    if (options_.method != SpectrumMethod::kShiftInvert) return {};
    return {.operations = 1e12, .nonzeros = 3e8};
  }

  // The eigenvector of L that the inverse makes largest.
  FoundEnd nearest(InverseOperator& inverse, int& iterations) {
    Lanczos lanczos(inverse, loop_, random_start(inverse.size()));
    const int most = options_.most_iterations.value_or(kMostInverseIterations);
    const LanczosEnds found = extreme_eigenvalues(
        lanczos, {.low = false, .tolerance = 1e-2 * tolerance_, .most_iterations = most});
    FoundEnd end;
    end.vector = ritz_vector(lanczos, found.high);
    end.mu = l_.rayleigh_quotient(end.vector);
    end.residual = residual_of(l_, end.vector, end.mu);
    end.converged = found.high.converged;
    iterations += found.iterations;
    return end;
  }

  const MixingMatrix& w_;
  const SpectrumOptions& options_;
  bool connected_;
  double tolerance_;
  BlockLoop loop_;
  LaplacianOperator l_;
};

[[noreturn]] void refuse_factors() {
  base::Problem problem;
  problem.key = "method";
  problem.what = "shift_invert: the factors are too large, or I − W has a negative eigenvalue";
  problem.allowed = "allowed: auto, lanczos";
  throw base::InputError(std::move(problem));
}

Spectrum as_spectrum(FoundEnds& ends, SpectrumMethod method, bool connected) {
  Spectrum result;
  result.method = method;
  result.normal = true;
  set_ends(result, connected ? ends.low.mu : 0, ends.high.mu);
  const bool low_decides = connected && 1 - ends.low.mu >= ends.high.mu - 1;
  result.residual = connected && !low_decides ? ends.high.residual : ends.low.residual;
  result.iterations = ends.iterations;
  result.converged = ends.low.converged && ends.high.converged;
  if (!result.converged)
    result.note = fmt::format("not converged in {} iterations: within about {:.1e} (residual)",
                              ends.iterations, std::max(ends.low.residual, ends.high.residual));
  return result;
}

}  // namespace

Spectrum iterative_spectrum(const MixingMatrix& w, const MixingCheck& check,
                            const SpectrumOptions& options) {
  const LevelStructure levels = level_structure(w);
  Search search(w, options, check.connected);
  std::optional<FoundEnds> ends;
  SpectrumMethod method = SpectrumMethod::kShiftInvert;
  const bool asked = options.method == SpectrumMethod::kShiftInvert;
  if (asked || (options.method == SpectrumMethod::kAuto && factors_stay_sparse(w, levels)))
    ends = search.by_inverse();
  if (!ends && asked) refuse_factors();
  if (!ends) {
    method = SpectrumMethod::kLanczos;
    ends = search.by_lanczos(levels);
  }
  Spectrum result = as_spectrum(*ends, method, check.connected);
  if (options.fiedler && check.connected) result.fiedler = std::move(ends->low.vector);
  return result;
}

Spectrum iterative_general_spectrum(const MixingMatrix& w, const SpectrumOptions& options) {
  ContractionOperator square({&w});
  BlockLoop loop(square.size(), options.threads);
  Lanczos lanczos(square, loop, random_start(square.size()));
  const double work = 2 * static_cast<double>(w.nonzeros()) + 8.0 * w.nodes();
  const LanczosEnds found =
      extreme_eigenvalues(lanczos, {.low = false,
                                    .tolerance = tolerance(w, options),
                                    .high_reference = 1,  // 1 − β² is what is wanted
                                    .most_iterations = most_iterations(work, options)});
  Spectrum result;
  result.method = SpectrumMethod::kLanczos;
  const double p = 1 - std::max(found.high.value, 0.0);
  set_gap(result, p / (1 + std::sqrt(1 - p)));
  result.residual = found.high.residual;
  result.iterations = found.iterations;
  result.converged = found.high.converged;
  if (!result.converged)
    result.note = fmt::format("not converged in {} iterations: residual {:.1e}", found.iterations,
                              found.high.residual);
  return result;
}

}  // namespace consim::topologies
