// The effective number of neighbours of a large W from random vectors.
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "topologies/contraction.h"
#include "topologies/lanczos.h"

namespace consim::topologies {
namespace {

constexpr double kTruncation = 1e-10;  // of the sum, relative

std::vector<double> random_signs(std::size_t n, int probe) {
  base::RandomStream random(0, base::Purpose::kTopology,
                            {.step = static_cast<std::uint64_t>(probe) + 1});
  std::vector<double> signs(n);
  for (std::size_t i = 0; i < n; i += 32) {
    const std::uint32_t bits = random();
    for (std::size_t k = 0; k < 32 && i + k < n; ++k)
      signs[i + k] = (bits >> k & 1) != 0 ? 1.0 : -1.0;
  }
  return signs;
}

// The quadrature's error falls like ρ^{−2m}, ρ = x + √(x² − 1), where the pole of λ²/(1 − γλ²) lies
// at x = 1/√γ.
int quadrature_steps(double gamma) {
  if (gamma == 0) return 3;  // λ² exactly
  const double pole = 1 / std::sqrt(gamma);
  const double rate = 2 * std::log(pole + std::sqrt(pole * pole - 1));
  return std::clamp(static_cast<int>(std::ceil(-std::log(kTruncation) / rate)) + 2, 3, 2000);
}

// zᵀ f(W) z off the constant vector.
double quadratic_form(SymmetricOperator& l, BlockLoop& loop, std::vector<double> z, double gamma) {
  Lanczos lanczos(l, loop, std::move(z));
  for (int step = quadrature_steps(gamma); step > 0 && !lanczos.exhausted(); --step) lanczos.step();
  if (lanczos.iterations() == 0) return 0;
  const Quadrature rule = quadrature(lanczos.tridiagonal());
  double sum = 0;
  for (std::size_t k = 0; k < rule.nodes.size(); ++k) {
    const double square = std::pow(1 - rule.nodes[k], 2);
    sum += rule.weights[k] * square / (1 - gamma * square);
  }
  return lanczos.start_square() * sum;
}

// Σ_k γ^k ‖W^{k+1}ᵀ z‖² off the constant vector: diag(Σ_k γ^k W^{k+1} W^{k+1}ᵀ) in the mean.
double power_sum(const MixingMatrix& w, std::vector<double> z, double gamma) {
  double mean = 0;
  for (const double x : z) mean += x / static_cast<double>(z.size());
  for (double& x : z) x -= mean;
  std::vector<double> next(z.size());
  double sum = 0, factor = 1;
  while (factor > kTruncation * (1 - gamma)) {
    w.multiply_transposed(z, next);
    z.swap(next);
    double square = 0;
    for (const double x : z) square += x * x;
    sum += factor * square;
    factor *= gamma;
  }
  return sum;
}

}  // namespace

Estimate estimate_effective_neighbours(const MixingMatrix& w, double gamma,
                                       const ProbeOptions& options) {
  CONSIM_ASSERT(0 <= gamma && gamma < 1 && options.probes != 1, gamma, options.probes);
  const int probes = options.probes > 0 ? options.probes : w.nodes() <= 100'000 ? 16 : 4;
  const double n = w.nodes();
  BlockLoop loop(static_cast<std::size_t>(w.nodes()), options.threads);
  std::optional<LaplacianOperator> l;
  if (options.symmetric) l.emplace(w, loop);
  double sum = 0, square = 0;
  for (int probe = 0; probe < probes; ++probe) {
    std::vector<double> z = random_signs(static_cast<std::size_t>(w.nodes()), probe);
    const double form =
        l ? quadratic_form(*l, loop, std::move(z), gamma) : power_sum(w, std::move(z), gamma);
    sum += form;
    square += form * form;
  }
  const double count = probes;
  const double mean = sum / count;
  const double variance = std::max(0.0, square / count - mean * mean) * count / (count - 1);
  const double diagonal = (1 / (1 - gamma) + mean) / n;
  const double value = 1 / ((1 - gamma) * diagonal);
  return {value, value / diagonal * std::sqrt(variance / count) / n};
}

}  // namespace consim::topologies
