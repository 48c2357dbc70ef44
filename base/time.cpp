#include "base/time.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/check.h"
#include "base/quantity.h"

namespace consim::base {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::array kUnits = {
    Unit{"h", 3'600'000'000'000}, Unit{"min", 60'000'000'000}, Unit{"s", 1'000'000'000},
    Unit{"ms", 1'000'000},        Unit{"us", 1'000},           Unit{"ns", 1}};

constexpr auto kLongest = static_cast<double>(kLongestModelled.count());

}  // namespace

Duration round_seconds(double value) {
  const double nanoseconds = value * 1e9;
  CONSIM_ASSERT(std::abs(nanoseconds) <= kLongest, value);
  return Duration{std::llround(nanoseconds)};
}

std::optional<Duration> parse_duration(std::string_view text) {
  const auto number = split_number_and_unit(text);
  if (!number || number->value < 0) return std::nullopt;
  for (const Unit& unit : kUnits) {
    if (unit.name != number->unit) continue;
    const auto nanoseconds = multiply(*number, unit.nanoseconds);
    if (!nanoseconds) return std::nullopt;
    return Duration{*nanoseconds};
  }
  return std::nullopt;
}

std::string to_string(Duration d) {
  if (d.count() == 0) return "0 s";
  for (const Unit& unit : kUnits)
    if (d.count() % unit.nanoseconds == 0)
      return fmt::format("{} {}", d.count() / unit.nanoseconds, unit.name);
  return fmt::format("{} ns", d.count());
}

std::string to_string(Time t) {
  const std::int64_t ns = t.time_since_epoch().count();
  const auto bits = static_cast<std::uint64_t>(ns);
  const std::uint64_t size = ns < 0 ? 0 - bits : bits;  // also right for the most negative
  return fmt::format("{}{}.{:09} s", ns < 0 ? "-" : "", size / 1'000'000'000, size % 1'000'000'000);
}

}  // namespace consim::base
