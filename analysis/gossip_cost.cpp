#include "analysis/gossip_cost.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "topologies/contraction.h"

namespace consim::analysis {
namespace {

using topologies::TopologyReport;

std::optional<std::int64_t> rounds_of(const TopologyReport& report, double fraction) {
  const std::string key = fmt::format("{}", fraction);
  for (const auto& entry : report.rounds_to_agreement)
    if (entry.key == key && entry.value) return entry.value;
  if (report.period != 0 || !report.contraction_per_round) return std::nullopt;
  return topologies::rounds_by_gap(1 - *report.contraction_per_round, fraction);
}

}  // namespace

double bytes_per_round(const TopologyReport& report, const GossipCost& cost) {
  return report.messages_per_round * static_cast<double>(cost.message.count);
}

double round_seconds(const TopologyReport& report, const GossipCost& cost) {
  if (report.busiest_per_round == 0) return 0;
  const double transmission =
      static_cast<double>(cost.message.count) / cost.bandwidth.bytes_per_second;
  const double messages = cost.one_port ? report.busiest_per_round : 1;
  return messages * (base::seconds(cost.overhead) + transmission) + base::seconds(cost.latency);
}

std::optional<Agreement> agreement(const TopologyReport& report, const GossipCost& cost,
                                   double fraction) {
  CONSIM_ASSERT(0 < fraction && fraction < 1 && cost.rounds_per_step >= 1, fraction);
  const std::optional<std::int64_t> rounds = rounds_of(report, fraction);
  if (!rounds) return std::nullopt;
  Agreement result{.rounds = *rounds};
  result.steps = (*rounds + cost.rounds_per_step - 1) / cost.rounds_per_step;
  const bool training = cost.local_step > base::Duration{};
  const std::int64_t made = training ? result.steps * cost.rounds_per_step : *rounds;
  result.seconds = static_cast<double>(made) * round_seconds(report, cost);
  if (training)
    result.seconds += static_cast<double>(result.steps) * base::seconds(cost.local_step);
  return result;
}

}  // namespace consim::analysis
