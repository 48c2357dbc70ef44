#include "topologies/spectrum.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/errors.h"
#include "topologies/spectrum_methods.h"

namespace consim::topologies {
namespace {

struct NamedMethod {
  SpectrumMethod method;
  std::string_view name;
};
constexpr std::array kMethods = {NamedMethod{SpectrumMethod::kAuto, "auto"},
                                 NamedMethod{SpectrumMethod::kClosedForm, "closed_form"},
                                 NamedMethod{SpectrumMethod::kDense, "dense"},
                                 NamedMethod{SpectrumMethod::kShiftInvert, "shift_invert"},
                                 NamedMethod{SpectrumMethod::kLanczos, "lanczos"}};

constexpr double kRoundedGap = 1e-13;  // where 1 − |λ| is a difference of numbers near 1

[[noreturn]] void refuse(SpectrumMethod method, const std::string& why, const char* allowed) {
  base::Problem problem;
  problem.key = "method";
  problem.what = fmt::format("{} {}", to_string(method), why);
  problem.allowed = fmt::format("allowed: {}", allowed);
  throw base::InputError(std::move(problem));
}

// What the caller asks for, or the first method that applies.
SpectrumMethod choose(const MixingMatrix& w, const MixingCheck& check,
                      const SpectrumOptions& options) {
  const bool symmetric = check.symmetric() && check.row_stochastic();
  const int n = w.nodes();
  const int dense_limit = symmetric ? options.limits.symmetric : options.limits.general;
  switch (options.method) {
    case SpectrumMethod::kAuto:
      break;
    case SpectrumMethod::kClosedForm:
      if (options.known == nullptr)
        refuse(options.method, "isn't known for this graph and these weights",
               "auto, dense, shift_invert, lanczos");
      return options.method;
    case SpectrumMethod::kDense:
      if (n > dense_limit)
        refuse(options.method, fmt::format("for {} nodes", n),
               fmt::format("up to {} nodes", dense_limit).c_str());
      return options.method;
    case SpectrumMethod::kShiftInvert:
      if (!symmetric) refuse(options.method, "needs a symmetric W", "auto, dense, lanczos");
      return n < 3 ? SpectrumMethod::kDense : options.method;
    case SpectrumMethod::kLanczos:
      return n < 3 ? SpectrumMethod::kDense : options.method;
  }
  if (options.known != nullptr) return SpectrumMethod::kClosedForm;
  const int automatic = std::min(
      dense_limit, symmetric && !options.eigenvalues ? options.limits.automatic : dense_limit);
  return n <= automatic ? SpectrumMethod::kDense : SpectrumMethod::kAuto;
}

// The ends on the complement of 1: the value nearest 0 is the constant vector's.
struct RealEnds {
  double low = 0, high = 0;
};

RealEnds ends_without_zero(const KnownEigenvalues& known) {
  std::size_t zero = 0;
  for (std::size_t k = 1; k < known.size(); ++k)
    if (std::abs(known[k]) < std::abs(known[zero])) zero = k;
  RealEnds ends{known[zero == 0 ? 1 : 0].real(), known[zero == 0 ? 1 : 0].real()};
  for (std::size_t k = 0; k < known.size(); ++k) {
    if (k == zero) continue;
    ends.low = std::min(ends.low, known[k].real());
    ends.high = std::max(ends.high, known[k].real());
  }
  return ends;
}

double gap_of_normal(const KnownEigenvalues& known) {
  if (known.size() == 1) return 1;
  std::vector<double> gaps;  // 1 − |1 − μ| = (2 Re μ − |μ|²) / (1 + |1 − μ|), without cancellation
  for (const std::complex<double>& mu : known)
    gaps.push_back((2 * mu.real() - std::norm(mu)) / (1 + std::abs(1.0 - mu)));
  // The smallest is the constant vector's 0, or as small.
  std::ranges::nth_element(gaps, gaps.begin() + 1);
  return gaps[1];
}

void fix_sign(std::vector<double>& vector) {
  double largest = 0;
  for (const double x : vector) largest = std::max(largest, std::abs(x));
  const auto first =
      std::ranges::find_if(vector, [&](double x) { return std::abs(x) > 1e-6 * largest; });
  if (first != vector.end() && *first < 0)
    for (double& x : vector) x = -x;
}

}  // namespace

std::string_view to_string(SpectrumMethod method) {
  return std::ranges::find(kMethods, method, &NamedMethod::method)->name;
}

std::optional<SpectrumMethod> parse_spectrum_method(std::string_view name) {
  const auto found = std::ranges::find(kMethods, name, &NamedMethod::name);
  if (found == kMethods.end()) return std::nullopt;
  return found->method;
}

void set_gap(Spectrum& result, double gap) {
  result.spectral_gap = gap;
  result.beta = 1 - gap;
  result.p = gap * (2 - gap);
}

void set_ends(Spectrum& result, double mu2, double mu_n) {
  result.lambda2 = 1 - mu2;
  result.lambda_n = 1 - mu_n;
  // 1 − β where β = |1 − μ|: from μ itself while λ₂ is positive, from 2 − μ where λ_n decides.
  const bool second_decides = 1 - mu2 >= mu_n - 1;
  double gap = second_decides && mu2 <= 1 ? mu2 : 1 - std::abs(1 - (second_decides ? mu2 : mu_n));
  if (!second_decides && std::abs(gap) < kRoundedGap) gap = 0;  // λ_n = −1 up to rounding
  set_gap(result, gap);
  result.slem = result.beta;
}

Spectrum known_spectrum(const KnownEigenvalues& known, bool symmetric, bool eigenvalues) {
  Spectrum result;
  result.method = SpectrumMethod::kClosedForm;
  result.normal = true;
  if (!symmetric) {
    set_gap(result, gap_of_normal(known));
    result.slem = result.beta;
  } else if (known.size() == 1) {
    result.lambda_n = 1;
    set_gap(result, 1);
  } else {
    const RealEnds ends = ends_without_zero(known);
    set_ends(result, ends.low, ends.high);
  }
  if (!eigenvalues) return result;
  Eigenvalues& all = result.eigenvalues.emplace();
  all.real = symmetric;
  for (const std::complex<double>& mu : known)
    all.values.push_back(symmetric ? 1 - mu.real() : 1.0 - mu);
  sort_descending(all);
  return result;
}

void sort_descending(Eigenvalues& eigenvalues) {
  std::ranges::sort(eigenvalues.values, [](std::complex<double> a, std::complex<double> b) {
    return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
  });
}

Spectrum spectrum(const MixingMatrix& w, const SpectrumOptions& options) {
  return spectrum(w, check_mixing(w), options);
}

Spectrum spectrum(const MixingMatrix& w, const MixingCheck& check, const SpectrumOptions& options) {
  CONSIM_ASSERT(w.nodes() >= 1 && options.threads >= 1, w.nodes(), options.threads);
  const bool symmetric = check.symmetric() && check.row_stochastic();
  const SpectrumMethod method = choose(w, check, options);
  Spectrum result;
  if (method == SpectrumMethod::kClosedForm) {
    result = known_spectrum(*options.known, symmetric, options.eigenvalues);
    if (options.fiedler) {  // formulas have no vectors
      SpectrumOptions numerical = options;
      numerical.method = SpectrumMethod::kAuto;
      numerical.known = nullptr;
      result.fiedler = spectrum(w, check, numerical).fiedler;
    }
  } else if (method == SpectrumMethod::kDense) {
    result = symmetric ? dense_spectrum(w, check, options)
                       : dense_general_spectrum(w, check, options.eigenvalues);
  } else if (symmetric) {
    result = iterative_spectrum(w, check, options);
  } else if (check.doubly_stochastic()) {
    result = iterative_general_spectrum(w, options);
  } else if (options.eigenvalues) {
    result.note =
        fmt::format("no eigenvalues: {} nodes are more than the {} that they are computed for",
                    w.nodes(), options.limits.general);
  }
  fix_sign(result.fiedler);
  return result;
}

}  // namespace consim::topologies
