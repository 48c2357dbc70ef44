// Simulated time: whole nanoseconds on a clock that nobody can read.
//
// A Time is a point on `SimulatedClock`, which has no `now()`: only the engine advances time, by
// popping events. A Duration is a difference of Times. Both are 64-bit integers (range ±292 years),
// so sums are exact and a result can't depend on the order of additions.
//
//   Duration step = *parse_duration("12 ms");       // 12,000,000 ns
//   Time end = kStart + 3 * step;
//   seconds(end) == 0.036;  to_string(step) == "12 ms";
//
// Rounding rule of the whole project: a modelled duration (bytes / bandwidth, work / speed, a
// jittered compute time) is computed in double and rounded ONCE to the nearest nanosecond (ties
// away from zero) by `round_seconds`; from there on only integers are added. Formulas therefore
// hold to the nanosecond.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace consim::base {

using Duration = std::chrono::duration<std::int64_t, std::nano>;

struct SimulatedClock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = Duration;
  using time_point = std::chrono::time_point<SimulatedClock>;
  static constexpr bool is_steady = true;
};

using Time = SimulatedClock::time_point;

inline constexpr Time kStart{};
/// Times are below this: 2^62 ns, 146 years.
inline constexpr Time kEndOfTime{Duration{std::int64_t{1} << 62}};

/// Of a modelled duration: 2^60 ns, 36 years. A few of them can be added to any time.
inline constexpr Duration kLongestModelled{std::int64_t{1} << 60};

/// The nearest whole nanosecond. Requires a finite value of at most kLongestModelled.
Duration round_seconds(double seconds);

constexpr double seconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }
constexpr double seconds(Time t) { return seconds(t.time_since_epoch()); }

/// What `parse_duration` accepts, for error messages.
inline constexpr std::string_view kDurationSyntax =
    "a number and a unit (ns, us, ms, s, min or h), such as \"12 ms\"";

/// "5 us", "0.5 ms", "1e-3 s"; nothing if the text is malformed, negative, not finite or too long
/// for the clock.
std::optional<Duration> parse_duration(std::string_view text);

/// The shortest exact text: "12 ms", "1500 ns"; parse_duration(to_string(d)) == d for d >= 0.
std::string to_string(Duration d);
/// Seconds with nanosecond digits: "0.036000000 s".
std::string to_string(Time t);

}  // namespace consim::base
