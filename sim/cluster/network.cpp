#include "sim/cluster/network.h"

#include <algorithm>

namespace consim::sim {

Network::Network(const LinkModel& link, int nodes) : link_(link) {
  if (link.sharing == Sharing::kNone) return;
  egress_free_.assign(static_cast<std::size_t>(nodes), base::kStart);
  ingress_free_.assign(static_cast<std::size_t>(nodes), base::kStart);
}

}  // namespace consim::sim
