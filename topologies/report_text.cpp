// The text that `consim topology` prints for people.
#include <fmt/format.h>

#include <cmath>

#include "topologies/report.h"

namespace consim::topologies {
namespace {

void add_line(std::string& text, std::string_view label, const std::string& content) {
  text += fmt::format("  {:<15}{}\n", label, content);
}

std::string range(std::int64_t low, std::int64_t high) {
  return low == high ? fmt::format("{}", low) : fmt::format("{} to {}", low, high);
}

// What is rounding beside 1 is printed as 0.
std::string number(double x) { return fmt::format("{:.10g}", std::abs(x) < 1e-13 ? 0 : x); }

std::string share_range(double low, double high) {
  return fmt::format("{:.4g} to {:.4g}", low < 1e-12 ? 0 : low, high);
}

std::string plural(std::int64_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string graph_line(const TopologyReport& report) {
  std::string line = plural(report.nodes, "node") + ", ";
  line += plural(report.edges, report.directed ? "arrow" : "edge");
  line += report.directed ? ", directed" : ", undirected";
  line += report.connected  ? ", connected"
          : report.directed ? ", NOT strongly connected"
                            : ", NOT connected";
  if (report.bipartite) line += ", bipartite";
  line += fmt::format("; degree {}", range(report.degree_min, report.degree_max));
  if (report.diameter) line += fmt::format("; diameter {}", *report.diameter);
  return line;
}

std::string matrix_line(const TopologyReport& report) {
  std::string line = fmt::format("{} weights, {}", report.mixing,
                                 report.symmetric ? "symmetric" : "not symmetric");
  line += report.doubly_stochastic ? ", doubly stochastic"
          : report.row_stochastic  ? ", row-stochastic only"
                                   : ", not stochastic";
  return line + fmt::format("; row sums within {:.2g} of 1, column sums within {:.2g}",
                            report.max_row_sum_error, report.max_column_sum_error);
}

std::string contraction_line(const TopologyReport& report) {
  // A gap is never rounded to 0, nor β to 1 beside it.
  const bool slow = std::abs(*report.spectral_gap) < 1e-9;
  std::string line =
      fmt::format("beta = {}, spectral gap 1 - beta = {:.10g}, p = 1 - beta^2 = {:.10g}",
                  slow ? fmt::format("{:.16g}", *report.beta) : number(*report.beta),
                  *report.spectral_gap, *report.p);
  if (!report.method) return line;
  line += fmt::format(" ({}", *report.method);
  if (report.residual) line += fmt::format(", residual {:.1e}", *report.residual);
  if (report.iterations) line += fmt::format(", {}", plural(*report.iterations, "iteration"));
  line += report.converged ? ")" : ", NOT converged)";
  return line;
}

// W that isn't doubly stochastic agrees on something else than the average.
std::string slem_line(const TopologyReport& report) {
  std::string line =
      fmt::format("|lambda_2| = {}, the factor of a round in the long run", number(*report.slem));
  if (report.node_share_max)
    line += fmt::format("; a node counts {} times 1/n in what they agree on",
                        share_range(*report.node_share_min, *report.node_share_max));
  return line;
}

std::string sequence_line(const TopologyReport& report) {
  std::string line = report.period == 0 ? std::string("rounds never repeat")
                                        : "period of " + plural(report.period, "round");
  if (report.period_contraction)
    line += fmt::format(", which leaves {} of the disagreement at most",
                        number(*report.period_contraction));
  if (report.p) line += fmt::format(", p = {} (mean square)", number(*report.p));
  if (report.contraction_per_round)
    line += fmt::format("; {} a round", number(*report.contraction_per_round));
  return line;
}

// Empty if it isn't known.
std::string rounds_line(const TopologyReport& report) {
  std::string line;
  const bool never = report.symmetric && report.spectral_gap && *report.spectral_gap <= 0;
  for (const Keyed<std::int64_t>& entry : report.rounds_to_agreement) {
    if (!entry.value && !never) continue;
    if (!line.empty()) line += ", ";
    line += entry.value ? plural(*entry.value, "round") : std::string("never");
    line += fmt::format(" to {} of the disagreement", entry.key);
  }
  return line;
}

std::string neighbours_line(const TopologyReport& report) {
  std::string line;
  for (std::size_t i = 0; i < report.effective_neighbours.size(); ++i) {
    const Keyed<double>& entry = report.effective_neighbours[i];
    const double error = report.effective_neighbours_error[i].value.value_or(0);
    if (!entry.value) continue;
    if (!line.empty()) line += ", ";
    line += error > 0 ? fmt::format("{:.5g} ± {:.1g}", *entry.value, error)
                      : fmt::format("{:.6g}", *entry.value);
    line += fmt::format(" at gamma {}", entry.key);
  }
  return line;
}

std::string eigenvalue(const std::complex<double>& value, bool real) {
  if (real) return number(value.real());
  const char* sign = value.imag() < 0 ? "-" : "+";
  return fmt::format("{} {} {}i", number(value.real()), sign, number(std::abs(value.imag())));
}

}  // namespace

std::string describe(const TopologyReport& report) {
  std::string text = report.spec + '\n';
  add_line(text, report.period == 0 ? "first round" : "graph", graph_line(report));
  add_line(text, "mixing matrix", matrix_line(report));
  if (report.lambda2 && report.lambda_n)
    add_line(text, "spectrum",
             fmt::format("lambda_2 = {}, lambda_n = {}", number(*report.lambda2),
                         number(*report.lambda_n)));
  if (report.beta)
    add_line(text, "contraction", contraction_line(report));
  else if (report.period != 1)
    add_line(text, "contraction", sequence_line(report));
  else if (report.slem)
    add_line(text, "contraction", slem_line(report));
  if (const std::string line = rounds_line(report); !line.empty())
    add_line(text, "agreement", line);
  if (report.beta_lower_bound)
    add_line(
        text, "best possible",
        fmt::format("beta >= {} for any weights >= 0 (proven)", number(*report.beta_lower_bound)));
  if (report.bisection)
    add_line(text, "bisection",
             fmt::format("about {} (an upper bound)", plural(*report.bisection, "edge")));
  if (const std::string line = neighbours_line(report); !line.empty())
    add_line(text, "averages over", line + " (effective number of neighbours)");
  if (report.note) add_line(text, "note", *report.note);
  if (report.eigenvalues) {
    text += "  eigenvalues\n";
    for (const std::complex<double>& value : report.eigenvalues->values)
      text += fmt::format("    {}\n", eigenvalue(value, report.eigenvalues->real));
  }
  if (report.fiedler_vector) {
    text += "  Fiedler vector\n";
    for (const double x : *report.fiedler_vector) text += fmt::format("    {}\n", number(x));
  }
  return text;
}

}  // namespace consim::topologies
