#include "scenarios/round_budget.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace consim::scenarios {
namespace {

constexpr double kMostRounds = 1e6;
constexpr double kTie = 1e-9;  // a budget of exactly k rounds is enough for k

double round_seconds(double busiest, const RoundCost& cost) {
  if (busiest == 0) return 0;
  const sim::LinkModel& link = cost.cluster.link;
  const double messages = link.sharing == sim::Sharing::kNic ? busiest : 1;
  return messages * (base::seconds(link.overhead) +
                     static_cast<double>(cost.message.count) / link.bandwidth.bytes_per_second) +
         base::seconds(link.latency);
}

}  // namespace

int rounds_within(const BudgetControl& budget, const RoundCost& cost) {
  const topologies::MixingSequence& mixing = cost.topology.mixing;
  std::vector<topologies::MixingMatrix> rounds(mixing.rounds().begin(), mixing.rounds().end());
  if (rounds.empty()) rounds.push_back(mixing.draw(0));
  double bytes = 0, seconds = 0;
  for (const topologies::MixingMatrix& w : rounds) {
    const topologies::RoundTraffic messages = topologies::traffic(w);
    bytes += messages.mean * static_cast<double>(cost.message.count);
    seconds += round_seconds(messages.busiest, cost);
  }
  if ((budget.bytes ? bytes : seconds) == 0) return static_cast<int>(kMostRounds);
  const auto period = static_cast<double>(rounds.size());
  const double possible = budget.bytes ? static_cast<double>(budget.bytes->count) / (bytes / period)
                                       : base::seconds(*budget.time) / (seconds / period);
  return static_cast<int>(std::min(std::floor(possible * (1 + kTie)), kMostRounds));
}

}  // namespace consim::scenarios
