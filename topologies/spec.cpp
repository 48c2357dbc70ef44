#include "topologies/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <type_traits>
#include <utility>

namespace consim::topologies {
namespace {

// Calls visit with a null pointer to each family's type, in the order of Family.
template <class Visit>
void for_each_family(Visit&& visit) {
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (visit(static_cast<const std::variant_alternative_t<i, Family>*>(nullptr)), ...);
  }(std::make_index_sequence<std::variant_size_v<Family>>());
}

template <class Pointer>
using FamilyOf = std::remove_const_t<std::remove_pointer_t<Pointer>>;

std::vector<std::string> family_names() {
  std::vector<std::string> names;
  for (const FamilyInfo& family : topology_families()) names.push_back(family.name);
  return names;
}

std::string allowed(const std::vector<std::string>& names) {
  return fmt::format("allowed: {}", fmt::join(names, ", "));
}

// What is a file's name misses its family; letters of any size name one.
std::string suggestion(std::string_view name, const std::vector<std::string>& names) {
  if (graph_format(std::string(name))) return fmt::format("file:path={}", name);
  std::string small(name);
  std::ranges::transform(small, small.begin(), [](unsigned char c) { return std::tolower(c); });
  return base::nearest(small, names);
}

std::optional<Family> read_family(OptionReader& reader) {
  std::optional<std::string> name = reader.name("family");
  if (!name && reader.has("path")) name = GraphFile::info().name;
  if (!name) {
    reader.problem("family", "missing", allowed(family_names()));
    return std::nullopt;
  }
  std::optional<Family> family;
  bool known = false;
  for_each_family([&](auto pointer) {
    using Type = FamilyOf<decltype(pointer)>;
    if (Type::info().name != *name) return;
    known = true;
    if (const std::optional<Type> value = Type::read(reader)) family = *value;
    reader.finish(Type::info());
  });
  if (!known) {
    const std::vector<std::string> names = family_names();
    reader.problem("family", fmt::format("unknown family \"{}\"", name->substr(0, 60)),
                   allowed(names), suggestion(*name, names));
  }
  return family;
}

FamilyFacts facts_of(const Family& family) {
  return std::visit([](const auto& alternative) { return alternative.facts(); }, family);
}

MixingRule default_rule(const FamilyFacts& facts) {
  if (facts.native == Native::kDefault) return MixingRule::kNative;
  return facts.directed ? MixingRule::kUniform : MixingRule::kMetropolis;
}

// The rules that a graph can have.
std::vector<std::string> fitting_rules(const FamilyFacts& facts) {
  std::vector<std::string> names;
  for (const MixingRuleInfo& rule : mixing_rules()) {
    if (facts.directed && rule.needs_undirected) continue;
    if (facts.native == Native::kNone && rule.rule == MixingRule::kNative) continue;
    names.emplace_back(rule.name);
  }
  return names;
}

// Without facts, of a family that is wrong itself, only the rule's name is looked at.
std::optional<Mixing> read_mixing(OptionReader& reader, const std::optional<FamilyFacts>& known) {
  const FamilyFacts facts = known.value_or(FamilyFacts{.native = Native::kAllowed});
  const std::optional<std::string> text = reader.name("mixing");
  if (!text) return Mixing{default_rule(facts)};
  std::optional<Mixing> mixing = parse_mixing(*text);
  const std::vector<std::string> names = fitting_rules(facts);
  const auto refuse = [&](std::string what, const std::string& nearest = "") {
    return reader.problem("mixing", std::move(what),
                          allowed(names) + (facts.period == 1 ? ", lazy_ before them, a CSV file"
                                                              : ", lazy_ before them"),
                          nearest);
  };
  if (!mixing)
    return refuse(fmt::format("unknown mixing rule \"{}\"", text->substr(0, 60)),
                  suggestion(*text, names));
  if (mixing->rule == MixingRule::kFile) {
    mixing->file = *reader.path("mixing");
    if (facts.period == 1) return mixing;
    return refuse("one matrix for graphs that change from round to round");
  }
  if (facts.directed && info(mixing->rule).needs_undirected)
    return refuse(fmt::format("{} weights need an undirected graph", *text));
  if (facts.native == Native::kNone && mixing->rule == MixingRule::kNative)
    return refuse("the graph has no weights of its own");
  return mixing;
}

}  // namespace

std::vector<FamilyInfo> topology_families() {
  std::vector<FamilyInfo> families;
  for_each_family([&](auto pointer) { families.push_back(FamilyOf<decltype(pointer)>::info()); });
  return families;
}

SpecResult build_topology_spec(std::span<const TopologyOption> options,
                               const std::string& directory) {
  OptionReader reader(options, directory);
  const std::optional<Family> family = read_family(reader);
  const std::optional<Mixing> mixing =
      read_mixing(reader, family ? std::optional(facts_of(*family)) : std::nullopt);
  SpecResult result;
  result.problems = reader.problems();
  if (result.problems.empty() && family && mixing) result.spec = TopologySpec{*family, *mixing};
  return result;
}

std::vector<TopologyOption> options_of(const TopologySpec& spec) {
  const FamilyFacts known = facts(spec);
  std::vector<TopologyOption> options = {{"family", family_name(spec)}};
  for (const KeyInfo& key : family_info(spec).keys) {
    const auto own = std::ranges::find(known.options, key.name, &TopologyOption::key);
    if (own != known.options.end())
      options.push_back(*own);
    else if (key.name == "nodes")
      options.push_back({key.name, fmt::format("{}", known.nodes)});
  }
  options.push_back({"mixing", to_string(spec.mixing)});
  return options;
}

std::string to_string(const TopologySpec& spec) {
  const FamilyInfo family = family_info(spec);
  const std::string default_mixing = to_string(Mixing{default_rule(facts(spec))});
  const auto implied = [&](const TopologyOption& option) {
    if (option.key == "family") return true;
    if (option.key == "mixing") return option.value == default_mixing;
    const auto key = std::ranges::find(family.keys, option.key, &KeyInfo::name);
    return key->default_text == option.value;
  };
  std::string text = family.name;
  char separator = ':';
  std::vector<TopologyOption> options = options_of(spec);
  // What takes the rest of the text comes last.
  std::ranges::stable_partition(
      options, [](const TopologyOption& option) { return option.key != "graphs"; });
  for (const TopologyOption& option : options) {
    if (implied(option)) continue;
    text += fmt::format("{}{}={}", separator, option.key, option.value);
    separator = ',';
  }
  return text;
}

FamilyInfo family_info(const TopologySpec& spec) {
  return std::visit([](const auto& family) { return family.info(); }, spec.family);
}

FamilyFacts facts(const TopologySpec& spec) { return facts_of(spec.family); }

std::string family_name(const TopologySpec& spec) { return family_info(spec).name; }

int nodes(const TopologySpec& spec) { return facts(spec).nodes; }

bool is_directed(const TopologySpec& spec) { return facts(spec).directed; }

}  // namespace consim::topologies
