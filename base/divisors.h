// The divisors of a whole number that are next to another one: what an error suggests.
//
//   divisors_near(100, 3)  ->  "2 or 4"
//   divisors_near(101, 2)  ->  "1 or 101"
#pragma once

#include <cstdint>
#include <string>

namespace consim::base {

/// The greatest divisor of `number` below `near` and the least above it, as far as there are any.
/// Requires number >= 1. O(sqrt(number)).
inline std::string divisors_near(std::int64_t number, std::int64_t near) {
  std::int64_t below = 0, above = 0;
  const auto look = [&](std::int64_t divisor) {
    if (divisor < near && divisor > below) below = divisor;
    if (divisor > near && (above == 0 || divisor < above)) above = divisor;
  };
  for (std::int64_t small = 1; small <= number / small; ++small)
    if (number % small == 0) {
      look(small);
      look(number / small);
    }
  if (below == 0 || above == 0) return std::to_string(below + above);
  return std::to_string(below) + " or " + std::to_string(above);
}

}  // namespace consim::base
