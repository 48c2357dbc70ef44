// The number of a node of the simulated cluster: 0, …, n − 1.
#pragma once

#include <cstdint>

namespace consim::base {

using NodeId = std::int32_t;

}  // namespace consim::base
