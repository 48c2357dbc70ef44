#include "scenarios/schema/parse.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "base/errors.h"

namespace consim::scenarios {
namespace {

static_assert(TOML_HEADER_ONLY == 0,
              "link the compiled library: the header-only parser aborts on \"[\\n\"");

Place place_of(const toml::source_region& region) {
  if (region.begin.line == 0) return {};
  return {0, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Value convert(const toml::node& node);

Value convert_array(const toml::array& array) {
  Array values;
  for (const toml::node& element : array) values.push_back(convert(element));
  return {std::move(values), {}};
}

Value convert_table(const toml::table& source) {
  Table table;
  table.section = !source.is_inline();
  for (const auto& [key, node] : source)
    table.entries.push_back({std::string(key.str()), convert(node), place_of(key.source()), false});
  // toml++ iterates alphabetically.
  std::ranges::sort(table.entries, {}, &Entry::place);
  return {std::move(table), {}};
}

Value convert(const toml::node& node) {
  Value value;
  if (const auto* table = node.as_table()) value = convert_table(*table);
  if (const auto* array = node.as_array()) value = convert_array(*array);
  if (const auto* text = node.as_string()) value.data = text->get();
  if (const auto* whole = node.as_integer()) value.data = whole->get();
  if (const auto* number = node.as_floating_point()) value.data = number->get();
  if (const auto* flag = node.as_boolean()) value.data = flag->get();
  if (node.is_date()) value.data = Other{"a date"};
  if (node.is_time()) value.data = Other{"a time of day"};
  if (node.is_date_time()) value.data = Other{"a date and time"};
  value.place = place_of(node.source());
  return value;
}

void set_places(Value& value, const Place& place) {
  value.place = place;
  if (Table* table = value.get<Table>())
    for (Entry& entry : table->entries) {
      entry.place = place;
      set_places(entry.value, place);
    }
  if (Array* array = value.get<Array>())
    for (Value& element : *array) set_places(element, place);
}

}  // namespace

Value parse_document(std::string_view text, const std::string& file) {
  Place place;
  const auto problem = [&](const std::string& what, const std::string& allowed) {
    return base::InputError({.file = file,
                             .line = place.line,
                             .column = place.column,
                             .what = what,
                             .allowed = allowed});
  };
  if (!within_depth(text, place))
    throw problem("nested too deeply",
                  fmt::format("at most {} levels of keys, tables and lists", kMaxDepth));
  try {
    Value root = convert(toml::parse(text));
    root.place = {};
    return root;
  } catch (const toml::parse_error& error) {
    place = place_of(error.source());
    throw problem(fmt::format("not valid TOML: {}", error.description()), "");
  }
}

std::optional<Value> parse_value(std::string_view text, const Place& place) {
  Place deep;
  const std::string document = fmt::format("value = {}", text);
  if (!within_depth(document, deep)) return std::nullopt;
  try {
    const toml::table table = toml::parse(document);
    if (table.size() != 1 || text.find('#') < text.find_first_of("\"'")) return std::nullopt;
    Value value = convert(*table.get("value"));
    set_places(value, place);
    return value;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

}  // namespace consim::scenarios
