#include "sim/cluster/network.h"

namespace consim::sim {

Network::Network(const LinkModel& link, int nodes) : link_(link) {
  if (link.sharing == Sharing::kNic) ports_.resize(static_cast<std::size_t>(nodes));
}

}  // namespace consim::sim
