// Lets Boost.Test print an order in the name of a failed case.
#pragma once

#include <ostream>

#include "sim/algorithms/dsgd.h"

namespace consim::sim {

inline std::ostream& boost_test_print_type(std::ostream& out, Order order) {
  return out << (order == Order::kAdaptThenCombine ? "adapt then combine" : "combine then adapt");
}

}  // namespace consim::sim
