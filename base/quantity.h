// Typed quantities and their text: "32 MiB", "10 Gbit/s", "15.7 TFLOP/s". Text becomes a quantity
// once, at the boundary of the program; inside, a number always carries its unit in its type or its
// name.
//
//   Bytes size = *parse_bytes("4 MiB");                    // 4,194,304 bytes
//   Bandwidth link = *parse_bandwidth("10 Gbit/s");        // 1.25e9 bytes a second
//   Duration wire = transfer_time(size, link);             // nearest nanosecond
//
// Prefixes: k M G T are powers of 1000, Ki Mi Gi Ti powers of 1024; B is a byte, bit an eighth of
// one.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace consim::base {

struct Bytes {
  std::int64_t count = 0;
  auto operator<=>(const Bytes&) const = default;
};

/// Bytes a second; positive. Infinite is allowed and makes every transfer take latency only.
struct Bandwidth {
  double bytes_per_second = 0;
  auto operator<=>(const Bandwidth&) const = default;
};

/// Floating-point operations a second.
struct FlopRate {
  double flop_per_second = 0;
  auto operator<=>(const FlopRate&) const = default;
};

inline constexpr std::string_view kBytesSyntax =
    "a number and a unit (B, kB, MB, GB, KiB, MiB or GiB), such as \"4 MiB\"";
inline constexpr std::string_view kBandwidthSyntax =
    "a number and a unit (kbit/s, Mbit/s, Gbit/s, kB/s, MB/s or GB/s), such as \"10 Gbit/s\"";
inline constexpr std::string_view kFlopRateSyntax =
    "a number and a unit (GFLOP/s or TFLOP/s), such as \"15.7 TFLOP/s\"";

/// Nothing if the text is malformed, negative or not a whole number of bytes.
std::optional<Bytes> parse_bytes(std::string_view text);
/// Nothing if the text is malformed or not positive and finite.
std::optional<Bandwidth> parse_bandwidth(std::string_view text);
std::optional<FlopRate> parse_flop_rate(std::string_view text);

/// Exact and parsed back to the same value: "4 MiB", "1500 B".
std::string to_string(Bytes size);
/// The shortest text that parses back to the same value: "10 Gbit/s".
std::string to_string(Bandwidth rate);
std::string to_string(FlopRate rate);

/// m / B, rounded once to the nearest nanosecond. Requires at most kLongestModelled.
Duration transfer_time(Bytes size, Bandwidth rate);

/// A finite decimal number and what follows it, blanks between them dropped: "12 ms" is {12, "ms"}.
struct NumberAndUnit {
  double value = 0;
  std::string_view unit;
  std::optional<std::int64_t>
      whole;  ///< the value without rounding, if it is written as an integer
};
std::optional<NumberAndUnit> split_number_and_unit(std::string_view text);

/// The number times `factor`, exact if it is written as an integer and otherwise rounded to the
/// nearest; nothing if the product is 2^63 or more. Requires a value and a factor that are not
/// negative.
std::optional<std::int64_t> multiply(const NumberAndUnit& number, std::int64_t factor);

}  // namespace consim::base
