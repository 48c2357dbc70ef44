#include "sim/learning/column_kernels.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace consim::sim {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kStrip = 512;  // columns whose sums stay in the first-level cache

double sum_lanes(const std::array<double, kLanes>& lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
         ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

// Σ term(c) over the columns, each lane summing every kLanes-th column.
template <class Term>
double sum_columns(std::size_t columns, Term term) {
  std::array<double, kLanes> lanes{};
  std::size_t c = 0;
  for (; c + kLanes <= columns; c += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += term(c + lane);
  for (std::size_t lane = 0; c < columns; ++c, ++lane) lanes[lane] += term(c);
  return sum_lanes(lanes);
}

}  // namespace

template <class T>
void combine(std::span<T> out, std::span<const WeightedRow<T>> terms) {
  CONSIM_ASSERT(!terms.empty());
  for (std::size_t begin = 0; begin < out.size(); begin += kStrip) {
    const std::size_t columns = std::min(kStrip, out.size() - begin);
    std::array<T, kStrip> sum;
    const T* first = terms[0].row + begin;
    for (std::size_t c = 0; c < columns; ++c) sum[c] = terms[0].weight * first[c];
    for (const WeightedRow<T>& term : terms.subspan(1)) {
      const T* row = term.row + begin;
      for (std::size_t c = 0; c < columns; ++c) sum[c] += term.weight * row[c];
    }
    std::copy_n(sum.begin(), columns, out.data() + begin);
  }
}

template <class T>
void average(std::span<T> out, std::span<const T* const> rows) {
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
double fold(std::span<const T> x, std::span<double> mean, double reciprocal) {
  return sum_columns(x.size(), [&](std::size_t c) {
    const double value = static_cast<double>(x[c]);
    const double before = value - mean[c];
    mean[c] += before * reciprocal;
    return before * (value - mean[c]);
  });
}

template <class T>
double squared_distance(std::span<const T> a, std::span<const T> b) {
  return sum_columns(a.size(), [&](std::size_t c) {
    const double difference = static_cast<double>(a[c]) - static_cast<double>(b[c]);
    return difference * difference;
  });
}

template void combine(std::span<float>, std::span<const WeightedRow<float>>);
template void combine(std::span<double>, std::span<const WeightedRow<double>>);
template void average(std::span<float>, std::span<const float* const>);
template void average(std::span<double>, std::span<const double* const>);
template double fold(std::span<const float>, std::span<double>, double);
template double fold(std::span<const double>, std::span<double>, double);
template double squared_distance(std::span<const float>, std::span<const float>);
template double squared_distance(std::span<const double>, std::span<const double>);

}  // namespace consim::sim
