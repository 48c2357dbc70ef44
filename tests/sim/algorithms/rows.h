// Rows of parameters of some nodes, and what is measured and mixed of them, by the definitions.
#pragma once

#include <cmath>
#include <vector>

#include "base/random.h"
#include "sim/learning/measurement.h"
#include "topologies/mixing_matrix.h"

namespace consim::tests {

using Rows = std::vector<std::vector<double>>;

inline Rows random_rows(int n, std::uint64_t seed) {
  base::RandomStream random(seed, base::Purpose::kTest);
  Rows rows(static_cast<std::size_t>(n), std::vector<double>(6));
  for (auto& row : rows)
    for (double& value : row) value = random.normal();
  return rows;
}

inline Rows centred(Rows rows) {
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    double mean = 0;
    for (const auto& row : rows) mean += row[c] / static_cast<double>(rows.size());
    for (auto& row : rows) row[c] -= mean;
  }
  return rows;
}

inline sim::Measurement measured(const Rows& rows) {
  const Rows from = centred(rows);
  sim::Measurement result{.nodes = rows.size(), .gram = {}, .mean_norm = 1, .rounding = 0x1p-53};
  for (const auto& a : from)
    for (const auto& b : from) {
      double product = 0;
      for (std::size_t c = 0; c < a.size(); ++c) product += a[c] * b[c];
      result.gram.push_back(product);
    }
  return result;
}

inline double distance(const Rows& rows) {
  double sum = 0;
  for (const auto& row : centred(rows))
    for (const double value : row) sum += value * value;
  return std::sqrt(sum / static_cast<double>(rows.size()));
}

inline Rows mixed(const topologies::MixingMatrix& w, const Rows& rows) {
  Rows result(rows.size(), std::vector<double>(rows[0].size()));
  for (int i = 0; i < w.nodes(); ++i)
    for (const auto& entry : w.row(i))
      for (std::size_t c = 0; c < rows[0].size(); ++c)
        result[static_cast<std::size_t>(i)][c] +=
            entry.weight * rows[static_cast<std::size_t>(entry.column)][c];
  return result;
}

}  // namespace consim::tests
