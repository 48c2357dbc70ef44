#include "scenarios/schema/point_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/hash.h"
#include "scenarios/schema/print.h"

namespace consim::scenarios {
namespace {

constexpr std::size_t kLongestValue = 60;
constexpr std::size_t kLongestName = 180;

bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_safe(char c) {
  return is_plain(c) || std::string_view("._+-").find(c) != std::string::npos;
}

std::string cut(const std::string& shown, const std::string& whole, std::size_t longest) {
  constexpr std::size_t kHash = 17;
  if (shown.size() <= longest) return shown;
  base::Hash64 hash;
  hash.add_bytes(whole.data(), whole.size());
  return fmt::format("{}~{:016x}", shown.substr(0, longest - kHash), hash.value());
}

std::string safe(std::string text) {
  std::ranges::replace_if(text, [](char c) { return !is_safe(c); }, '_');
  if (text.empty()) text.push_back('_');
  return text;
}

struct Shown {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{}", value); }
  std::string operator()(const std::string& value) const { return safe(value); }
  std::string operator()(const Other&) const { return "_"; }
  std::string operator()(const Remark&) const { return "_"; }
  std::string operator()(const Array& values) const {
    std::string text;
    for (const Value& value : values)
      text += (text.empty() ? "" : "+") + std::visit(*this, value.data);
    return text.empty() ? "none" : text;
  }
  std::string operator()(const Table& table) const {
    std::string text;
    for (const Entry& entry : table.entries)
      text += (text.empty() ? "" : "-") + std::visit(*this, entry.value.data);
    return text.empty() ? "none" : text;
  }
};

bool begins_with_index(std::string_view ending) {
  return std::isdigit(static_cast<unsigned char>(ending.front())) != 0;
}

bool ends_with_parts(std::string_view key, std::string_view ending) {
  return key == ending || (key.ends_with(ending) && key[key.size() - ending.size() - 1] == '.');
}

std::string short_key(const std::string& key, const std::vector<std::string>& keys) {
  for (std::size_t dot = key.rfind('.'); dot != std::string::npos && dot > 0;
       dot = key.rfind('.', dot - 1)) {
    const std::string ending = key.substr(dot + 1);
    const auto sharing = std::ranges::count_if(
        keys, [&](const std::string& other) { return ends_with_parts(other, ending); });
    if (sharing == 1 && !begins_with_index(ending)) return ending;
  }
  return key;
}

}  // namespace

std::vector<std::string> short_keys(const std::vector<std::string>& keys) {
  std::vector<std::string> endings;
  for (const std::string& key : keys) endings.push_back(safe(short_key(key, keys)));
  return endings;
}

std::string value_label(const Value& value) {
  return cut(std::visit(Shown{}, value.data), print_value(value), kLongestValue);
}

std::string point_name(const std::string& arm, const std::vector<std::string>& parts) {
  std::string name = arm;
  for (const std::string& part : parts) name += (name.empty() ? "" : ",") + part;
  return cut(name, name, kLongestName);
}

bool is_arm_name(const std::string& text) {
  return !text.empty() && text.size() <= kLongestValue && is_plain(text.front()) &&
         std::ranges::all_of(text, is_safe);
}

}  // namespace consim::scenarios
