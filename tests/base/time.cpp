#include "base/time.h"

#include <rapidcheck.h>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "base/check.h"

namespace consim::base {
namespace {

namespace data = boost::unit_test::data;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

struct Written {
  const char* text;
  std::int64_t nanoseconds;
};
std::ostream& operator<<(std::ostream& out, const Written& written) { return out << written.text; }

const Written kWritten[] = {{"12 ms", 12'000'000},
                            {"5us", 5'000},
                            {"  0.5   ms ", 500'000},
                            {"1e-3 s", 1'000'000},
                            {"2 h", 7'200'000'000'000},
                            {"1.5 min", 90'000'000'000},
                            {"0 s", 0},
                            {"-0 s", 0},
                            {"0.4 ns", 0},
                            {"0.5 ns", 1},
                            {"9007199254740993 ns", 9'007'199'254'740'993},
                            {"9223372036854775807 ns", kMost},
                            {".25 s", 250'000'000}};

BOOST_DATA_TEST_CASE(written_durations_are_read, data::make(kWritten), written) {
  const auto duration = parse_duration(written.text);
  BOOST_REQUIRE(duration.has_value());
  BOOST_TEST(duration->count() == written.nanoseconds);
}

const char* const kMalformed[] = {"",       " ",     "12",      "ms",     "12 parsec", "12 MS",
                                  "1 2 ms", "-1 ns", "nan s",   "inf s",  "1e400 s",   "0x10 s",
                                  "+1 s",   "1,5 s", "12 ms s", "300 y",  "9.3e18 ns", "1e10 s",
                                  "12\tms", "1e s",  "- 1 s",   "12ms\n", "2562048 h", "--1 s"};

BOOST_DATA_TEST_CASE(malformed_durations_are_nothing, data::make(kMalformed), text) {
  BOOST_TEST(!parse_duration(text).has_value());
}

BOOST_AUTO_TEST_CASE(every_duration_that_is_not_negative_is_read_back_from_its_text) {
  BOOST_TEST(rc::check([] {
    const auto whole = *rc::gen::inRange<std::int64_t>(0, kMost);
    const auto scale = *rc::gen::elementOf(
        std::vector<std::int64_t>{1, 1'000, 1'000'000, 1'000'000'000, 3'600'000'000'000});
    const Duration duration{whole / scale / 7 * scale};
    for (const Duration d : {duration, Duration{whole}})
      RC_ASSERT(parse_duration(to_string(d)) == std::optional(d));
  }));
}

BOOST_AUTO_TEST_CASE(a_duration_is_printed_in_its_largest_whole_unit) {
  BOOST_TEST(to_string(Duration{0}) == "0 s");
  BOOST_TEST(to_string(Duration{12'000'000}) == "12 ms");
  BOOST_TEST(to_string(Duration{1'500}) == "1500 ns");
  BOOST_TEST(to_string(Duration{5'400'000'000'000}) == "90 min");
  BOOST_TEST(to_string(Duration{-5'000}) == "-5 us");
}

BOOST_AUTO_TEST_CASE(a_point_of_time_is_printed_with_all_its_nanoseconds) {
  BOOST_TEST(to_string(kStart) == "0.000000000 s");
  BOOST_TEST(to_string(kStart + Duration{36'000'000}) == "0.036000000 s");
  BOOST_TEST(to_string(kStart - Duration{1'000'000'001}) == "-1.000000001 s");
  BOOST_TEST(to_string(kEndOfTime) == "4611686018.427387904 s");
  BOOST_TEST(to_string(Time::min()) == "-9223372036.854775808 s");
}

BOOST_AUTO_TEST_CASE(seconds_are_rounded_to_the_nearest_nanosecond_and_ties_away_from_zero) {
  BOOST_TEST(round_seconds(0.5e-9).count() == 1);
  BOOST_TEST(round_seconds(-0.5e-9).count() == -1);
  BOOST_TEST(round_seconds(0.49e-9).count() == 0);
  BOOST_TEST(round_seconds(1.0000000014).count() == 1'000'000'001);
  BOOST_TEST(rc::check([] {
    const Duration d{
        *rc::gen::inRange<std::int64_t>(-1'000'000'000'000'000, 1'000'000'000'000'000)};
    RC_ASSERT(round_seconds(seconds(d)) == d);  // below 2^53 ns the double is exact to 1/8 ns
  }));
}

// 1e-15 of 2^60 is 1153 ns; doubles beside it are 128 and 256 ns apart.
BOOST_AUTO_TEST_CASE(a_modelled_duration_has_at_most_2_to_the_60_nanoseconds) {
  const double longest = 0x1p60 * 1e-9;
  BOOST_TEST(std::abs(round_seconds(longest * (1 - 1e-15)).count() - kLongestModelled.count()) <=
             2048);
  BOOST_TEST(round_seconds(-0.5 * longest).count() == -(std::int64_t{1} << 59));
  BOOST_CHECK_THROW(round_seconds(longest * (1 + 1e-15)), LogicError);
  BOOST_CHECK_THROW(round_seconds(-longest * (1 + 1e-15)), LogicError);
}

BOOST_AUTO_TEST_CASE(what_the_clock_cannot_hold_is_refused) {
  for (const double value : {1e10, -1e10, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()})
    BOOST_CHECK_THROW(round_seconds(value), LogicError);
}

}  // namespace
}  // namespace consim::base
