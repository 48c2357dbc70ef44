#include "base/quantity.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace consim::base {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array kByteUnits = {
    Unit{"GiB", 1073741824.0}, Unit{"MiB", 1048576.0}, Unit{"KiB", 1024.0}, Unit{"GB", 1e9},
    Unit{"MB", 1e6},           Unit{"kB", 1e3},        Unit{"B", 1.0}};
constexpr std::array kBandwidthUnits = {
    Unit{"Gbit/s", 1.25e8}, Unit{"Mbit/s", 1.25e5}, Unit{"kbit/s", 125.0}, Unit{"GB/s", 1e9},
    Unit{"MB/s", 1e6},      Unit{"kB/s", 1e3},      Unit{"bit/s", 0.125},  Unit{"B/s", 1.0}};
constexpr std::array kFlopUnits = {Unit{"TFLOP/s", 1e12}, Unit{"GFLOP/s", 1e9},
                                   Unit{"MFLOP/s", 1e6}, Unit{"FLOP/s", 1.0}};

std::optional<double> parse_with(std::string_view text, std::span<const Unit> units) {
  const auto number = split_number_and_unit(text);
  if (!number) return std::nullopt;
  for (const Unit& unit : units)
    if (unit.name == number->unit) return number->value * unit.factor;
  return std::nullopt;
}

bool parses_back(std::string_view text, double value, std::span<const Unit> units) {
  const auto parsed = parse_with(text, units);
  return parsed && *parsed == value;
}

// The first unit that gives a number of at least 1 and parses back exactly; the last unit is the
// base unit.
std::string print_with(double value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    const std::string text = fmt::format("{} {}", value / unit.factor, unit.name);
    if (value >= unit.factor && parses_back(text, value, units)) return text;
  }
  return fmt::format("{} {}", value, units.back().name);
}

bool positive_and_finite(double value) { return value > 0 && std::isfinite(value); }

}  // namespace

std::optional<NumberAndUnit> split_number_and_unit(std::string_view text) {
  const auto skip_blanks = [&] {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  };
  skip_blanks();
  NumberAndUnit result;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, result.value);
  if (error != std::errc{} || !std::isfinite(result.value)) return std::nullopt;
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole);
      read.ec == std::errc{} && read.ptr == rest)
    result.whole = whole;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  skip_blanks();
  result.unit = text;
  return result;
}

std::optional<std::int64_t> multiply(const NumberAndUnit& number, std::int64_t factor) {
  if (number.whole) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(*number.whole, factor, &product)) return std::nullopt;
    return product;
  }
  const double product = number.value * static_cast<double>(factor);
  if (!(product < 0x1p63)) return std::nullopt;
  return std::llround(product);
}

std::optional<Bytes> parse_bytes(std::string_view text) {
  const auto number = split_number_and_unit(text);
  if (!number || number->value < 0) return std::nullopt;
  for (const Unit& unit : kByteUnits) {
    if (unit.name != number->unit) continue;
    const auto count = multiply(*number, static_cast<std::int64_t>(unit.factor));
    // 1.001 kB is 1001 B although the product of the doubles is not: allow for its rounding.
    const double exact = number->value * unit.factor;
    if (!count || std::abs(exact - std::round(exact)) > 0x1p-51 * exact) return std::nullopt;
    return Bytes{*count};
  }
  return std::nullopt;
}

std::optional<Bandwidth> parse_bandwidth(std::string_view text) {
  const auto value = parse_with(text, kBandwidthUnits);
  if (!value || !positive_and_finite(*value)) return std::nullopt;
  return Bandwidth{*value};
}

std::optional<FlopRate> parse_flop_rate(std::string_view text) {
  const auto value = parse_with(text, kFlopUnits);
  if (!value || !positive_and_finite(*value)) return std::nullopt;
  return FlopRate{*value};
}

std::string to_string(Bytes size) {
  for (const Unit& unit : kByteUnits) {
    const auto factor = static_cast<std::int64_t>(unit.factor);
    if (size.count != 0 && size.count % factor == 0)
      return fmt::format("{} {}", size.count / factor, unit.name);
  }
  return fmt::format("{} B", size.count);
}

std::string to_string(Bandwidth rate) { return print_with(rate.bytes_per_second, kBandwidthUnits); }
std::string to_string(FlopRate rate) { return print_with(rate.flop_per_second, kFlopUnits); }

Duration transfer_time(Bytes size, Bandwidth rate) {
  return round_seconds(static_cast<double>(size.count) / rate.bytes_per_second);
}

}  // namespace consim::base
