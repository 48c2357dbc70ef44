#include "topologies/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "topologies/bisection.h"
#include "topologies/contraction.h"
#include "topologies/graph_structure.h"
#include "topologies/known_eigenvalues.h"
#include "topologies/optimal_weights.h"

namespace consim::topologies {
namespace {

// Larger matrices' powers take too long for what they tell.
constexpr int kMostForPowers = 1024;
constexpr int kMostForUnbalancedPowers = 200;
constexpr double kExact = 1e-13;  // what a period that averages exactly leaves is rounding

void check_numbers(const std::vector<double>& values, const char* key, bool zero_allowed,
                   std::vector<base::Problem>& problems) {
  for (const double value : values) {
    if ((0 < value || (zero_allowed && value == 0)) && value < 1) continue;
    base::Problem problem;
    problem.key = key;
    problem.what = fmt::format("{} is out of range", value);
    problem.allowed = fmt::format("0 {} {} < 1", zero_allowed ? "<=" : "<", key);
    problems.push_back(std::move(problem));
  }
}

void check_options(const AnalyzeOptions& options) {
  std::vector<base::Problem> problems;
  check_numbers(options.gammas, "gamma", true, problems);
  check_numbers(options.fractions, "fraction", false, problems);
  if (options.tolerance) check_numbers({*options.tolerance}, "tolerance", false, problems);
  if (!problems.empty()) throw base::InputError(std::move(problems));
}

void add_note(TopologyReport& report, const std::string& sentence) {
  if (sentence.empty()) return;
  report.note = report.note ? *report.note + "; " + sentence : sentence;
}

void describe_graph(TopologyReport& report, const Topology& topology) {
  const FamilyFacts known = facts(topology.spec);
  const Symmetry symmetry = known.period == 1 ? known.symmetry : Symmetry::kNone;
  const GraphStructure found = structure(topology.graph, symmetry);
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
  add_note(report, known.note);
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

void describe_traffic(TopologyReport& report, std::span<const MixingMatrix> rounds) {
  const double share = 1.0 / static_cast<double>(rounds.size());
  for (const MixingMatrix& w : rounds) {
    const RoundTraffic round = traffic(w);
    report.messages_per_round += share * round.mean;
    report.busiest_per_round += share * round.busiest;
  }
}

// A fixed W and what is known of it.
struct Fixed {
  const MixingMatrix& w;
  const MixingCheck& check;
  const Spectrum& spectrum;
  const KnownEigenvalues* known;
};

std::optional<Estimate> neighbours(const Fixed& fixed, const TopologyReport& report, double gamma) {
  if (!report.row_stochastic) return std::nullopt;
  const auto exact = [](const std::optional<double>& value) {
    return value ? std::optional(Estimate{*value}) : std::nullopt;
  };
  const std::optional<Eigenvalues>& all = fixed.spectrum.eigenvalues;
  if (fixed.known != nullptr) return exact(effective_neighbours(*fixed.known, gamma));
  if (all && all->real) return exact(effective_neighbours(*all, gamma));
  if (fixed.w.nodes() <= kMostForPowers) return exact(effective_neighbours(fixed.w, gamma));
  if (!report.doubly_stochastic || !(gamma * *fixed.spectrum.beta * *fixed.spectrum.beta < 1))
    return std::nullopt;
  return estimate_effective_neighbours(fixed.w, gamma, {.symmetric = report.symmetric});
}

std::optional<std::int64_t> rounds(const Fixed& fixed, const TopologyReport& report,
                                   double fraction) {
  const MixingMatrix& w = fixed.w;
  const std::optional<double> gap = fixed.spectrum.spectral_gap;
  if (w.nodes() == 1) return 0;
  if (gap && (report.symmetric || fixed.spectrum.normal)) return rounds_by_gap(*gap, fraction);
  if (!fixed.check.rooted) return std::nullopt;
  if (report.doubly_stochastic && w.nodes() <= kMostForPowers)
    return rounds_by_products({&w, 1}, fraction);
  if (report.row_stochastic && w.nodes() <= kMostForUnbalancedPowers)
    return rounds_to_average(w, fraction);
  return std::nullopt;
}

// Where W isn't doubly stochastic.
std::optional<std::int64_t> rounds_of_agreement(std::span<const MixingMatrix> rounds,
                                                const MixingCheck& check, double fraction) {
  if (!check.row_stochastic() || !check.rooted || rounds.front().nodes() > kMostForPowers)
    return std::nullopt;
  return rounds_by_products(rounds, fraction);
}

void describe_agreement(TopologyReport& report, const Fixed& fixed,
                        const std::vector<double>& fractions) {
  if (report.doubly_stochastic) {
    report.rounds_to_agreement = report.rounds_to;
    report.node_share_min = report.node_share_max = 1;
    return;
  }
  for (const double fraction : fractions)
    report.rounds_to_agreement.push_back(
        {fmt::format("{}", fraction), rounds_of_agreement({&fixed.w, 1}, fixed.check, fraction)});
  if (!report.row_stochastic || !fixed.check.rooted || fixed.w.nodes() > kMostForPowers) return;
  const std::vector<double> shares = shares_of_agreement(fixed.w);
  // A node that is heard by nobody else has none, up to rounding.
  report.node_share_min = std::max(0.0, std::ranges::min(shares));
  report.node_share_max = std::ranges::max(shares);
}

void describe_averaging(TopologyReport& report, const std::vector<double>& gammas,
                        const std::function<std::optional<Estimate>(double gamma)>& value) {
  for (const double gamma : gammas) {
    const std::string key = fmt::format("{}", gamma);
    const std::optional<Estimate> found = value(gamma);
    report.effective_neighbours.push_back({key, std::nullopt});
    report.effective_neighbours_error.push_back({key, std::nullopt});
    if (!found) continue;
    report.effective_neighbours.back().value = found->value;
    report.effective_neighbours_error.back().value = found->standard_error;
  }
}

void describe_rounds(TopologyReport& report, const std::vector<double>& fractions,
                     const std::function<std::optional<std::int64_t>(double fraction)>& least) {
  for (const double fraction : fractions)
    report.rounds_to.push_back({fmt::format("{}", fraction), least(fraction)});
}

void describe_spectrum(TopologyReport& report, Spectrum& found, const AnalyzeOptions& options) {
  report.lambda2 = found.lambda2;
  report.lambda_n = found.lambda_n;
  report.beta = found.beta;
  report.spectral_gap = found.spectral_gap;
  report.p = found.p;
  if (found.method) report.method = to_string(*found.method);
  report.residual = found.residual;
  report.iterations = found.iterations;
  report.converged = found.converged;
  report.period_contraction = found.beta;
  report.slem = found.slem;
  report.contraction_per_round = found.beta ? found.beta : found.slem;
  if (options.eigenvalues) report.eigenvalues = std::move(found.eigenvalues);
  add_note(report, found.note);
}

void describe_fixed(TopologyReport& report, const Topology& topology, const MixingCheck& check,
                    const AnalyzeOptions& options) {
  const MixingMatrix& w = topology.mixing.at(0);
  const std::optional<KnownEigenvalues> known = known_eigenvalues(topology);
  const KnownEigenvalues* values = known ? &*known : nullptr;
  if (known == std::nullopt && w.nodes() > options.spectrum_up_to) {
    add_note(report, fmt::format("no spectrum: more than {} nodes", options.spectrum_up_to));
    describe_averaging(report, options.gammas, [](double) { return std::nullopt; });
    describe_rounds(report, options.fractions, [](double) { return std::nullopt; });
    report.rounds_to_agreement = report.rounds_to;
    return;
  }
  Spectrum found = spectrum(w, check,
                            {.method = options.method,
                             .eigenvalues = options.eigenvalues,
                             .fiedler = options.fiedler,
                             .limits = options.limits,
                             .tolerance = options.tolerance,
                             .threads = options.threads,
                             .known = values});
  const Fixed fixed{w, check, found, values};
  describe_averaging(report, options.gammas,
                     [&](double gamma) { return neighbours(fixed, report, gamma); });
  describe_rounds(report, options.fractions,
                  [&](double fraction) { return rounds(fixed, report, fraction); });
  describe_agreement(report, fixed, options.fractions);
  if (!found.fiedler.empty()) {
    report.bisection = bisection_estimate(topology.graph, found.fiedler);
    report.fiedler_vector = std::move(found.fiedler);
  }
  if (topology.spec.mixing == Mixing{MixingRule::kFastest})
    report.beta_lower_bound = fastest_mixing(topology.graph).lower_bound;
  describe_spectrum(report, found, options);
}

void describe_period(TopologyReport& report, std::span<const MixingMatrix> rounds,
                     const MixingCheck& check, const AnalyzeOptions& options) {
  const bool known = report.doubly_stochastic;
  if (known) {
    report.period_contraction = period_contraction(rounds);
    report.contraction_per_round =
        *report.period_contraction < kExact
            ? 0
            : std::pow(*report.period_contraction, 1.0 / static_cast<double>(rounds.size()));
  }
  describe_averaging(report, options.gammas, [](double) { return std::nullopt; });
  describe_rounds(report, options.fractions, [&](double fraction) -> std::optional<std::int64_t> {
    if (!known || report.nodes > kMostForPowers) return std::nullopt;
    return rounds_by_products(rounds, fraction);
  });
  report.rounds_to_agreement = report.rounds_to;
  if (known) return;
  for (std::size_t i = 0; i < options.fractions.size(); ++i)
    report.rounds_to_agreement[i].value = rounds_of_agreement(rounds, check, options.fractions[i]);
}

void describe_random(TopologyReport& report, const FamilyFacts& known,
                     const AnalyzeOptions& options) {
  if (known.mean_square_contraction) {
    report.p = 1 - *known.mean_square_contraction;
    report.contraction_per_round = std::sqrt(*known.mean_square_contraction);
    report.method = to_string(SpectrumMethod::kClosedForm);
  }
  describe_averaging(report, options.gammas, [](double) { return std::nullopt; });
  describe_rounds(report, options.fractions, [](double) { return std::nullopt; });
  report.rounds_to_agreement = report.rounds_to;
}

}  // namespace

TopologyReport analyze(const TopologySpec& spec, const AnalyzeOptions& options) {
  check_options(options);
  return analyze(make_topology(spec), options);
}

TopologyReport analyze(const Topology& topology, const AnalyzeOptions& options) {
  check_options(options);
  if (!topology.mixing.fixed() && options.method != SpectrumMethod::kAuto)
    throw base::InputError({.file = to_string(topology.spec),
                            .key = "method",
                            .what = "graphs that change have no spectrum to be computed",
                            .allowed = "auto"});
  TopologyReport report;
  const std::int64_t period = topology.mixing.period();
  report.period = period;
  describe_graph(report, topology);
  const std::vector<MixingMatrix> drawn =
      period == 0 ? std::vector{topology.mixing.draw(0)} : std::vector<MixingMatrix>{};
  const std::span<const MixingMatrix> rounds = period == 0 ? drawn : topology.mixing.rounds();
  const MixingCheck check = check_mixing(topology);
  describe_matrix(report, topology, check);
  describe_traffic(report, rounds);
  if (period == 1)
    describe_fixed(report, topology, check, options);
  else if (period == 0)
    describe_random(report, facts(topology.spec), options);
  else
    describe_period(report, rounds, check, options);
  if (options.eigenvalues && !report.eigenvalues && !topology.mixing.fixed())
    add_note(report, "no eigenvalues: the graph changes from round to round");
  if (options.fiedler && !report.fiedler_vector)
    add_note(report, "no Fiedler vector: it is that of one symmetric, connected W");
  return report;
}

}  // namespace consim::topologies
