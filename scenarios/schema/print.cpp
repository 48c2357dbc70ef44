#include "scenarios/schema/print.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

namespace consim::scenarios {
namespace {

std::string quoted(const std::string& text) {
  std::ostringstream stream;
  const toml::value<std::string> value(text);
  stream << toml::toml_formatter{value, toml::format_flags::none};
  return stream.str();
}

std::string print_key(const std::string& key) {
  const bool bare =
      !key.empty() && key.find_first_not_of(
                          "abcdefghijklmnopqrstuvwxyz"
                          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
  return bare ? key : quoted(key);
}

struct Printed {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(const std::string& value) const { return quoted(value); }
  std::string operator()(const Other& value) const { return value.what; }
  std::string operator()(const Remark& value) const { return value.text; }
  std::string operator()(const Array& values) const {
    std::string text;
    for (const Value& value : values) text += (text.empty() ? "" : ", ") + print_value(value);
    return "[" + text + "]";
  }
  std::string operator()(const Table& table) const {
    std::string text;
    for (const Entry& entry : table.entries)
      if (entry.value.get<Remark>() == nullptr)
        text +=
            (text.empty() ? " " : ", ") + print_key(entry.key) + " = " + print_value(entry.value);
    return "{" + text + " }";
  }
};

bool is_section(const Value& value) {
  const Table* table = value.get<Table>();
  return table != nullptr && table->section;
}

bool is_list_of_sections(const Value& value) {
  const Array* array = value.get<Array>();
  return array != nullptr && !array->empty() && is_section(array->front());
}

void print_keys(const Table& table, std::string& text) {
  for (const Entry& entry : table.entries) {
    if (is_section(entry.value) || is_list_of_sections(entry.value)) continue;
    if (const Remark* remark = entry.value.get<Remark>()) {
      text += fmt::format("# {}: {}\n", print_key(entry.key), remark->text);
    } else {
      text += fmt::format("{} = {}\n", print_key(entry.key), print_value(entry.value));
    }
  }
}

void print_sections(const Table& table, const std::string& prefix, std::string& text) {
  for (const Entry& entry : table.entries) {
    const std::string header = prefix + print_key(entry.key);
    const auto print = [&](const Table& section) {
      print_keys(section, text);
      print_sections(section, header + ".", text);
    };
    if (is_section(entry.value)) {
      text += fmt::format("\n[{}]\n", header);
      print(*entry.value.get<Table>());
    } else if (is_list_of_sections(entry.value)) {
      for (const Value& section : *entry.value.get<Array>()) {
        text += fmt::format("\n[[{}]]\n", header);
        print(*section.get<Table>());
      }
    }
  }
}

}  // namespace

std::string print_value(const Value& value) { return std::visit(Printed{}, value.data); }

std::string print_document(const Table& root) {
  std::string text;
  print_keys(root, text);
  print_sections(root, "", text);
  return text;
}

}  // namespace consim::scenarios
