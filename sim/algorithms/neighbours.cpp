#include "sim/algorithms/neighbours.h"

#include <algorithm>

#include "base/check.h"

namespace consim::sim {

using base::NodeId;
using topologies::MixingWeight;

Neighbours::Neighbours(const topologies::MixingMatrix& w) {
  const int n = w.nodes();
  CONSIM_ASSERT(n >= 1, n);
  self_weight_.resize(static_cast<std::size_t>(n));
  first_.resize(static_cast<std::size_t>(n) + 1);
  for (NodeId i = 0; i < n; ++i)
    for (const MixingWeight& entry : w.row(i)) {
      CONSIM_ASSERT(entry.column >= 0 && entry.column < n, i, entry.column, n);
      if (entry.column == i) {
        self_weight_[static_cast<std::size_t>(i)] = entry.weight;
        continue;
      }
      senders_.push_back(entry);
      ++first_[static_cast<std::size_t>(i) + 1].sender;
      ++first_[static_cast<std::size_t>(entry.column) + 1].receiver;
    }
  for (std::size_t i = 1; i < first_.size(); ++i) {
    first_[i].sender += first_[i - 1].sender;
    first_[i].receiver += first_[i - 1].receiver;
  }
  receivers_.resize(senders_.size());
  std::vector<First> next = first_;
  for (NodeId i = 0; i < n; ++i)
    for (const MixingWeight& entry : senders(i))
      receivers_[next[static_cast<std::size_t>(entry.column)].receiver++] = i;
  for (NodeId i = 0; i < n; ++i) sort_receivers(i);
}

// They were filled in ascending order, so the order of distance is a rotation.
void Neighbours::sort_receivers(NodeId node) {
  const auto begin = receivers_.begin();
  const First& first = first_[static_cast<std::size_t>(node)];
  const First& end = first_[static_cast<std::size_t>(node) + 1];
  const auto from = begin + static_cast<std::ptrdiff_t>(first.receiver);
  const auto to = begin + static_cast<std::ptrdiff_t>(end.receiver);
  std::rotate(from, std::upper_bound(from, to, node), to);
}

}  // namespace consim::sim
