#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "analysis/topology_comparison.h"
#include "analysis/topology_picture.h"
#include "apps/command.h"
#include "apps/gossip_options.h"
#include "apps/topology_json.h"
#include "apps/write_file.h"
#include "topologies/contraction.h"
#include "topologies/files/graph_file.h"
#include "topologies/report.h"

namespace consim::apps {
namespace {

constexpr int kMostForPictureOfRounds = 512;  // nodes
constexpr int kFewestRoundsDrawn = 16, kMostRoundsDrawn = 64;

struct Options {
  std::vector<std::string> specs;
  std::string mixing;
  std::string method = "auto";
  std::string plot;
  std::string graph_file;
  bool json = false;
  bool overwrite = false;
  double fraction = 0.1;
  GossipOptions gossip;
  topologies::AnalyzeOptions analyze;
};

[[noreturn]] void refuse(const std::string& key, std::string what, std::string allowed,
                         std::string suggestion = "") {
  throw base::InputError(base::Problem{.key = key,
                                       .what = std::move(what),
                                       .allowed = std::move(allowed),
                                       .suggestion = std::move(suggestion)});
}

std::vector<topologies::TopologySpec> parse_specs(const Options& options) {
  std::vector<topologies::TopologyOption> overrides;
  if (!options.mixing.empty()) overrides.push_back({"mixing", options.mixing});
  std::vector<topologies::TopologySpec> specs;
  std::vector<base::Problem> problems;
  for (const std::string& text : options.specs) {
    try {
      specs.push_back(topologies::parse_topology_spec(text, overrides));
    } catch (const base::InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw base::InputError(std::move(problems));
  return specs;
}

topologies::AnalyzeOptions analyze_options(const Options& options) {
  topologies::AnalyzeOptions analyze = options.analyze;
  const auto method = topologies::parse_spectrum_method(options.method);
  if (!method)
    refuse("--method", fmt::format("unknown method \"{}\"", options.method),
           "allowed: auto, closed_form, dense, shift_invert, lanczos");
  analyze.method = *method;
  if (std::ranges::find(analyze.fractions, options.fraction) == analyze.fractions.end())
    analyze.fractions.push_back(options.fraction);
  return analyze;
}

void plot(const topologies::Topology& topology, const topologies::TopologyReport& report,
          const Options& options) {
  analysis::TopologyPicture picture{topology, report, {}};
  const std::int64_t period = topology.mixing.period();
  if (period > 1 && report.doubly_stochastic && report.nodes <= kMostForPictureOfRounds)
    picture.contraction = topologies::contraction_by_round(
        topology.mixing.rounds(),
        static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(period, kFewestRoundsDrawn),
                                                kMostRoundsDrawn)));
  write_file(options.plot, analysis::draw(picture), options.overwrite);
}

topologies::GraphFormat export_format(const Options& options) {
  const auto format = topologies::graph_format(options.graph_file);
  if (!format)
    refuse("--export", fmt::format("\"{}\" has no graph format's ending", options.graph_file),
           "allowed: " + topologies::graph_extensions());
  return *format;
}

void export_graph(const topologies::Topology& topology, const Options& options) {
  const topologies::GraphFormat format = export_format(options);
  std::vector<double> weights;
  if (topology.mixing.fixed() && format != topologies::GraphFormat::kMetis)
    weights = topologies::weights_for_file(topology.graph, topology.mixing.at(0));
  write_file(options.graph_file,
             topologies::graph_text(topology.graph, weights, format,
                                    topologies::edge_list_separator(options.graph_file)),
             options.overwrite);
  if (topology.mixing.period() == 0)
    fmt::print(stderr, "{}: the first round of graphs that never repeat\n", options.graph_file);
  else if (!topology.mixing.fixed())
    fmt::print(stderr, "{}: all edges of a period of {} rounds\n", options.graph_file,
               topology.mixing.period());
  if (weights.empty() && topology.mixing.fixed() && topology.graph.edges() > 0)
    fmt::print(stderr, "{}: edges without weights: {}\n", options.graph_file,
               format == topologies::GraphFormat::kMetis ? "METIS files hold whole numbers"
                                                         : "one number an edge doesn't say W's");
}

void print_one(const topologies::TopologyReport& report, const Options& options,
               const analysis::GossipCost& cost) {
  if (options.json) {
    Json object = to_json(report);
    object["cost"] = to_json(report, cost, options.fraction);
    fmt::print("{}\n", object.dump(2));
  } else {
    fmt::print("{}{}", topologies::describe(report),
               analysis::describe_cost(report, cost, options.fraction));
  }
}

void print_all(const std::vector<topologies::TopologyReport>& reports, const Options& options,
               const analysis::GossipCost& cost) {
  const analysis::ComparisonOptions comparison{cost, options.fraction};
  if (!options.json) {
    fmt::print("{}", analysis::comparison_table(reports, comparison));
    return;
  }
  Json list = Json::array();
  for (const std::size_t i : analysis::comparison_order(reports, comparison)) {
    list.push_back(to_json(reports[i]));
    list.back()["cost"] = to_json(reports[i], cost, options.fraction);
  }
  fmt::print("{}\n", Json{{"topologies", list}}.dump(2));
}

int run(const Options& options) {
  const std::vector<topologies::TopologySpec> specs = parse_specs(options);
  topologies::AnalyzeOptions analyze = analyze_options(options);
  const analysis::GossipCost cost = gossip_cost(options.gossip);
  if (specs.size() > 1 && !options.plot.empty())
    refuse("--plot", "one file for several topologies", "one SPEC");
  if (specs.size() > 1 && !options.graph_file.empty())
    refuse("--export", "one file for several topologies", "one SPEC");
  if (specs.size() > 1 && !options.json && (analyze.eigenvalues || analyze.fiedler))
    refuse(analyze.eigenvalues ? "--eigenvalues" : "--fiedler", "a table doesn't hold them",
           "one SPEC, or --json");
  if (!options.plot.empty() && !options.plot.ends_with(".svg"))
    refuse("--plot", fmt::format("\"{}\" isn't the name of an SVG file", options.plot), "*.svg");
  if (!options.graph_file.empty()) export_format(options);
  std::vector<topologies::TopologyReport> reports;
  for (const topologies::TopologySpec& spec : specs) {
    const topologies::Topology topology = topologies::make_topology(spec);
    if (!options.plot.empty() && topology.mixing.fixed()) analyze.eigenvalues = true;
    reports.push_back(topologies::analyze(topology, analyze));
    if (!options.plot.empty()) plot(topology, reports.back(), options);
    if (!options.graph_file.empty()) export_graph(topology, options);
  }
  if (!options.analyze.eigenvalues) reports.front().eigenvalues.reset();
  if (reports.size() == 1)
    print_one(reports.front(), options, cost);
  else
    print_all(reports, options, cost);
  return kDone;
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("spec", options.specs,
                 "family:key=value,... such as torus:rows=4,cols=8; several are compared")
      ->required();
  app.add_option("--mixing", options.mixing, "mixing rule, in place of the specs'");
  app.add_flag("--json", options.json, "one JSON object on stdout");
  app.add_flag("--eigenvalues", options.analyze.eigenvalues, "all eigenvalues of W");
  app.add_flag("--fiedler", options.analyze.fiedler,
               "the eigenvector of lambda_2, and the edges that its halves cut");
  app.add_option("--gamma", options.analyze.gammas,
                 "decay of the effective number of neighbours, in [0, 1); may be given again")
      ->allow_extra_args(false)
      ->capture_default_str();
  app.add_option("--fraction", options.fraction, "of the consensus distance to be reached")
      ->capture_default_str();
  app.add_option("--method", options.method,
                 "of the spectrum: auto, closed_form, dense, shift_invert, lanczos")
      ->capture_default_str();
  app.add_option("--tolerance", options.analyze.tolerance,
                 "relative error of the gap that the iterative methods stop at");
  app.add_option("--plot", options.plot, "write a picture: the graph beside its spectrum (SVG)");
  app.add_option("--export", options.graph_file,
                 "write the graph, with W's weights where a file can hold them (" +
                     topologies::graph_extensions() + ")");
  app.add_flag("--overwrite", options.overwrite, "replace files that exist");
  add_options(app, options.gossip);
}

}  // namespace

Command topology_command(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = program.add_subcommand(
      "topology", "Analyse and compare communication graphs: spectral gap, speed, traffic");
  add_options(*app, *options);
  app->footer(
      "Examples:\n  consim topology ring:n=32\n"
      "  consim topology torus:rows=4,cols=8 --json --eigenvalues\n"
      "  consim topology ring:n=32 torus:n=32 exponential:n=32 --link ethernet-1g\n"
      "  consim topology hypercube:n=32 --plot hypercube.svg\n"
      "  consim topology file:path=club.graphml --export club.dot\n\n"
      "consim list topologies shows the families, consim list mixing the rules.");
  return {app, [options] { return run(*options); }};
}

}  // namespace consim::apps
