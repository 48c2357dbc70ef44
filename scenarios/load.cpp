#include "scenarios/load.h"

#include <fmt/format.h>

#include "base/text_file.h"
#include "scenarios/schema/contradictions.h"
#include "scenarios/schema/overrides.h"
#include "scenarios/schema/parse.h"
#include "scenarios/schema/read_scenario.h"
#include "scenarios/schema/resolve.h"
#include "scenarios/schema/scenario_schema.h"

namespace consim::scenarios {
namespace {

std::vector<std::string> sources(const std::string& file, std::size_t overrides) {
  std::vector<std::string> names = {file};
  for (std::size_t i = 1; i <= overrides; ++i) names.push_back(fmt::format("--set[{}]", i));
  return names;
}

}  // namespace

Scenario read_scenario(const Value& root, const Origin& origin, Report& report) {
  Scenario scenario;
  const std::string stem = std::filesystem::path(origin.file).stem().string();
  if (is_file_name(stem)) scenario.name = stem;
  Reading reading{report,
                  std::filesystem::absolute(origin.directory.empty() ? "." : origin.directory)};
  scenario_format().read(root, {reading, ""}, scenario);
  resolve_alternatives(scenario, root);
  find_contradictions(scenario, root, report);
  report.throw_if_any();
  resolve_profiles(scenario.cluster);
  return scenario;
}

Scenario parse_scenario(std::string_view text, const Origin& origin,
                        const std::vector<std::string>& overrides) {
  if (text.size() > kMaxScenarioBytes)
    throw base::InputError({.file = origin.file, .what = "is larger than 1 MiB"});
  Value root = parse_document(text, origin.file);
  Report report(sources(origin.file, overrides.size()));
  apply_overrides(root, overrides, report);
  return read_scenario(root, origin, report);
}

Scenario load_scenario(const std::filesystem::path& file,
                       const std::vector<std::string>& overrides) {
  return parse_scenario(base::read_text_file(file, kMaxScenarioBytes),
                        {file.string(), file.parent_path()}, overrides);
}

std::vector<base::Problem> locate(const std::vector<base::Problem>& problems,
                                  const std::filesystem::path& file,
                                  const std::vector<std::string>& overrides) {
  Value root = parse_document(base::read_text_file(file, kMaxScenarioBytes), file.string());
  Report report(sources(file.string(), overrides.size()));
  apply_overrides(root, overrides, report);
  for (const base::Problem& problem : problems) {
    if (problem.file.empty() && !problem.key.empty())
      report.add(find_place(root, problem.key), problem);
    else
      report.add_elsewhere({problem});
  }
  return report.sorted();
}

}  // namespace consim::scenarios
