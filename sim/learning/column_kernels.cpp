#include "sim/learning/column_kernels.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "sim/learning/vector_clones.h"

namespace consim::sim {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kStrip = 512;   // columns whose sums stay in the first-level cache
constexpr std::size_t kTogether = 4;  // rows that are added in one pass over a strip

template <class T>
using Terms = std::span<const WeightedRow<T>>;

double sum_lanes(const std::array<double, kLanes>& lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
         ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

// out = Σ of the first `count` terms, or out += them, column by column in their order.
template <std::size_t count, bool add, class T>
[[gnu::always_inline]] inline void sum_terms(T* __restrict out, const WeightedRow<T>* terms,
                                             std::size_t columns) {
  std::array<WeightedRow<T>, count> local;
  std::copy_n(terms, count, local.begin());
  for (std::size_t c = 0; c < columns; ++c) {
    T sum = add ? out[c] : local[0].weight * local[0].row[c];
    for (std::size_t k = add ? 0 : 1; k < count; ++k) sum += local[k].weight * local[k].row[c];
    out[c] = sum;
  }
}

template <bool add, class T>
[[gnu::always_inline]] inline void sum_up_to_four(T* out, Terms<T> terms, std::size_t columns) {
  switch (terms.size()) {
    case 1:
      return sum_terms<1, add>(out, terms.data(), columns);
    case 2:
      return sum_terms<2, add>(out, terms.data(), columns);
    case 3:
      return sum_terms<3, add>(out, terms.data(), columns);
    default:
      return sum_terms<4, add>(out, terms.data(), columns);
  }
}

template <class T>
[[gnu::always_inline]] inline void combine_strip(std::span<T> out, Terms<T> terms,
                                                 std::size_t begin) {
  const std::size_t columns = std::min(kStrip, out.size() - begin);
  std::array<WeightedRow<T>, kTogether> shifted;
  for (std::size_t first = 0; first < terms.size(); first += kTogether) {
    const std::size_t count = std::min(kTogether, terms.size() - first);
    for (std::size_t k = 0; k < count; ++k)
      shifted[k] = {terms[first + k].weight, terms[first + k].row + begin};
    if (first == 0)
      sum_up_to_four<false, T>(out.data() + begin, {shifted.data(), count}, columns);
    else
      sum_up_to_four<true, T>(out.data() + begin, {shifted.data(), count}, columns);
  }
}

// Σ term(c) over the columns, each lane summing every kLanes-th column.
template <class Term>
[[gnu::always_inline]] inline double sum_columns(std::size_t columns, const Term& term) {
  std::array<double, kLanes> lanes{};
  std::size_t c = 0;
  for (; c + kLanes <= columns; c += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += term(c + lane);
  for (std::size_t lane = 0; c < columns; ++c, ++lane) lanes[lane] += term(c);
  return sum_lanes(lanes);
}

template <class T>
[[gnu::always_inline]] inline void combine_any(std::span<T> out, Terms<T> terms) {
  if (terms.size() <= kTogether) {
    sum_up_to_four<false, T>(out.data(), terms, out.size());
    return;
  }
  for (std::size_t begin = 0; begin < out.size(); begin += kStrip)
    combine_strip<T>(out, terms, begin);
}

template <class T>
[[gnu::always_inline]] inline void average_any(std::span<T> out, std::span<const T* const> rows) {
  const double scale = 1.0 / static_cast<double>(rows.size());
  for (std::size_t begin = 0; begin < out.size(); begin += kStrip) {
    const std::size_t columns = std::min(kStrip, out.size() - begin);
    std::array<double, kStrip> sum{};
    for (const T* row : rows)
      for (std::size_t c = 0; c < columns; ++c) sum[c] += static_cast<double>(row[begin + c]);
    for (std::size_t c = 0; c < columns; ++c) out[begin + c] = static_cast<T>(sum[c] * scale);
  }
}

template <class T>
[[gnu::always_inline]] inline double fold_any(std::span<const T> x, std::span<double> mean,
                                              double reciprocal) {
  const T* __restrict values = x.data();
  double* __restrict means = mean.data();
  return sum_columns(x.size(), [=](std::size_t c) {
    const double value = static_cast<double>(values[c]);
    const double before = value - means[c];
    const double after = means[c] + before * reciprocal;
    means[c] = after;
    return before * (value - after);
  });
}

template <class T, class Other>
[[gnu::always_inline]] inline double squared_distance_any(std::span<const T> a,
                                                          std::span<const Other> b) {
  const T* __restrict left = a.data();
  const Other* __restrict right = b.data();
  return sum_columns(a.size(), [=](std::size_t c) {
    const double difference = static_cast<double>(left[c]) - static_cast<double>(right[c]);
    return difference * difference;
  });
}

// Only functions that aren't templates can be cloned.
CONSIM_VECTOR_CLONES void combine_cloned(std::span<float> out, Terms<float> terms) {
  combine_any(out, terms);
}
CONSIM_VECTOR_CLONES void average_cloned(std::span<float> out, std::span<const float* const> rows) {
  average_any(out, rows);
}
CONSIM_VECTOR_CLONES double fold_cloned(std::span<const float> x, std::span<double> mean,
                                        double reciprocal) {
  return fold_any(x, mean, reciprocal);
}
CONSIM_VECTOR_CLONES double squared_distance_cloned(std::span<const float> a,
                                                    std::span<const float> b) {
  return squared_distance_any(a, b);
}
CONSIM_VECTOR_CLONES double squared_distance_cloned(std::span<const float> a,
                                                    std::span<const double> b) {
  return squared_distance_any(a, b);
}
CONSIM_VECTOR_CLONES void combine_cloned(std::span<double> out, Terms<double> terms) {
  combine_any(out, terms);
}
CONSIM_VECTOR_CLONES void average_cloned(std::span<double> out,
                                         std::span<const double* const> rows) {
  average_any(out, rows);
}
CONSIM_VECTOR_CLONES double fold_cloned(std::span<const double> x, std::span<double> mean,
                                        double reciprocal) {
  return fold_any(x, mean, reciprocal);
}
CONSIM_VECTOR_CLONES double squared_distance_cloned(std::span<const double> a,
                                                    std::span<const double> b) {
  return squared_distance_any(a, b);
}

}  // namespace

template <class T>
void combine(std::span<T> out, std::span<const WeightedRow<T>> terms) {
  CONSIM_ASSERT(!terms.empty());
  combine_cloned(out, terms);
}

template <class T>
void average(std::span<T> out, std::span<const T* const> rows) {
  average_cloned(out, rows);
}

template <class T>
double fold(std::span<const T> x, std::span<double> mean, double reciprocal) {
  return fold_cloned(x, mean, reciprocal);
}

template <class T>
double squared_distance(std::span<const T> a, std::span<const T> b) {
  return squared_distance_cloned(a, b);
}

template <class T>
double squared_distance_to_mean(std::span<const T> x, std::span<const double> mean) {
  return squared_distance_cloned(x, mean);
}

template void combine(std::span<float>, std::span<const WeightedRow<float>>);
template void combine(std::span<double>, std::span<const WeightedRow<double>>);
template void average(std::span<float>, std::span<const float* const>);
template void average(std::span<double>, std::span<const double* const>);
template double fold(std::span<const float>, std::span<double>, double);
template double fold(std::span<const double>, std::span<double>, double);
template double squared_distance(std::span<const float>, std::span<const float>);
template double squared_distance(std::span<const double>, std::span<const double>);
template double squared_distance_to_mean(std::span<const float>, std::span<const double>);
template double squared_distance_to_mean(std::span<const double>, std::span<const double>);

}  // namespace consim::sim
