// Passes over blocks of columns of parameter rows: weighted sums, means and running moments.
//
// All are elementwise in the columns, so a block of columns of all rows stays in cache through a
// chain of them. Sums over columns are taken in pieces of kPiece columns with a fixed order of
// additions inside a piece; callers add the pieces in order. So no result depends on how columns
// are shared out between threads.
//
//   combine(out, {{w_0, x_0}, {w_1, x_1}});     // out = w_0·x_0 + w_1·x_1, in this order
//   double part = fold(x, mean, 1.0 / k);       // k-th member of a mean; its part of Σ (x − mean)²
#pragma once

#include <cstdint>
#include <span>

namespace consim::sim {

/// Columns in one summation piece. Blocks handed to the kernels begin at multiples of it.
inline constexpr std::int64_t kPiece = 1024;

constexpr std::int64_t pieces(std::int64_t columns) { return (columns + kPiece - 1) / kPiece; }

template <class T>
struct WeightedRow {
  T weight;
  const T* row;
};

/// out[c] = Σ_k weight_k·row_k[c], in the order of k, in T. `out` must not overlap a row.
template <class T>
void combine(std::span<T> out, std::span<const WeightedRow<T>> terms);

/// out[c] = (1/m) Σ_k row_k[c] over m rows, summed in double in the order of k.
template <class T>
void average(std::span<T> out, std::span<const T* const> rows);

/// Welford's step (welford1962note) for at most kPiece columns: mean += (x − mean)·reciprocal,
/// where reciprocal = 1/k for the k-th row. Returns this row's part of Σ_rows (x − final mean)².
template <class T>
double fold(std::span<const T> x, std::span<double> mean, double reciprocal);

/// Σ_c (a[c] − b[c])² for at most kPiece columns, in double.
template <class T>
double squared_distance(std::span<const T> a, std::span<const T> b);

/// The same from a row to a mean that is kept in double.
template <class T>
double squared_distance_to_mean(std::span<const T> x, std::span<const double> mean);

extern template void combine(std::span<float>, std::span<const WeightedRow<float>>);
extern template void combine(std::span<double>, std::span<const WeightedRow<double>>);
extern template void average(std::span<float>, std::span<const float* const>);
extern template void average(std::span<double>, std::span<const double* const>);
extern template double fold(std::span<const float>, std::span<double>, double);
extern template double fold(std::span<const double>, std::span<double>, double);
extern template double squared_distance(std::span<const float>, std::span<const float>);
extern template double squared_distance(std::span<const double>, std::span<const double>);
extern template double squared_distance_to_mean(std::span<const float>, std::span<const double>);
extern template double squared_distance_to_mean(std::span<const double>, std::span<const double>);

}  // namespace consim::sim
