#include "base/quantity.h"

#include <rapidcheck.h>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace consim::base {
namespace {

namespace data = boost::unit_test::data;

template <class Value>
struct Written {
  const char* text;
  Value value;
};
template <class Value>
std::ostream& operator<<(std::ostream& out, const Written<Value>& written) {
  return out << written.text;
}

const Written<std::int64_t> kSizes[] = {
    {"4 MiB", 4'194'304},    {"1500 B", 1500}, {"1.5KiB", 1536},
    {"2 GB", 2'000'000'000}, {"0 B", 0},       {"1e3 kB", 1'000'000},
    {"1.001 kB", 1001},      {"0.1 kB", 100},  {"9007199254740993 B", 9'007'199'254'740'993},
    {"8 GiB", 8'589'934'592}};

BOOST_DATA_TEST_CASE(written_sizes_are_read, data::make(kSizes), written) {
  const auto size = parse_bytes(written.text);
  BOOST_REQUIRE(size.has_value());
  BOOST_TEST(size->count == written.value);
}

const char* const kNoSizes[] = {"",      "4",        "4 mib",   "4 Mbit",
                                "-1 B",  "0.5 B",    "1e30 B",  "1.1 KiB",
                                "nan B", "inf B",    "B",       "4 MiB/s",
                                "0x4 B", "9.3e18 B", "1e400 B", "4  Mi B",
                                "1 B B", "4\nMiB",   "1e10 GB", "9223372036854775808 B"};

BOOST_DATA_TEST_CASE(malformed_sizes_are_nothing, data::make(kNoSizes), text) {
  BOOST_TEST(!parse_bytes(text).has_value());
}

const Written<double> kRates[] = {{"10 Gbit/s", 1.25e9}, {"1 bit/s", 0.125}, {"300 GB/s", 3e11},
                                  {"8 kbit/s", 1000},    {"1 B/s", 1},       {"2.5Mbit/s", 312500}};

BOOST_DATA_TEST_CASE(written_bandwidths_are_read, data::make(kRates), written) {
  const auto rate = parse_bandwidth(written.text);
  BOOST_REQUIRE(rate.has_value());
  BOOST_TEST(rate->bytes_per_second == written.value);
}

const char* const kNoRates[] = {"",         "10",      "10 Gbit", "0 Gbit/s",   "-1 Gbit/s",
                                "inf GB/s", "nan B/s", "1 GBps",  "1e308 GB/s", "10 gbit/s"};

BOOST_DATA_TEST_CASE(malformed_bandwidths_are_nothing, data::make(kNoRates), text) {
  BOOST_TEST(!parse_bandwidth(text).has_value());
  BOOST_TEST(!parse_flop_rate(text).has_value());
}

BOOST_AUTO_TEST_CASE(flop_rates_are_read_in_powers_of_a_thousand) {
  BOOST_TEST(parse_flop_rate("15.7 TFLOP/s")->flop_per_second == 15.7e12);
  BOOST_TEST(parse_flop_rate("1 GFLOP/s")->flop_per_second == 1e9);
  BOOST_TEST(!parse_flop_rate("1 GB/s").has_value());
}

BOOST_AUTO_TEST_CASE(quantities_are_printed_as_people_write_them) {
  BOOST_TEST(to_string(Bytes{4'194'304}) == "4 MiB");
  BOOST_TEST(to_string(Bytes{1500}) == "1500 B");
  BOOST_TEST(to_string(Bytes{0}) == "0 B");
  BOOST_TEST(to_string(Bandwidth{1.25e9}) == "10 Gbit/s");
  BOOST_TEST(to_string(FlopRate{15.7e12}) == "15.7 TFLOP/s");
}

BOOST_AUTO_TEST_CASE(every_size_is_read_back_from_its_text) {
  BOOST_TEST(rc::check([] {
    const auto count = *rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max());
    for (const std::int64_t value : {count, count >> 32, count >> 40 << 30, count / 1'000'000'000})
      RC_ASSERT(parse_bytes(to_string(Bytes{value})) == std::optional(Bytes{value}));
  }));
}

BOOST_AUTO_TEST_CASE(every_rate_is_read_back_from_its_text_to_the_last_bit) {
  BOOST_TEST(rc::check([] {
    const double mantissa = 1.0 + *rc::gen::inRange(0, 1 << 30) * 0x1p-30;
    const double value = std::ldexp(mantissa, *rc::gen::inRange(-60, 120));
    RC_ASSERT(parse_bandwidth(to_string(Bandwidth{value})) == std::optional(Bandwidth{value}));
    RC_ASSERT(parse_flop_rate(to_string(FlopRate{value})) == std::optional(FlopRate{value}));
  }));
}

BOOST_AUTO_TEST_CASE(reading_never_fails_other_than_by_nothing) {
  BOOST_TEST(rc::check([](const std::string& text) {
    (void)parse_bytes(text);
    (void)parse_bandwidth(text);
    (void)parse_duration(text);
    (void)parse_bytes("1" + text);
    (void)parse_duration("9e9" + text);
  }));
}

BOOST_AUTO_TEST_CASE(a_transfer_takes_size_over_bandwidth_rounded_once) {
  BOOST_TEST(transfer_time(Bytes{1'250'000}, Bandwidth{1.25e9}).count() == 1'000'000);
  BOOST_TEST(transfer_time(Bytes{1}, Bandwidth{3e9}).count() == 0);
  BOOST_TEST(transfer_time(Bytes{2}, Bandwidth{3e9}).count() == 1);
  BOOST_TEST(transfer_time(Bytes{0}, Bandwidth{1}).count() == 0);
  const Bandwidth infinite{std::numeric_limits<double>::infinity()};
  BOOST_TEST(transfer_time(Bytes{1 << 30}, infinite).count() == 0);
  BOOST_CHECK_THROW(transfer_time(Bytes{1}, Bandwidth{0}), LogicError);
  BOOST_CHECK_THROW(transfer_time(Bytes{1}, Bandwidth{1.25e-7 * 1e-3}), LogicError);
}

BOOST_AUTO_TEST_CASE(a_number_and_its_unit_are_split_at_the_first_character_that_is_no_number) {
  const auto split = split_number_and_unit(" 1.5e2  km h ");
  BOOST_REQUIRE(split.has_value());
  BOOST_TEST(split->value == 150.0);
  BOOST_TEST(split->unit == "km h");
  BOOST_TEST(!split->whole.has_value());
  BOOST_TEST(split_number_and_unit("12 ms")->whole.value() == 12);
}

}  // namespace
}  // namespace consim::base
