#include "topologies/mixing_matrix.h"

#include <algorithm>

#include "base/check.h"

namespace consim::topologies {

double MixingMatrix::weight(int i, int j) const {
  CONSIM_ASSERT(0 <= i && i < nodes() && 0 <= j && j < nodes(), i, j, nodes());
  const std::span<const MixingWeight> entries = row(i);
  const auto found = std::ranges::lower_bound(entries, j, {}, &MixingWeight::column);
  return found != entries.end() && found->column == j ? found->weight : 0;
}

std::vector<double> MixingMatrix::times(std::span<const double> x) const {
  std::vector<double> result(x.size());
  multiply(x, result);
  return result;
}

void MixingMatrix::multiply(std::span<const double> x, std::span<double> result) const {
  CONSIM_ASSERT(static_cast<int>(x.size()) == nodes() && result.size() == x.size(), x.size(),
                nodes());
  for (int i = 0; i < nodes(); ++i) {
    double sum = 0;
    for (const MixingWeight& entry : row(i))
      sum += entry.weight * x[static_cast<std::size_t>(entry.column)];
    result[static_cast<std::size_t>(i)] = sum;
  }
}

void MixingMatrix::multiply_transposed(std::span<const double> x, std::span<double> result) const {
  CONSIM_ASSERT(static_cast<int>(x.size()) == nodes() && result.size() == x.size(), x.size(),
                nodes());
  std::ranges::fill(result, 0);
  for (int i = 0; i < nodes(); ++i)
    for (const MixingWeight& entry : row(i))
      result[static_cast<std::size_t>(entry.column)] +=
          entry.weight * x[static_cast<std::size_t>(i)];
}

}  // namespace consim::topologies
