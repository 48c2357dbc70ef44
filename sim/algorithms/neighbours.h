// Who sends to whom under a mixing matrix W: j sends to i where w_ij is stored and j != i.
//
// A node's receivers are in the order of their distance, receiver − node mod n, so that on
// circulant graphs every node sends to another one at the same time.
//
//   Neighbours neighbours(w);
//   neighbours.senders(i);      // columns ascending, with weights
//   neighbours.receivers(i);    // the first is the next node round the circle, if i sends to it
//
// Complexity: built in O(nonzeros · log(degree)); 24 bytes a node and 20 bytes a stored weight.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node.h"
#include "topologies/mixing_matrix.h"

namespace consim::sim {

class Neighbours {
 public:
  explicit Neighbours(const topologies::MixingMatrix& w);

  int nodes() const { return static_cast<int>(self_weight_.size()); }

  std::span<const topologies::MixingWeight> senders(base::NodeId node) const {
    const First& first = first_[static_cast<std::size_t>(node)];
    const First& end = first_[static_cast<std::size_t>(node) + 1];
    return std::span(senders_).subspan(first.sender, end.sender - first.sender);
  }
  std::span<const base::NodeId> receivers(base::NodeId node) const {
    const First& first = first_[static_cast<std::size_t>(node)];
    const First& end = first_[static_cast<std::size_t>(node) + 1];
    return std::span(receivers_).subspan(first.receiver, end.receiver - first.receiver);
  }
  double self_weight(base::NodeId node) const {
    return self_weight_[static_cast<std::size_t>(node)];
  }

  void prefetch(base::NodeId node) const {
    __builtin_prefetch(receivers_.data() + first_[static_cast<std::size_t>(node)].receiver);
  }

 private:
  struct First {
    std::size_t sender = 0;
    std::size_t receiver = 0;
  };
  void sort_receivers(base::NodeId node);

  std::vector<First> first_;                       ///< n + 1
  std::vector<topologies::MixingWeight> senders_;  ///< rows of W without the diagonal
  std::vector<base::NodeId> receivers_;
  std::vector<double> self_weight_;
};

}  // namespace consim::sim
