#include "sim/learning/gram.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/learning/vector_clones.h"

namespace consim::sim {
namespace {

constexpr std::size_t kStrip = 256;  // columns of all rows that are centred at a time
constexpr std::size_t kLanes = 4;
constexpr std::size_t kTile = 2;  // rows against rows in one pass over a strip

using Lanes = std::array<double, kLanes>;

[[gnu::always_inline]] inline double sum_lanes(const Lanes& lanes) {
  return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

// Rows of kStrip numbers, columns past the end 0.
template <class T>
[[gnu::always_inline]] inline double centre(std::span<const T* const> rows, ColumnRange strip,
                                            double* centred) {
  const auto width = static_cast<std::size_t>(strip.end - strip.begin);
  std::array<double, kStrip> mean{};
  for (const T* row : rows)
    for (std::size_t c = 0; c < width; ++c)
      mean[c] += static_cast<double>(row[static_cast<std::size_t>(strip.begin) + c]);
  double square = 0;
  for (std::size_t c = 0; c < width; ++c) {
    mean[c] /= static_cast<double>(rows.size());
    square += mean[c] * mean[c];
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double* __restrict out = centred + i * kStrip;
    const T* __restrict row = rows[i] + strip.begin;
    for (std::size_t c = 0; c < width; ++c) out[c] = static_cast<double>(row[c]) - mean[c];
    std::fill(out + width, out + kStrip, 0.0);
  }
  return square;
}

struct Place {
  std::size_t i, j;
};

// Products of rows i … i + 1 with rows j … j + 1.
[[gnu::always_inline]] inline void add_tile(const double* centred, std::size_t n, Place place,
                                            double* gram) {
  const auto [i, j] = place;
  const double* a[kTile] = {centred + i * kStrip, centred + (i + 1) * kStrip};
  const double* b[kTile] = {centred + j * kStrip, centred + (j + 1) * kStrip};
  Lanes sums[kTile][kTile] = {};
  for (std::size_t c = 0; c < kStrip; c += kLanes)
    for (std::size_t k = 0; k < kTile; ++k)
      for (std::size_t l = 0; l < kTile; ++l)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
          sums[k][l][lane] += a[k][c + lane] * b[l][c + lane];
  for (std::size_t k = 0; k < kTile; ++k)
    for (std::size_t l = 0; l < kTile; ++l)
      if (i + k < n && j + l <= i + k) gram[(i + k) * n + j + l] += sum_lanes(sums[k][l]);
}

template <class T>
[[gnu::always_inline]] inline double add_gram_any(std::span<const T* const> rows,
                                                  ColumnRange columns, std::span<double> gram) {
  const std::size_t n = rows.size();
  std::vector<double> centred((n + kTile - 1) / kTile * kTile * kStrip);
  double square = 0;
  for (std::int64_t begin = columns.begin; begin < columns.end;
       begin += static_cast<std::int64_t>(kStrip)) {
    const auto end = std::min(columns.end, begin + static_cast<std::int64_t>(kStrip));
    square += centre(rows, {begin, end}, centred.data());
    for (std::size_t i = 0; i < n; i += kTile)
      for (std::size_t j = 0; j <= i; j += kTile) add_tile(centred.data(), n, {i, j}, gram.data());
  }
  return square;
}

// Only functions that aren't templates can be cloned.
CONSIM_VECTOR_CLONES double add_gram_cloned(std::span<const float* const> rows, ColumnRange columns,
                                            std::span<double> gram) {
  return add_gram_any(rows, columns, gram);
}
CONSIM_VECTOR_CLONES double add_gram_cloned(std::span<const double* const> rows,
                                            ColumnRange columns, std::span<double> gram) {
  return add_gram_any(rows, columns, gram);
}

}  // namespace

template <class T>
double add_gram(std::span<const T* const> rows, ColumnRange columns, std::span<double> gram) {
  return add_gram_cloned(rows, columns, gram);
}

template double add_gram(std::span<const float* const>, ColumnRange, std::span<double>);
template double add_gram(std::span<const double* const>, ColumnRange, std::span<double>);

}  // namespace consim::sim
