// Divisors next to a number, against a count through all numbers.
#include "base/divisors.h"

#include <boost/test/unit_test.hpp>

namespace consim::base {
namespace {

std::string by_counting(std::int64_t number, std::int64_t near) {
  std::string below, above;
  for (std::int64_t divisor = 1; divisor <= number; ++divisor) {
    if (number % divisor != 0) continue;
    if (divisor < near) below = std::to_string(divisor);
    if (divisor > near && above.empty()) above = std::to_string(divisor);
  }
  return below.empty() || above.empty() ? below + above : below + " or " + above;
}

BOOST_AUTO_TEST_SUITE(divisors)

BOOST_AUTO_TEST_CASE(the_nearest_are_those_found_by_counting) {
  for (std::int64_t number = 1; number <= 120; ++number)
    for (std::int64_t near = 1; near <= 130; ++near)
      if (number > 1 || near > 1)
        BOOST_TEST(divisors_near(number, near) == by_counting(number, near),
                   number << " near " << near);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::base
