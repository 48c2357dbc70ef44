#include "analysis/topology_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace consim::analysis {
namespace {

using topologies::TopologyReport;

constexpr const char* kUnknown = "-";

std::string number(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}g}", *value, digits) : kUnknown;
}

std::string seconds(double value) {
  if (value == 0) return "0";
  if (value < 1e-3) return fmt::format("{:.3g} us", value * 1e6);
  if (value < 1) return fmt::format("{:.3g} ms", value * 1e3);
  return value < 1e4 ? fmt::format("{:.4g} s", value) : fmt::format("{:.3g} h", value / 3600);
}

std::string bytes(double value) {
  constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < std::size(kUnits); ++unit) value /= 1000;
  return fmt::format("{:.3g} {}", value, kUnits[unit]);
}

std::string degree(const TopologyReport& report) {
  if (report.period != 1) return fmt::format("{:.3g}/round", report.messages_per_round);
  return report.degree_min == report.degree_max
             ? fmt::format("{}", report.degree_max)
             : fmt::format("{}-{}", report.degree_min, report.degree_max);
}

std::optional<double> gap(const TopologyReport& report) {
  if (report.spectral_gap) return report.spectral_gap;
  if (!report.contraction_per_round) return std::nullopt;
  return 1 - *report.contraction_per_round;
}

using Line = std::vector<std::string>;

Line line_of(const TopologyReport& report, const ComparisonOptions& options) {
  const auto found = agreement(report, options.cost, options.fraction);
  const auto& n_w = report.effective_neighbours;
  return {report.spec,
          fmt::format("{}", report.nodes),
          degree(report),
          number(gap(report), 4) + (report.period == 1 || !gap(report) ? "" : "*"),
          number(report.p, 4),
          n_w.empty() ? kUnknown : number(n_w.front().value, 4),
          bytes(bytes_per_round(report, options.cost) *
                static_cast<double>(options.cost.rounds_per_step)),
          seconds(round_seconds(report, options.cost)),
          found ? fmt::format("{}", found->rounds) : kUnknown,
          found ? seconds(found->seconds) : kUnknown};
}

// How many columns a text takes on a terminal, each of its characters one.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string aligned(const std::vector<Line>& lines) {
  std::vector<std::size_t> widths(lines.front().size());
  for (const Line& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width(line[i]));
  std::string text;
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string padding(widths[i] - width(line[i]), ' ');
      text += i == 0 ? line[i] + padding : "  " + padding + line[i];
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::vector<std::size_t> comparison_order(std::span<const TopologyReport> reports,
                                          const ComparisonOptions& options) {
  std::vector<double> key;
  for (const TopologyReport& report : reports) {
    const auto found = agreement(report, options.cost, options.fraction);
    key.push_back(found ? found->seconds : std::numeric_limits<double>::infinity());
  }
  std::vector<std::size_t> order(reports.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return key[i]; });
  return order;
}

std::string comparison_table(std::span<const TopologyReport> reports,
                             const ComparisonOptions& options) {
  const std::string gamma =
      reports.empty() || reports.front().effective_neighbours.empty()
          ? ""
          : fmt::format("({})", reports.front().effective_neighbours.front().key);
  std::vector<Line> lines = {{"topology", "nodes", "degree", "gap", "p", "n_W" + gamma, "sent/step",
                              "round", fmt::format("rounds to {}", options.fraction), "time"}};
  for (const std::size_t i : comparison_order(reports, options))
    lines.push_back(line_of(reports[i], options));
  std::string text = aligned(lines);
  if (std::ranges::any_of(reports, [](const TopologyReport& r) { return r.period != 1; }))
    text += "* of a round in the long run: graphs that change\n";
  for (const TopologyReport& report : reports)
    if (report.note) text += fmt::format("{}: {}\n", report.spec, *report.note);
  return text;
}

std::string describe_cost(const TopologyReport& report, const GossipCost& cost, double fraction) {
  std::string text = fmt::format("  {:<15}{} a round of {} messages, {} sent a node", "time",
                                 seconds(round_seconds(report, cost)),
                                 bytes(static_cast<double>(cost.message.count)),
                                 bytes(bytes_per_round(report, cost)));
  const auto found = agreement(report, cost, fraction);
  if (!found) return text + '\n';
  text += fmt::format("; {} to {} of the disagreement", seconds(found->seconds), fraction);
  if (cost.local_step > base::Duration{})
    text += fmt::format(" in {} steps of {} and {} gossip rounds", found->steps,
                        seconds(base::seconds(cost.local_step)), cost.rounds_per_step);
  return text + '\n';
}

}  // namespace consim::analysis
