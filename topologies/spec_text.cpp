// The command line's form of a topology: `family:key=value,…`.
#include <fmt/format.h>

#include <algorithm>

#include "topologies/spec.h"

namespace consim::topologies {
namespace {

constexpr std::size_t kMaxText = 1000;
constexpr std::string_view kTakesAll = "graphs=";  // specs with commas of their own
constexpr std::string_view kSyntax = "family:key=value,…, such as torus:rows=4,cols=8";

[[noreturn]] void refuse(std::string_view text, std::string what) {
  base::Problem problem;
  problem.file = std::string(text.substr(0, 60));
  problem.what = std::move(what);
  problem.allowed = std::string(kSyntax);
  throw base::InputError(std::move(problem));
}

std::string trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return std::string(text.substr(0, text.find_last_not_of(' ') + 1));
}

TopologyOption split_option(std::string_view text, std::string_view part) {
  const std::size_t equals = part.find('=');
  if (equals == std::string_view::npos) refuse(text, fmt::format("\"{}\" has no value", part));
  TopologyOption option{trimmed(part.substr(0, equals)), trimmed(part.substr(equals + 1))};
  if (option.key.empty()) refuse(text, fmt::format("\"{}\" has no key", part));
  if (option.value.empty()) refuse(text, fmt::format("\"{}\" has no value", part));
  return option;
}

std::vector<TopologyOption> split_spec(std::string_view text) {
  if (text.size() > kMaxText) refuse(text, fmt::format("longer than {} characters", kMaxText));
  const std::size_t colon = text.find(':');
  if (colon == 0 || text.empty()) refuse(text, "no family");
  std::vector<TopologyOption> options = {{"family", trimmed(text.substr(0, colon))}};
  if (colon == std::string_view::npos) return options;
  std::string_view rest = text.substr(colon + 1);
  for (bool more = true; more;) {
    const bool takes_all = trimmed(rest).starts_with(kTakesAll);
    const std::size_t comma = takes_all ? std::string_view::npos : rest.find(',');
    options.push_back(split_option(text, rest.substr(0, comma)));
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  return options;
}

}  // namespace

TopologySpec parse_topology_spec(std::string_view text, std::span<const TopologyOption> overrides,
                                 const std::string& directory) {
  std::vector<TopologyOption> options = split_spec(text);
  for (const TopologyOption& replacement : overrides) {
    std::erase_if(options,
                  [&](const TopologyOption& option) { return option.key == replacement.key; });
    options.push_back(replacement);
  }
  const SpecResult result = build_topology_spec(options, directory);
  if (result.spec) return *result.spec;
  std::vector<base::Problem> problems;
  for (const OptionProblem& found : result.problems) {
    problems.push_back(found.problem);
    problems.back().file = std::string(text);
  }
  throw base::InputError(std::move(problems));
}

}  // namespace consim::topologies
