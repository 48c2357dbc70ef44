#include "topologies/families/circulant_weights.h"

#include <algorithm>

#include "base/check.h"
#include "topologies/compensated_sum.h"

namespace consim::topologies {

MixingMatrix circulant_weights(int nodes, std::vector<ShiftWeight> weights) {
  std::ranges::sort(weights, {}, &ShiftWeight::shift);
  CompensatedSum own;
  own.add(1);
  std::vector<ShiftWeight> merged;
  for (const ShiftWeight& weight : weights) {
    CONSIM_ASSERT(0 < weight.shift && weight.shift < nodes, weight.shift, nodes);
    own.add(-weight.weight);
    if (!merged.empty() && merged.back().shift == weight.shift)
      merged.back().weight += weight.weight;
    else
      merged.push_back(weight);
  }
  merged.push_back({0, own.value()});
  std::vector<std::int64_t> row_start = {0};
  std::vector<MixingWeight> entries;
  for (int i = 0; i < nodes; ++i) {
    const auto first = static_cast<std::ptrdiff_t>(entries.size());
    for (const ShiftWeight& weight : merged)
      entries.push_back({(i - weight.shift + nodes) % nodes, weight.weight});
    std::ranges::sort(entries.begin() + first, entries.end(), {}, &MixingWeight::column);
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

}  // namespace consim::topologies
