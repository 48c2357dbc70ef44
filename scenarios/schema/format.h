// Formats: how one type of value is read from a document, written to one and described.
//
//   Format<double> momentum = number({.least = 0, .below = 1});
//   momentum.allowed == "a number in [0, 1)";
//
// A reader that fails reports one problem (`found X; expected Y`), leaves the value as it was and
// returns false.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/time.h"
#include "scenarios/schema/report.h"

namespace consim::scenarios {

/// What readers need besides the value.
struct Reading {
  Report& report;
  std::filesystem::path directory;  ///< what relative paths are relative to
};

/// The key being read.
struct At {
  Reading& reading;
  std::string key;

  At child(const std::string& name) const {
    return {reading, key.empty() ? name : key + "." + name};
  }
  void problem(const Place& place, base::Problem problem) const;
  /// `found X; expected Y`; returns false.
  bool unexpected(const Value& value, const std::string& allowed,
                  const std::string& suggestion = {}) const;
};

/// A key as the reference shows it.
struct KeyDoc {
  std::string name;
  std::string allowed;
  std::string default_text;
  std::string doc;
  std::string condition;      ///< "family = torus"; empty: always
  std::vector<KeyDoc> inner;  ///< the keys of a table
  bool section = false;       ///< a table with a header of its own
  bool repeated = false;      ///< several such tables, [[header]]
};

template <class V>
struct Format {
  std::string allowed;
  std::function<bool(const Value&, const At&, V&)> read;
  std::function<Value(const V&)> write;
  std::vector<KeyDoc> inner = {};
  bool section = false;
  bool in_lists = false;  ///< tables may be elements of one_or_list, and described elsewhere
  bool repeated = false;  ///< a section that may be there several times
};

template <class V>
using Parser = std::function<std::optional<V>(const Value&, const At&)>;

/// A format of values without parts: what `parse` gives nothing for isn't allowed.
template <class V>
Format<V> plain_format(const std::string& allowed, const Parser<V>& parse,
                       std::function<Value(const V&)> write) {
  const auto read = [allowed, parse](const Value& value, const At& at, V& out) {
    std::optional<V> parsed = parse(value, at);
    if (!parsed) return at.unexpected(value, allowed);
    out = std::move(*parsed);
    return true;
  };
  return {allowed, read, std::move(write)};
}

/// An interval; infinite ends are open and not mentioned.
struct NumberRange {
  double least = -std::numeric_limits<double>::infinity();
  double above = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
};

/// A finite number, whole or not.
Format<double> number(const NumberRange& range);
Format<bool> flag();
/// 1 to 200 characters, none of them '/' or a control character.
Format<std::string> file_name();
bool is_file_name(const std::string& text);
Format<std::string> any_text();
/// Made absolute and normal when read.
Format<std::string> path(const std::string& what);

enum class Zero : std::uint8_t { kAllowed, kRefused };

inline constexpr base::Duration kLongestDuration = std::chrono::hours{1000};

Format<base::Duration> duration(Zero zero);
Format<base::Bytes> bytes();
Format<base::Bandwidth> bandwidth();
Format<base::FlopRate> flop_rate();

/// The text of a whole-number range.
std::string whole_text(std::int64_t least, std::int64_t most);

template <class Integer>
Format<Integer> whole(std::int64_t least, std::int64_t most) {
  return plain_format<Integer>(
      whole_text(least, most),
      [=](const Value& value, const At&) -> std::optional<Integer> {
        const auto* found = value.get<std::int64_t>();
        if (found == nullptr || *found < least || *found > most) return std::nullopt;
        return static_cast<Integer>(*found);
      },
      [](const Integer& number) { return Value{static_cast<std::int64_t>(number), {}}; });
}

/// `"a", "b" or "c"`.
std::string one_of_text(const std::vector<std::string>& names);

/// One of some names; problems suggest the nearest.
template <class Enum>
Format<Enum> choice(const std::vector<std::pair<std::string, Enum>>& options) {
  std::vector<std::string> names;
  for (const auto& [name, option] : options) names.push_back(name);
  const std::string allowed = one_of_text(names);
  const auto read = [=](const Value& value, const At& at, Enum& out) {
    const auto* text = value.get<std::string>();
    if (text == nullptr) return at.unexpected(value, allowed);
    for (const auto& [name, option] : options)
      if (name == *text) {
        out = option;
        return true;
      }
    return at.unexpected(value, allowed, base::nearest(*text, names));
  };
  const auto write = [options](const Enum& chosen) {
    for (const auto& [name, option] : options)
      if (option == chosen) return Value{name, {}};
    return Value{Remark{"no such option"}, {}};
  };
  return {allowed, read, write};
}

/// A value that may be absent, which `absent` explains.
template <class V>
Format<std::optional<V>> optional(const Format<V>& format, const std::string& absent) {
  const auto read = [format](const Value& value, const At& at, std::optional<V>& out) {
    V parsed{};
    if (!format.read(value, at, parsed)) return false;
    out = std::move(parsed);
    return true;
  };
  const auto write = [format, absent](const std::optional<V>& value) {
    return value ? format.write(*value) : Value{Remark{absent}, {}};
  };
  return {format.allowed, read, write, format.inner, format.section};
}

/// A list; every wrong element is a problem of its own.
template <class V>
Format<std::vector<V>> list_of(const Format<V>& format) {
  const std::string allowed = "a list, each element " + format.allowed;
  const auto read = [=](const Value& value, const At& at, std::vector<V>& out) {
    const Array* array = value.get<Array>();
    if (array == nullptr) return at.unexpected(value, allowed);
    std::vector<V> parsed(array->size());
    bool good = true;
    for (std::size_t i = 0; i < array->size(); ++i)
      good = format.read((*array)[i], at.child(std::to_string(i)), parsed[i]) && good;
    if (good) out = std::move(parsed);
    return good;
  };
  const auto write = [format](const std::vector<V>& values) {
    Array array;
    for (const V& value : values) array.push_back(format.write(value));
    return Value{std::move(array), {}};
  };
  return {allowed, read, write};
}

/// Sections under the same [[header]], any number of them; `absent` explains what none means.
template <class V>
Format<std::vector<V>> tables_of(const Format<V>& format, const std::string& absent) {
  const Format<std::vector<V>> list = list_of(format);
  const auto write = [list, absent](const std::vector<V>& values) {
    return values.empty() ? Value{Remark{absent}, {}} : list.write(values);
  };
  return {list.allowed, list.read, write, format.inner, format.section, false, true};
}

/// One value for all, or a list that isn't empty with one for each; a list of one is one for all.
template <class V>
Format<std::vector<V>> one_or_list(const Format<V>& format, const std::string& of_each) {
  const std::string allowed = format.allowed + ", or a list with one for " + of_each;
  const auto read = [=](const Value& value, const At& at, std::vector<V>& out) {
    if (const Array* array = value.get<Array>()) {
      if (array->empty()) return at.unexpected(value, allowed);
      return list_of(format).read(value, at, out);
    }
    V single{};
    if (value.get<Table>() && !format.in_lists) return at.unexpected(value, allowed);
    if (!format.read(value, at, single)) return false;
    out = {std::move(single)};
    return true;
  };
  const auto write = [format](const std::vector<V>& values) {
    return values.size() == 1 ? format.write(values.front()) : list_of(format).write(values);
  };
  return {allowed, read, write};
}

}  // namespace consim::scenarios
