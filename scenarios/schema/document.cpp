#include "scenarios/schema/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace consim::scenarios {
namespace {

std::string quoted(const std::string& text) {
  constexpr std::size_t kShown = 60;
  std::string shown = "\"";
  for (const char c : text.substr(0, kShown)) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) {
      shown += fmt::format("\\x{:02x}", code);
    } else {
      shown += c;
    }
  }
  return shown + (text.size() > kShown ? "…\"" : "\"");
}

struct Shown {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(const std::string& value) const { return quoted(value); }
  std::string operator()(const Other& value) const { return value.what; }
  std::string operator()(const Remark&) const { return "nothing"; }
  std::string operator()(const Array& value) const {
    return value.empty() ? "an empty list" : fmt::format("a list of {}", value.size());
  }
  std::string operator()(const Table&) const { return "a table"; }
};

struct Found {
  const Value* value = nullptr;
  Place place;
};

Found descend(const Value& value, std::string_view key) {
  if (const Table* table = value.get<Table>()) {
    const Entry* entry = table->find(key);
    return entry == nullptr ? Found{nullptr, value.place}
                            : Found{&entry->value, entry->value.place};
  }
  if (const Array* array = value.get<Array>()) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (error == std::errc{} && end == key.data() + key.size() && index < array->size())
      return {&(*array)[index], (*array)[index].place};
  }
  return {nullptr, value.place};
}

Found find(const Value& root, std::string_view path) {
  Found found{&root, root.place};
  while (!path.empty() && found.value != nullptr) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    found = descend(*found.value, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return found;
}

}  // namespace

const Entry* Table::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

Entry* Table::find(std::string_view key) {
  const auto found = std::ranges::find(entries, key, &Entry::key);
  return found == entries.end() ? nullptr : &*found;
}

void Table::set(std::string key, Value value) {
  const Place place = value.place;
  if (Entry* entry = find(key)) {
    entry->value = std::move(value);
    entry->place = place;
  } else {
    entries.push_back({std::move(key), std::move(value), place, false});
  }
}

std::string number_text(double value) {
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".eni") == std::string::npos ? text + ".0" : text;
}

std::string found_text(const Value& value) { return std::visit(Shown{}, value.data); }

Place find_place(const Value& root, std::string_view path) { return find(root, path).place; }

const Value* find_value(const Value& root, std::string_view path) { return find(root, path).value; }

}  // namespace consim::scenarios
