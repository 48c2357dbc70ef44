#include "scenarios/schema/fields.h"

#include <algorithm>

#include "scenarios/schema/print.h"
#include "scenarios/schema/tagged.h"

namespace consim::scenarios {
namespace {

std::string join(const std::vector<std::string>& names, const std::string& separator) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : separator) + name;
  return text;
}

bool same(const KeyDoc& a, const KeyDoc& b) {
  return a.name == b.name && a.allowed == b.allowed && a.default_text == b.default_text &&
         a.doc == b.doc;
}

// "expected one of kind; rows goes with kind = "sketch""
std::string allowed_keys(const std::vector<std::string>& names, const Tag& tag,
                         const std::string& key) {
  constexpr std::size_t kListed = 4;
  std::string text = "expected one of " + join(names, ", ");
  std::vector<std::string> others = tag.others ? tag.others(key) : std::vector<std::string>();
  if (others.empty()) return text;
  const bool more = others.size() > kListed;
  if (more) others.resize(kListed);
  return text + "; " + key + " goes with " + tag.key + " = \"" + join(others, "\", \"") + '"' +
         (more ? ", …" : "");
}

}  // namespace

const Entry* find_entry(const Table& table, const Key& key, const At& at) {
  const Entry* by_name = table.find(key.name);
  const Entry* by_alias = key.alias.empty() ? nullptr : table.find(key.alias);
  if (by_name == nullptr || by_alias == nullptr) return by_name != nullptr ? by_name : by_alias;
  const Entry* later = by_name->place < by_alias->place ? by_alias : by_name;
  if (by_name->place.source == by_alias->place.source)
    at.problem(later->place, {.what = "given twice",
                              .allowed = "\"" + key.alias + "\" is short for \"" + key.name + '"'});
  return later;
}

bool refuse_unknown(const Table& table, const std::vector<Key>& keys, const Tag& tag,
                    const At& at) {
  std::vector<std::string> names;
  if (!tag.key.empty()) names.push_back(tag.key);
  for (const Key& key : keys) names.push_back(key.name);
  const std::string what =
      tag.key.empty() ? "unknown key" : "unknown key with " + tag.key + " = \"" + tag.value + '"';
  bool good = true;
  for (const Entry& entry : table.entries) {
    const bool alias =
        std::ranges::any_of(keys, [&](const Key& key) { return key.alias == entry.key; });
    if (alias || std::ranges::find(names, entry.key) != names.end()) continue;
    at.child(entry.key).problem(entry.place, {.what = what,
                                              .allowed = allowed_keys(names, tag, entry.key),
                                              .suggestion = base::nearest(entry.key, names)});
    good = false;
  }
  return good;
}

std::string default_text(const Key& key, const Value& value) {
  if (key.required) return "required";
  if (!key.default_text.empty()) return key.default_text;
  if (value.get<Remark>() != nullptr) return print_value(value);
  return value.get<Table>() != nullptr && value.get<Table>()->section
             ? ""
             : '`' + print_value(value) + '`';
}

std::vector<KeyDoc> merge_docs(const std::string& tag,
                               const std::vector<std::vector<KeyDoc>>& by_option,
                               const std::vector<std::string>& labels) {
  std::vector<KeyDoc> merged;
  std::vector<std::vector<std::string>> owners;
  for (std::size_t i = 0; i < by_option.size(); ++i)
    for (const KeyDoc& doc : by_option[i]) {
      const auto known =
          std::ranges::find_if(merged, [&](const KeyDoc& other) { return same(doc, other); });
      if (known == merged.end()) {
        merged.push_back(doc);
        owners.push_back({labels[i]});
      } else {
        owners[static_cast<std::size_t>(known - merged.begin())].push_back(labels[i]);
      }
    }
  for (std::size_t i = 0; i < merged.size(); ++i)
    if (owners[i].size() < labels.size()) merged[i].condition = tag + " = " + join(owners[i], ", ");
  return merged;
}

}  // namespace consim::scenarios
