// Choosing each of many things independently with one probability, in time of what is chosen.
//
//   for_each_chosen(random, 1'000'000, 0.001, use);   // about 1000 calls
//
// The gaps between chosen indices are geometric: ⌊ln(1 − U)/ln(1 − p)⌋. Source:
// batagelj2005efficient.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/random.h"

namespace consim::topologies {

/// f(k) for each chosen k of 0 … count − 1, ascending. Requires 0 <= probability <= 1.
template <class F>
void for_each_chosen(base::RandomStream& random, std::int64_t count, double probability, F&& f) {
  if (probability <= 0) return;
  if (probability >= 1) {
    for (std::int64_t k = 0; k < count; ++k) f(k);
    return;
  }
  const double rate = std::log1p(-probability);
  for (std::int64_t k = -1;;) {
    const double gap = std::floor(std::log1p(-random.uniform()) / rate);
    if (gap >= static_cast<double>(count - k - 1)) return;
    k += 1 + static_cast<std::int64_t>(gap);
    f(k);
  }
}

}  // namespace consim::topologies
