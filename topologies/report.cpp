#include "topologies/report.h"

#include <fmt/format.h>

#include <array>

#include "topologies/contraction.h"
#include "topologies/graph_structure.h"

namespace consim::topologies {
namespace {

constexpr std::array<double, 3> kFractions = {0.5, 0.1, 0.01};

void check_gammas(const std::vector<double>& gammas) {
  std::vector<base::Problem> problems;
  for (const double gamma : gammas) {
    if (0 <= gamma && gamma < 1) continue;
    base::Problem problem;
    problem.key = "gamma";
    problem.what = fmt::format("{} is out of range", gamma);
    problem.allowed = "0 <= gamma < 1";
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) throw base::InputError(std::move(problems));
}

void add_note(TopologyReport& report, const std::string& sentence) {
  if (sentence.empty()) return;
  report.note = report.note ? *report.note + "; " + sentence : sentence;
}

void describe_graph(TopologyReport& report, const Topology& topology) {
  const GraphStructure found = structure(topology.graph, facts(topology.spec).symmetry);
  report.spec = to_string(topology.spec);
  report.family = family_name(topology.spec);
  report.nodes = topology.graph.nodes();
  report.edges = topology.graph.edges();
  report.directed = topology.graph.directed();
  report.connected = found.connected;
  report.bipartite = found.bipartite;
  report.degree_min = found.degree_min;
  report.degree_max = found.degree_max;
  report.diameter = found.diameter;
  if (found.connected && !found.diameter)
    add_note(report, "no diameter: too many nodes for a search from each");
}

void describe_matrix(TopologyReport& report, const Topology& topology, const MixingCheck& check) {
  report.mixing = to_string(topology.spec.mixing);
  report.symmetric = check.symmetric();
  report.row_stochastic = check.row_stochastic();
  report.doubly_stochastic = check.doubly_stochastic();
  report.max_row_sum_error = check.max_row_sum_error;
  report.max_column_sum_error = check.max_column_sum_error;
  add_note(report, warnings(check));
}

void describe_averaging(TopologyReport& report, const MixingMatrix& w, const Spectrum& found,
                        const std::vector<double>& gammas) {
  const bool too_large = !found.note.empty();
  for (const double gamma : gammas) {
    Keyed<double>& entry = report.effective_neighbours.emplace_back();
    entry.key = fmt::format("{}", gamma);
    if (too_large) continue;
    entry.value = found.eigenvalues && found.eigenvalues->real
                      ? effective_neighbours(*found.eigenvalues, gamma)
                      : effective_neighbours(w, gamma);
  }
}

void describe_rounds(TopologyReport& report, const MixingMatrix& w, const Spectrum& found) {
  const bool powers_of_beta = found.lambda2 || (found.spectral_gap && is_normal(w));
  for (const double fraction : kFractions) {
    Keyed<std::int64_t>& entry = report.rounds_to.emplace_back();
    entry.key = fmt::format("{}", fraction);
    if (!found.spectral_gap) continue;
    if (w.nodes() == 1)
      entry.value = 0;
    else
      entry.value = powers_of_beta ? rounds_by_gap(*found.spectral_gap, fraction)
                                   : rounds_by_powers(w, fraction);
  }
}

void describe_spectrum(TopologyReport& report, const Spectrum& found) {
  report.lambda2 = found.lambda2;
  report.lambda_n = found.lambda_n;
  report.beta = found.beta;
  report.spectral_gap = found.spectral_gap;
  report.p = found.p;
  report.method = found.method;
  report.residual = found.residual;
  report.period_contraction = found.beta;
  add_note(report, found.note);
}

}  // namespace

TopologyReport analyze(const TopologySpec& spec, const AnalyzeOptions& options) {
  check_gammas(options.gammas);
  return analyze(make_topology(spec), options);
}

TopologyReport analyze(const Topology& topology, const AnalyzeOptions& options) {
  check_gammas(options.gammas);
  TopologyReport report;
  describe_graph(report, topology);
  const MixingMatrix& w = topology.mixing.at(0);
  const MixingCheck check = check_mixing(w);
  describe_matrix(report, topology, check);
  const Spectrum found = spectrum(w, check, {options.eigenvalues, options.limits});
  describe_spectrum(report, found);
  describe_averaging(report, w, found, options.gammas);
  describe_rounds(report, w, found);
  if (options.eigenvalues) report.eigenvalues = found.eigenvalues;
  return report;
}

}  // namespace consim::topologies
