// The [topology] table: its keys are those of the families, read by topologies/spec.h.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/schema/scenario_schema.h"
#include "scenarios/schema/tagged.h"

namespace consim::scenarios {
namespace {

using topologies::FamilyInfo;
using topologies::KeyInfo;
using topologies::KeyKind;
using topologies::TopologyOption;
using topologies::TopologySpec;

const char* const kMixingDoc =
    "how much of each neighbour's parameters a node takes (`consim list mixing`); `lazy_` before a "
    "rule's name halves the step; a path, or `{ file = \"w.csv\" }`, is a matrix";

std::string allowed(KeyKind kind) {
  switch (kind) {
    case KeyKind::kWholeNumber:
      return "a whole number";
    case KeyKind::kReal:
      return "a number";
    case KeyKind::kBoolean:
      return "true or false";
    case KeyKind::kName:
      return "a text";
    case KeyKind::kPath:
      return "the path of a file";
    case KeyKind::kSpecs:
      break;
  }
  return "a list of texts such as \"ring:n=32\", or one with + between them";
}

std::optional<std::string> joined(const Array& array) {
  std::string text;
  for (const Value& value : array) {
    const auto* part = value.get<std::string>();
    if (part == nullptr) return std::nullopt;
    text += (text.empty() ? "" : "+");
    text += *part;
  }
  return text;
}

// A value as the text of an option; nothing if it has the wrong type.
std::optional<std::string> option_text(const Value& value, KeyKind kind) {
  const auto* text = value.get<std::string>();
  const auto* whole = value.get<std::int64_t>();
  switch (kind) {
    case KeyKind::kWholeNumber:
      return whole ? std::optional(fmt::format("{}", *whole)) : std::nullopt;
    case KeyKind::kReal:
      if (const auto* real = value.get<double>()) return fmt::format("{}", *real);
      return whole ? std::optional(fmt::format("{}", *whole)) : std::nullopt;
    case KeyKind::kBoolean:
      if (const auto* flag = value.get<bool>()) return *flag ? "true" : "false";
      return std::nullopt;
    case KeyKind::kSpecs:
      if (const auto* array = value.get<Array>()) return joined(*array);
      break;
    case KeyKind::kName:
    case KeyKind::kPath:
      break;
  }
  return text ? std::optional(*text) : std::nullopt;
}

Value value_of(const std::string& text, KeyKind kind) {
  switch (kind) {
    case KeyKind::kWholeNumber:
      return {std::int64_t{std::stoll(text)}, {}};
    case KeyKind::kReal:
      return {std::stod(text), {}};
    case KeyKind::kBoolean:
      return {text == "true", {}};
    default:
      return {text, {}};
  }
}

std::string full_key(const std::string& key) { return std::string(topologies::full_key(key)); }

const KeyInfo* find_key(const FamilyInfo& family, const std::string& key) {
  const auto found = std::ranges::find(family.keys, key, &KeyInfo::name);
  return found == family.keys.end() ? nullptr : &*found;
}

bool by_path(const FamilyInfo* family) {
  return family != nullptr && family->name == topologies::GraphFile::info().name;
}

class Reader {
 public:
  Reader(const Value& value, const At& at) : value_(value), table_(*value.get<Table>()), at_(at) {}

  bool read(TopologySpec& out) {
    const FamilyInfo* family = find_family();
    bool good = !misspelt_family();
    for (const Entry& entry : table_.entries) good = add(entry, family) && good;
    if (!good) return false;
    const topologies::SpecResult result =
        topologies::build_topology_spec(options_, at_.reading.directory.string());
    for (const topologies::OptionProblem& found : result.problems)
      at_.child(full_key(found.problem.key))
          .problem(
              found.option < 0 ? value_.place : places_[static_cast<std::size_t>(found.option)],
              found.problem);
    if (result.spec) out = *result.spec;
    return result.spec.has_value();
  }

 private:
  bool misspelt_family() const {
    if (table_.find("family") != nullptr) return false;
    for (const Entry& entry : table_.entries)
      if (!base::nearest(entry.key, std::vector<std::string>{"family"}).empty()) {
        at_.child(entry.key).problem(entry.place, {.what = "unknown key", .suggestion = "family"});
        return true;
      }
    return false;
  }

  // Null if it isn't known: building the spec says so. A path is a family too, where none is named
  // with it or later.
  const FamilyInfo* find_family() {
    const Entry* entry = table_.find("family");
    const Entry* file = find_file();
    const bool by_file =
        file != nullptr && (entry == nullptr || entry->place.source < file->place.source);
    const auto* name = entry == nullptr ? nullptr : entry->value.get<std::string>();
    if (name == nullptr && !by_file) return nullptr;
    chosen_in_ = (by_file ? file : entry)->place.source;
    const std::string chosen = by_file ? topologies::GraphFile::info().name : *name;
    const auto found = std::ranges::find(families_, chosen, &FamilyInfo::name);
    return found == families_.end() ? nullptr : &*found;
  }

  // The last of `file` and `path`.
  const Entry* find_file() const {
    const Entry* last = nullptr;
    for (const Entry& entry : table_.entries)
      if (full_key(entry.key) == "path" &&
          (last == nullptr || last->place.source < entry.place.source))
        last = &entry;
    return last;
  }

  bool add(const Entry& entry, const FamilyInfo* family) {
    const std::string key = full_key(entry.key);
    const KeyInfo* info = family == nullptr ? nullptr : find_key(*family, key);
    const bool known = info != nullptr || key == "family" || key == "mixing";
    // A file has a number of nodes of its own.
    const bool falls_away = !known || key == "family" || (key == "nodes" && by_path(family));
    const bool of_the_family_before =
        family != nullptr && falls_away && entry.place.source < chosen_in_;
    if (of_the_family_before || replaced(entry)) return true;
    if (key == "mixing") return add_mixing(entry);
    if (!known) {  // passed on, for a problem that says so
      push(entry.key, found_text(entry.value), entry.place);
      return true;
    }
    const KeyKind kind = info != nullptr ? info->kind : KeyKind::kName;
    const std::optional<std::string> text = option_text(entry.value, kind);
    if (!text) return at_.child(key).unexpected(entry.value, allowed(kind));
    push(entry.key, *text, entry.value.place);
    return true;
  }

  bool add_mixing(const Entry& entry) {
    const Table* table = entry.value.get<Table>();
    const Entry* file = table && table->entries.size() == 1 ? table->find("file") : nullptr;
    const auto* text = (file ? file->value : entry.value).get<std::string>();
    if (text == nullptr)
      return at_.child("mixing").unexpected(entry.value, "a rule's name or { file = \"w.csv\" }");
    push("mixing", *text, entry.value.place);
    return true;
  }

  // A later override gives the same key, by either of its names.
  bool replaced(const Entry& entry) const {
    return std::ranges::any_of(table_.entries, [&](const Entry& other) {
      return full_key(other.key) == full_key(entry.key) && entry.place.source < other.place.source;
    });
  }

  void push(const std::string& key, const std::string& text, const Place& place) {
    options_.push_back({key, text});
    places_.push_back(place);
  }

  const Value& value_;
  const Table& table_;
  const At& at_;
  std::vector<FamilyInfo> families_ = topologies::topology_families();
  int chosen_in_ = 0;  // the source that names the family
  std::vector<TopologyOption> options_;
  std::vector<Place> places_;
};

bool read_topology(const Value& value, const At& at, TopologySpec& out) {
  if (value.get<Table>() == nullptr) return at.unexpected(value, "a table with family");
  return Reader(value, at).read(out);
}

Value write_topology(const TopologySpec& spec) {
  Table table;
  table.section = true;
  const FamilyInfo family = topologies::family_info(spec);
  for (const TopologyOption& option : topologies::options_of(spec)) {
    const KeyInfo* key = find_key(family, option.key);
    table.set(option.key, value_of(option.value, key == nullptr ? KeyKind::kName : key->kind));
  }
  return {std::move(table), {}};
}

std::string default_text(const std::string& text) {
  const bool is_value = text.find(' ') == std::string::npos && text != "required";
  return is_value ? "`" + text + "`" : text;
}

std::vector<KeyDoc> topology_docs() {
  std::vector<std::vector<KeyDoc>> by_family;
  std::vector<std::string> names;
  std::string doc = "the graph";
  for (const FamilyInfo& family : topologies::topology_families()) {
    names.push_back(family.name);
    doc += "; `" + family.name + "`: " + family.description;
    std::vector<KeyDoc>& docs = by_family.emplace_back();
    for (const KeyInfo& key : family.keys)
      docs.push_back({key.name,
                      allowed(key.kind),
                      default_text(key.default_text),
                      key.description,
                      "",
                      {},
                      false});
  }
  std::vector<KeyDoc> docs = merge_docs("family", by_family, names);
  docs.insert(docs.begin(), {"family", one_of_text(names), "required", doc, "", {}, false});
  docs.push_back(
      {"mixing",
       "a rule's name, or { file = \"w.csv\" }",
       "`\"native\"` where the family has weights of its own, else `\"metropolis\"`, of a "
       "directed graph `\"uniform\"`",
       kMixingDoc,
       "",
       {},
       false});
  return docs;
}

}  // namespace

Format<TopologySpec> topology_format() {
  return {"a table with family", read_topology, write_topology, topology_docs(), true};
}

}  // namespace consim::scenarios
