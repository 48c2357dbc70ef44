#define BOOST_TEST_MODULE consim
#include <boost/test/unit_test.hpp>
