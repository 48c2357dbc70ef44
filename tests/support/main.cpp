#define BOOST_TEST_MODULE consim
#include <boost/test/unit_test.hpp>
#include <cstdlib>

// RapidCheck draws the same cases at every run; RC_PARAMS="seed=…" in the environment draws others.
struct FixedSeed {
  FixedSeed() { setenv("RC_PARAMS", "seed=1", 0); }
};
BOOST_TEST_GLOBAL_CONFIGURATION(FixedSeed);
