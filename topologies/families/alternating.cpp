#include "topologies/families/alternating.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

constexpr const char* kKey = "graphs";
constexpr std::int64_t kMaxPeriod = 10'000;

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> specs;
  for (std::size_t first = 0; first <= text.size();) {
    const std::size_t plus = std::min(text.find('+', first), text.size());
    specs.push_back(text.substr(first, plus - first));
    first = plus + 1;
  }
  return specs;
}

std::int64_t period(const std::vector<TopologySpec>& graphs) {
  std::int64_t common = 1;
  for (const TopologySpec& graph : graphs) {
    const std::int64_t own = facts(graph).period;
    if (own == 0) return 0;
    common = std::lcm(common, own);
    if (common > kMaxPeriod) break;
  }
  return common * std::ssize(graphs);
}

}  // namespace

bool Alternating::operator==(const Alternating& other) const { return graphs == other.graphs; }

FamilyInfo Alternating::info() {
  return {"alternating",
          {{kKey, KeyKind::kSpecs, "graphs that take turns, each with the keys of its family"}},
          "a list of graphs, one round each in turn",
          "alternating:graphs=ring:n=32+exponential:n=32"};
}

FamilyFacts Alternating::facts() const {
  std::string text, notes;
  bool directed = false;
  for (const TopologySpec& graph : graphs) {
    if (const std::string note = topologies::facts(graph).note; !note.empty())
      notes += (notes.empty() ? "" : "; ") + note;
    if (!text.empty()) text += '+';
    text += to_string(graph);
    directed = directed || is_directed(graph);
  }
  return {.nodes = graphs.empty() ? 0 : nodes(graphs.front()),
          .directed = directed,
          .period = period(graphs),
          .native = Native::kDefault,
          .options = {{kKey, text}},
          .note = notes};
}

std::optional<Alternating> Alternating::read(OptionReader& options) {
  const std::optional<std::string> text = options.name(kKey);
  if (!text) return options.problem(kKey, "missing", "specs with + between them");
  Alternating result;
  bool good = true;
  for (const std::string& spec : split(*text)) {
    try {
      result.graphs.push_back(parse_topology_spec(spec, {}, options.directory()));
    } catch (const base::InputError& error) {
      for (const base::Problem& found : error.problems()) options.problem(kKey, to_string(found));
      good = false;
    }
  }
  if (!good) return std::nullopt;
  for (const TopologySpec& graph : result.graphs) {
    for (const TopologyOption& option : options_of(graph))
      if (option.value.find_first_of("+,") != std::string::npos)
        return options.problem(kKey, fmt::format("{} \"{}\"", option.key, option.value),
                               "paths without + and commas, those of their folders too");
    if (std::holds_alternative<Alternating>(graph.family))
      return options.problem(kKey, "a list within a list", "one list of graphs");
    if (nodes(graph) != nodes(result.graphs.front()))
      return options.problem(
          kKey, fmt::format("{} nodes and {} nodes", nodes(result.graphs.front()), nodes(graph)),
          "the same number of nodes in all graphs");
  }
  if (period(result.graphs) > kMaxPeriod)
    return options.problem(kKey, fmt::format("repeats only after more than {} rounds", kMaxPeriod));
  return result;
}

MixingMatrix native_weights(const Alternating& alternating, std::int64_t round) {
  CONSIM_ASSERT(!alternating.graphs.empty());
  const std::int64_t count = std::ssize(alternating.graphs);
  return mixing_matrix(alternating.graphs[static_cast<std::size_t>(round % count)], round / count);
}

}  // namespace consim::topologies
