// A TOML document as plain values with positions, in the order of the text.
//
// The readers of keys work on this, not on the parser's own tree, for three reasons: a value keeps
// its position when an override moves it, entries keep the file's order, and the same type is what
// the writer fills and prints.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace consim::scenarios {

/// Source 0 is the file, source i the i-th override. Lines and columns count from 1.
struct Place {
  int source = 0;
  int line = 1;
  int column = 1;
  auto operator<=>(const Place&) const = default;
};

struct Value;
struct Entry;

using Array = std::vector<Value>;

struct Table {
  std::vector<Entry> entries;
  bool section = false;  ///< under a [header] or by dotted keys, not in braces

  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
  void set(std::string key, Value value);
};

/// A value of a type that no key takes: "a date".
struct Other {
  std::string what;
};

/// What stands for a value that isn't given: printed as a comment.
struct Remark {
  std::string text;
};

struct Value {
  std::variant<bool, std::int64_t, double, std::string, Other, Remark, Array, Table> data;
  Place place;

  template <class T>
  const T* get() const {
    return std::get_if<T>(&data);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&data);
  }
};

struct Entry {
  std::string key;
  Value value;
  Place place;              ///< of the key
  bool incidental = false;  ///< says where things lie, not what the run does
};

/// A value as a message shows it: `"ring"`, `0.5`, `a list of 3`.
std::string found_text(const Value& value);

/// The shortest TOML text that parses back to the same double: `0.1`, `16.0`, `1e-05`.
std::string number_text(double value);

/// The place of the value at a dotted path, or of its nearest ancestor that exists.
Place find_place(const Value& root, std::string_view path);
/// Null if there is none.
const Value* find_value(const Value& root, std::string_view path);

}  // namespace consim::scenarios
