#include "topologies/spec.h"

#include <fmt/format.h>

#include <algorithm>
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

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (const MixingRuleInfo& rule : mixing_rules()) names.emplace_back(rule.name);
  return names;
}

std::string allowed(const std::vector<std::string>& names) {
  return fmt::format("allowed: {}", fmt::join(names, ", "));
}

std::optional<Family> read_family(OptionReader& reader) {
  const std::optional<std::string> name = reader.name("family");
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
    reader.finish(*name);
  });
  if (!known) {
    const std::vector<std::string> names = family_names();
    reader.problem("family", fmt::format("unknown family \"{}\"", name->substr(0, 60)),
                   allowed(names), base::nearest(*name, names));
  }
  return family;
}

MixingRule default_rule(bool directed) {
  return directed ? MixingRule::kUniform : MixingRule::kMetropolis;
}

std::optional<MixingRule> read_mixing(OptionReader& reader, bool directed) {
  const std::optional<std::string> name = reader.name("mixing");
  if (!name) return default_rule(directed);
  const std::optional<MixingRule> rule = parse_mixing_rule(*name);
  if (!rule) {
    const std::vector<std::string> names = rule_names();
    reader.problem("mixing", fmt::format("unknown mixing rule \"{}\"", name->substr(0, 60)),
                   allowed(names), base::nearest(*name, names));
  } else if (directed &&
             std::ranges::find(mixing_rules(), *rule, &MixingRuleInfo::rule)->needs_undirected) {
    reader.problem("mixing", fmt::format("{} weights need an undirected graph", *name),
                   "allowed: uniform");
    return std::nullopt;
  }
  return rule;
}

FamilyFacts facts(const Family& family) {
  return std::visit([](const auto& alternative) { return alternative.facts(); }, family);
}

}  // namespace

std::vector<FamilyInfo> topology_families() {
  std::vector<FamilyInfo> families;
  for_each_family([&](auto pointer) { families.push_back(FamilyOf<decltype(pointer)>::info()); });
  return families;
}

SpecResult build_topology_spec(std::span<const TopologyOption> options) {
  OptionReader reader(options);
  const std::optional<Family> family = read_family(reader);
  const std::optional<MixingRule> mixing = read_mixing(reader, family && facts(*family).directed);
  SpecResult result;
  result.problems = reader.problems();
  if (result.problems.empty() && family && mixing) result.spec = TopologySpec{*family, *mixing};
  return result;
}

std::vector<TopologyOption> options_of(const TopologySpec& spec) {
  std::vector<TopologyOption> options = {{"family", family_name(spec)},
                                         {"nodes", fmt::format("{}", nodes(spec))}};
  for (TopologyOption& own : facts(spec.family).options) options.push_back(std::move(own));
  options.push_back({"mixing", std::string(to_string(spec.mixing))});
  return options;
}

std::string to_string(const TopologySpec& spec) {
  std::string text = family_name(spec);
  char separator = ':';
  for (const TopologyOption& option : options_of(spec)) {
    const bool implied = option.key == "family" ||
                         (option.key == "directed" && option.value == "false") ||
                         (option.key == "mixing" && spec.mixing == default_rule(is_directed(spec)));
    if (implied) continue;
    text += fmt::format("{}{}={}", separator, option.key, option.value);
    separator = ',';
  }
  return text;
}

std::string family_name(const TopologySpec& spec) {
  return std::visit([](const auto& family) { return family.info().name; }, spec.family);
}

int nodes(const TopologySpec& spec) { return facts(spec.family).nodes; }

bool is_directed(const TopologySpec& spec) { return facts(spec.family).directed; }

Symmetry symmetry(const TopologySpec& spec) { return facts(spec.family).symmetry; }

Graph make_graph(const TopologySpec& spec) {
  return std::visit([](const auto& family) { return make_graph(family); }, spec.family);
}

Topology make_topology(const TopologySpec& spec) {
  Graph graph = make_graph(spec);
  MixingMatrix mixing = mix(graph, spec.mixing);
  return {spec, std::move(graph), std::move(mixing)};
}

}  // namespace consim::topologies
