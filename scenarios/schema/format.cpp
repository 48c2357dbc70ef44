#include "scenarios/schema/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace consim::scenarios {
namespace {

std::string range_text(const NumberRange& range) {
  const bool low = std::isfinite(range.least) || std::isfinite(range.above);
  const bool high = std::isfinite(range.most) || std::isfinite(range.below);
  const bool open_low = std::isfinite(range.above);
  const bool open_high = std::isfinite(range.below);
  const double bottom = open_low ? range.above : range.least;
  const double top = open_high ? range.below : range.most;
  if (low && high)
    return fmt::format("a number in {}{}, {}{}", open_low ? '(' : '[', bottom, top,
                       open_high ? ')' : ']');
  if (low) return fmt::format("a number {} {}", open_low ? ">" : ">=", bottom);
  if (high) return fmt::format("a number {} {}", open_high ? "<" : "<=", top);
  return "a finite number";
}

std::optional<double> as_number(const Value& value) {
  if (const auto* whole = value.get<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* found = value.get<double>()) return *found;
  return std::nullopt;
}

bool printable(const std::string& text) {
  return std::ranges::none_of(text, [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code < 0x20 || code == 0x7f;
  });
}

template <class Q>
Format<Q> quantity(std::string_view syntax, std::optional<Q> (*parse)(std::string_view)) {
  return plain_format<Q>(
      std::string(syntax),
      [parse](const Value& value, const At&) {
        const auto* text = value.get<std::string>();
        return text == nullptr ? std::nullopt : parse(*text);
      },
      [](const Q& found) { return Value{base::to_string(found), {}}; });
}

}  // namespace

void At::problem(const Place& place, base::Problem problem) const {
  problem.key = key;
  reading.report.add(place, std::move(problem));
}

bool At::unexpected(const Value& value, const std::string& allowed,
                    const std::string& suggestion) const {
  problem(value.place, {.what = "found " + found_text(value),
                        .allowed = "expected " + allowed,
                        .suggestion = suggestion});
  return false;
}

std::string whole_text(std::int64_t least, std::int64_t most) {
  if (most == std::numeric_limits<std::int64_t>::max())
    return fmt::format("a whole number >= {}", least);
  if (least == most) return fmt::format("{}", least);
  return fmt::format("a whole number from {} to {}", least, most);
}

std::string one_of_text(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += '"' + names[i] + '"';
  }
  return text;
}

Format<double> number(const NumberRange& range) {
  return plain_format<double>(
      range_text(range),
      [range](const Value& value, const At&) -> std::optional<double> {
        const std::optional<double> found = as_number(value);
        if (!found || !std::isfinite(*found) || *found < range.least || *found <= range.above ||
            *found > range.most || *found >= range.below)
          return std::nullopt;
        return found;
      },
      [](const double& found) { return Value{found, {}}; });
}

Format<bool> flag() {
  return plain_format<bool>(
      "true or false",
      [](const Value& value, const At&) {
        const bool* found = value.get<bool>();
        return found == nullptr ? std::nullopt : std::optional(*found);
      },
      [](const bool& found) { return Value{found, {}}; });
}

Format<std::string> any_text() {
  return plain_format<std::string>(
      "a text in quotes",
      [](const Value& value, const At&) {
        const auto* text = value.get<std::string>();
        return text == nullptr ? std::nullopt : std::optional(*text);
      },
      [](const std::string& text) { return Value{text, {}}; });
}

Format<std::string> file_name() {
  return plain_format<std::string>(
      "a text of 1 to 200 characters without \"/\"",
      [](const Value& value, const At&) -> std::optional<std::string> {
        const auto* text = value.get<std::string>();
        if (text == nullptr || !is_file_name(*text)) return std::nullopt;
        return *text;
      },
      [](const std::string& text) { return Value{text, {}}; });
}

bool is_file_name(const std::string& text) {
  return !text.empty() && text.size() <= 200 && text.find('/') == std::string::npos &&
         printable(text);
}

Format<std::string> path(const std::string& what) {
  return plain_format<std::string>(
      what,
      [](const Value& value, const At& at) -> std::optional<std::string> {
        const auto* text = value.get<std::string>();
        if (text == nullptr || text->empty() || !printable(*text)) return std::nullopt;
        return (at.reading.directory / *text).lexically_normal().string();
      },
      [](const std::string& text) { return Value{text, {}}; });
}

Format<base::Duration> duration(Zero zero) {
  const std::string bound = zero == Zero::kAllowed ? "" : ", above 0";
  return plain_format<base::Duration>(
      fmt::format("{}{}, at most {}", base::kDurationSyntax, bound,
                  base::to_string(kLongestDuration)),
      [zero](const Value& value, const At&) -> std::optional<base::Duration> {
        const auto* text = value.get<std::string>();
        if (text == nullptr) return std::nullopt;
        const auto found = base::parse_duration(*text);
        if (!found || *found > kLongestDuration) return std::nullopt;
        if (zero == Zero::kRefused && found->count() == 0) return std::nullopt;
        return found;
      },
      [](const base::Duration& found) { return Value{base::to_string(found), {}}; });
}

Format<base::Bytes> bytes() { return quantity(base::kBytesSyntax, base::parse_bytes); }
Format<base::Bandwidth> bandwidth() {
  return quantity(base::kBandwidthSyntax, base::parse_bandwidth);
}
Format<base::FlopRate> flop_rate() {
  return quantity(base::kFlopRateSyntax, base::parse_flop_rate);
}

}  // namespace consim::scenarios
