#include "scenarios/save.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "scenarios/schema/document.h"
#include "scenarios/schema/print.h"
#include "scenarios/schema/scenario_schema.h"

namespace consim::scenarios {
namespace {

struct Leaf {
  std::string key;
  std::string text;
};

bool is_section(const Value& value) {
  const Table* table = value.get<Table>();
  return table != nullptr && table->section;
}

void flatten(const Value& value, const std::string& key, std::vector<Leaf>& leaves) {
  const auto inside = [&](const std::string& name) {
    return key.empty() ? name : key + "." + name;
  };
  const Array* array = value.get<Array>();
  if (const Table* table = value.get<Table>()) {
    for (const Entry& entry : table->entries)
      if (!entry.incidental) flatten(entry.value, inside(entry.key), leaves);
  } else if (array != nullptr && !array->empty() && is_section(array->front())) {
    for (std::size_t i = 0; i < array->size(); ++i)
      flatten((*array)[i], inside(std::to_string(i)), leaves);
  } else {
    const bool absent = value.get<Remark>() != nullptr;
    leaves.push_back({key, absent ? kNotGiven : print_value(value)});
  }
}

std::vector<Leaf> leaves_of(const Scenario& scenario) {
  std::vector<Leaf> leaves;
  flatten(scenario_format().write(scenario), "", leaves);
  return leaves;
}

// A reference beside the scenario's own result, as in a batch, is called by its name alone.
void shorten_reference(AlgorithmConfig& algorithm, const std::filesystem::path& folder) {
  auto* dsgd = std::get_if<Dsgd>(&algorithm);
  auto* control = dsgd == nullptr ? nullptr : std::get_if<FractionOfMaxControl>(&dsgd->control);
  if (control == nullptr) return;
  const std::filesystem::path reference = control->reference;
  if (reference.parent_path() == folder) control->reference = reference.filename().string();
}

Scenario wherever_it_lies(Scenario scenario) {
  if (!scenario.output.path) return scenario;
  const std::filesystem::path folder = std::filesystem::path(*scenario.output.path).parent_path();
  shorten_reference(scenario.algorithm, folder);
  for (Phase& phase : scenario.phase)
    if (phase.algorithm) shorten_reference(*phase.algorithm, folder);
  return scenario;
}

std::string text_of(const std::vector<Leaf>& leaves, const std::string& key) {
  const auto found = std::ranges::find(leaves, key, &Leaf::key);
  return found == leaves.end() ? kNotGiven : found->text;
}

// The values under a key; with `*` in place of an index, those of all elements that have one.
void collect(const Value& value, std::string_view key, std::vector<const Value*>& found) {
  const std::size_t star = key.find('*');
  if (star == std::string_view::npos) {
    const Value* one = find_value(value, key);
    if (one != nullptr && one->get<Remark>() == nullptr) found.push_back(one);
    return;
  }
  const bool last = star + 1 == key.size();
  if (star == 0 || key[star - 1] != '.' || (!last && key[star + 1] != '.')) return;
  const Value* list = find_value(value, key.substr(0, star - 1));
  const Array* elements = list == nullptr ? nullptr : list->get<Array>();
  if (elements == nullptr) return;
  for (const Value& element : *elements)
    if (last)
      found.push_back(&element);
    else
      collect(element, key.substr(star + 2), found);
}

std::string text_of(const Value& value) {
  const auto* text = value.get<std::string>();
  return text != nullptr ? *text : print_value(value);
}

}  // namespace

std::string to_toml(const Scenario& scenario) {
  return print_document(*scenario_format().write(scenario).get<Table>());
}

std::string value_of(const Scenario& scenario, const std::string& key) {
  const Value root = scenario_format().write(scenario);
  std::vector<const Value*> found;
  collect(root, key, found);
  std::vector<std::string> texts;
  for (const Value* value : found) texts.push_back(text_of(*value));
  return texts.empty() ? kNotGiven : fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<std::string> keys_of(const Scenario& scenario) {
  std::vector<std::string> keys;
  for (const Leaf& leaf : leaves_of(scenario)) keys.push_back(leaf.key);
  return keys;
}

std::vector<Difference> differences(const Scenario& a, const Scenario& b) {
  const std::vector<Leaf> first = leaves_of(wherever_it_lies(a));
  const std::vector<Leaf> second = leaves_of(wherever_it_lies(b));
  std::vector<Difference> differences;
  for (const Leaf& leaf : first)
    if (std::string other = text_of(second, leaf.key); other != leaf.text)
      differences.push_back({leaf.key, leaf.text, std::move(other)});
  for (const Leaf& leaf : second)
    if (std::ranges::find(first, leaf.key, &Leaf::key) == first.end() && leaf.text != kNotGiven)
      differences.push_back({leaf.key, kNotGiven, leaf.text});
  return differences;
}

std::string run_text(const Scenario& scenario) {
  std::string text;
  for (const Leaf& leaf : leaves_of(wherever_it_lies(scenario)))
    if (leaf.text != kNotGiven) text += leaf.key + " = " + leaf.text + "\n";
  return text;
}

}  // namespace consim::scenarios
