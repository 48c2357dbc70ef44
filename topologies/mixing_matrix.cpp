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
  CONSIM_ASSERT(static_cast<int>(x.size()) == nodes(), x.size(), nodes());
  std::vector<double> result(x.size());
  for (int i = 0; i < nodes(); ++i) {
    double sum = 0;
    for (const MixingWeight& entry : row(i))
      sum += entry.weight * x[static_cast<std::size_t>(entry.column)];
    result[static_cast<std::size_t>(i)] = sum;
  }
  return result;
}

}  // namespace consim::topologies
