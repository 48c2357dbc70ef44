#include <fmt/format.h>

#include <memory>

#include "apps/command.h"
#include "apps/topology_json.h"
#include "topologies/report.h"

namespace consim::apps {

Command topology_command(CLI::App& program) {
  struct Options {
    std::string spec;
    std::string mixing;
    bool json = false;
    std::string method = "auto";
    topologies::AnalyzeOptions analyze;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand(
      "topology", "Analyse a communication graph: mixing matrix, spectral gap, consensus speed");
  app->add_option("spec", options->spec, "family:key=value,... such as torus:rows=4,cols=8")
      ->required();
  app->add_option("--mixing", options->mixing, "mixing rule, in place of the spec's");
  app->add_flag("--json", options->json, "one JSON object on stdout");
  app->add_flag("--eigenvalues", options->analyze.eigenvalues, "all eigenvalues of W");
  app->add_option("--gamma", options->analyze.gammas,
                  "decay of the effective number of neighbours, in [0, 1)")
      ->allow_extra_args(false)
      ->capture_default_str();
  app->add_option("--method", options->method, "auto|closed_form|dense|shift_invert|lanczos");
  app->footer(
      "Examples:\n  consim topology ring:n=32\n"
      "  consim topology torus:rows=4,cols=8 --json --eigenvalues");
  const auto run = [options] {
    std::vector<topologies::TopologyOption> overrides;
    if (!options->mixing.empty()) overrides.push_back({"mixing", options->mixing});
    const auto spec = topologies::parse_topology_spec(options->spec, overrides);
    if (auto m = topologies::parse_spectrum_method(options->method)) options->analyze.method = *m;
    const auto report = topologies::analyze(spec, options->analyze);
    if (options->json)
      fmt::print("{}\n", to_json(report).dump(2));
    else
      fmt::print("{}", topologies::describe(report));
    return int{kDone};
  };
  return {app, run};
}

}  // namespace consim::apps
