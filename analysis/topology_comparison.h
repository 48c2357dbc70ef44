// Topologies side by side, as a table of text: what each costs, and how fast it agrees.
//
// Columns: topology, nodes, degree, gap (1 − contraction a round), p, n_W at the first γ, bytes a
// node sends a step, seconds a gossip round, rounds and seconds until the consensus distance is a
// tenth. Sorted by these seconds; what isn't known comes last.
//
//   fmt::print("{}", comparison_table(reports, {.cost = cost, .fraction = 0.1}));
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/gossip_cost.h"

namespace consim::analysis {

struct ComparisonOptions {
  GossipCost cost;
  double fraction = 0.1;  ///< one of those the reports were made for
};

/// The order in which the table has them: indices of the reports.
std::vector<std::size_t> comparison_order(std::span<const topologies::TopologyReport> reports,
                                          const ComparisonOptions& options);

/// Lines with their ends; a header, a line for each report, notes below.
std::string comparison_table(std::span<const topologies::TopologyReport> reports,
                             const ComparisonOptions& options);

/// One line for the text of a single topology: "  time           …".
std::string describe_cost(const topologies::TopologyReport& report, const GossipCost& cost,
                          double fraction);

}  // namespace consim::analysis
