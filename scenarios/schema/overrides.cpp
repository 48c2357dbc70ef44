#include "scenarios/schema/overrides.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "scenarios/schema/parse.h"

namespace consim::scenarios {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// What looks like a string, list or table has to be one; anything else that isn't TOML is a bare
// word.
std::optional<Value> value_of(const std::string& text, const Place& place) {
  if (std::optional<Value> value = parse_value(text, place)) return value;
  const std::string word = trimmed(text);
  if (!word.empty() && std::string_view("\"'[{").find(word.front()) != std::string_view::npos)
    return std::nullopt;
  return Value{word, place};
}

std::optional<Change> read_override(const std::string& text, int source, Report& report) {
  Change result{.key = {}, .place = {source, 1, 1}, .value = {}};
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    report.add(result.place,
               {.what = "no \"=\"", .allowed = "expected key=value, such as topology.nodes=8"});
    return std::nullopt;
  }
  result.key = trimmed(text.substr(0, equals));
  const std::vector<std::string> path = parts_of(result.key);
  if (path.size() > static_cast<std::size_t>(kMaxDepth)) {
    report.add(result.place, {.what = "the key has too many parts",
                              .allowed = fmt::format("at most {}", kMaxDepth)});
    return std::nullopt;
  }
  for (const std::string& part : path)
    if (part.empty()) {
      report.add(result.place, {.key = result.key, .what = "a part of the key is empty"});
      return std::nullopt;
    }
  const Place place{source, 1, static_cast<int>(equals) + 2};
  std::optional<Value> value = value_of(text.substr(equals + 1), place);
  if (!value) {
    report.add(place, {.key = result.key, .what = "not a TOML value"});
    return std::nullopt;
  }
  result.value = std::move(*value);
  return result;
}

// The element of a list at an index, null if there is none.
Value* element(Array& array, const std::string& part) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  const bool good =
      error == std::errc{} && end == part.data() + part.size() && index < array.size();
  return good ? &array[index] : nullptr;
}

Entry& entry(Table& table, const std::string& part, const Place& place) {
  if (Entry* found = table.find(part)) return *found;
  table.entries.push_back({part, Value{Table{}, place}, place, false});
  return table.entries.back();
}

}  // namespace

std::vector<std::string> parts_of(const std::string& key) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', begin)) {
    parts.push_back(key.substr(begin, dot - begin));
    begin = dot + 1;
  }
  parts.push_back(key.substr(begin));
  return parts;
}

void apply_change(Value& root, const Change& change, Report& report) {
  Value* at = &root;
  std::string walked;
  const std::vector<std::string> path = parts_of(change.key);
  for (const std::string& part : path) {
    Value* next = nullptr;
    if (Table* table = at->get<Table>()) {
      Entry& found = entry(*table, part, change.place);
      if (&part == &path.back()) found.place = change.place;
      next = &found.value;
    } else if (Array* array = at->get<Array>()) {
      next = element(*array, part);
      if (next == nullptr)
        return report.add(change.place,
                          {.key = change.key,
                           .what = fmt::format("\"{}\" is {}", walked, found_text(*at)),
                           .allowed = "its elements are addressed from 0"});
    } else {
      return report.add(
          change.place,
          {.key = change.key,
           .what = fmt::format("\"{}\" is {}, neither a table nor a list", walked, found_text(*at)),
           .allowed = "give the whole of it"});
    }
    walked += (walked.empty() ? "" : ".") + part;
    at = next;
  }
  *at = change.value;
}

void apply_overrides(Value& root, const std::vector<std::string>& overrides, Report& report) {
  for (std::size_t i = 0; i < overrides.size(); ++i)
    if (const std::optional<Change> change =
            read_override(overrides[i], static_cast<int>(i) + 1, report))
      apply_change(root, *change, report);
}

}  // namespace consim::scenarios
