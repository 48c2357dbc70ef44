#include "base/check.h"

#include <boost/test/unit_test.hpp>

namespace consim::base {
namespace {

constexpr int kLine = __LINE__ + 3;
std::string message_of(int i, int rows) {
  try {
    CONSIM_ASSERT(i < rows, i, rows);
  } catch (const LogicError& error) {
    return error.what();
  }
  return "";
}

BOOST_AUTO_TEST_CASE(a_true_condition_says_nothing) { BOOST_TEST(message_of(7, 8) == ""); }

BOOST_AUTO_TEST_CASE(a_false_condition_names_its_place_and_its_values) {
  const std::string message = message_of(12, 8);
  BOOST_TEST(message.find(fmt::format("tests/base/check.cpp:{}: ", kLine)) != std::string::npos,
             message);
  BOOST_TEST(message.find("i < rows is false [12, 8]") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(an_assertion_without_values_is_one_too) {
  BOOST_CHECK_THROW(CONSIM_ASSERT(1 + 1 == 3), LogicError);
  BOOST_CHECK_NO_THROW(CONSIM_ASSERT(1 + 1 == 2));
}

BOOST_AUTO_TEST_CASE(the_condition_is_evaluated_once_and_the_values_only_on_failure) {
  int conditions = 0;
  int values = 0;
  CONSIM_ASSERT(++conditions == 1, ++values);
  BOOST_TEST(conditions == 1);
  BOOST_TEST(values == 0);
}

}  // namespace
}  // namespace consim::base
