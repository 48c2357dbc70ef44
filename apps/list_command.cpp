#include <fmt/format.h>

#include <map>
#include <memory>

#include "apps/command.h"
#include "models/dataset.h"
#include "models/network.h"
#include "scenarios/profiles.h"
#include "topologies/spec.h"

namespace consim::apps {
namespace {

void list_models() {
  for (const auto& [name, description] : models::networks())
    fmt::print("{:<10} {}\n", name, description);
}

void list_datasets() {
  for (const auto& [name, description] : models::datasets())
    fmt::print("{:<17} {}\n", name, description);
  fmt::print("{:<17} {}\n", "quadratic",
             "closed-form objective with gradient noise, in double precision");
}

void list_devices() {
  for (const std::string& name : scenarios::device_names())
    fmt::print("{:<20} {}\n", name, scenarios::load_device(name).description);
}

void list_links() {
  for (const std::string& name : scenarios::link_names()) {
    const scenarios::LinkProfile link = scenarios::load_link(name);
    fmt::print("{:<16} {:>9} {:>13}  {}\n", name, base::to_string(link.latency),
               base::to_string(link.bandwidth), link.description);
  }
}

void list_topologies() {
  for (const topologies::FamilyInfo& family : topologies::topology_families())
    fmt::print("{:<21}  {}\n{:<21}  {}\n", family.name, family.description, "", family.example);
}

void list_mixing() {
  for (const topologies::MixingRuleInfo& rule : topologies::mixing_rules())
    fmt::print("{:<17}  {}\n", rule.name, rule.description);
  fmt::print("{:<17}  {}\n{:<17}  {}\n", "lazy_RULE", "halfway to keeping one's own: (I + W) / 2",
             "FILE.csv", "a matrix: n lines of n numbers, or row,column,weight");
}

void list_algorithms() {
  fmt::print("{:<10} {}\n", "dsgd",
             "decentralized SGD: local step, then gossip rounds with the neighbours");
  fmt::print("{:<10} {}\n", "allreduce",
             "synchronous data parallelism: exact averaging after every local step");
}

}  // namespace

Command list_command(CLI::App& program) {
  static const std::map<std::string, void (*)()> kLists = {
      {"models", list_models},        {"datasets", list_datasets},     {"devices", list_devices},
      {"links", list_links},          {"topologies", list_topologies}, {"mixing", list_mixing},
      {"algorithms", list_algorithms}};
  const auto what = std::make_shared<std::string>();
  CLI::App* app = program.add_subcommand("list", "List what a scenario can name");
  app->add_option("what", *what, "models|datasets|devices|links|topologies|mixing|algorithms")
      ->required()
      ->check(CLI::IsMember(kLists));
  app->footer("Example:\n  consim list links");
  return {app, [what] {
            kLists.at (*what)();
            return int{kDone};
          }};
}

}  // namespace consim::apps
