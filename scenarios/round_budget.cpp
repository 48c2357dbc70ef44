#include "scenarios/round_budget.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace consim::scenarios {
namespace {

constexpr double kMostRounds = 1e6;
constexpr double kTie = 1e-9;  // a budget of exactly k rounds is enough for k

struct Messages {
  double mean = 0;     // that a node sends
  double busiest = 0;  // that some node sends or receives
};

Messages messages_of(const topologies::MixingMatrix& w) {
  const auto n = static_cast<std::size_t>(w.nodes());
  std::vector<std::int64_t> sent(n), received(n);
  for (int i = 0; i < w.nodes(); ++i)
    for (const topologies::MixingWeight& entry : w.row(i)) {
      if (entry.column == i) continue;
      ++received[static_cast<std::size_t>(i)];
      ++sent[static_cast<std::size_t>(entry.column)];
    }
  Messages result;
  for (const std::int64_t count : sent) result.mean += static_cast<double>(count) / w.nodes();
  result.busiest =
      static_cast<double>(std::max(std::ranges::max(sent), std::ranges::max(received)));
  return result;
}

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
    const Messages messages = messages_of(w);
    bytes += messages.mean * static_cast<double>(cost.message.count);
    seconds += round_seconds(messages.busiest, cost);
  }
  const auto period = static_cast<double>(rounds.size());
  const double possible = budget.bytes ? static_cast<double>(budget.bytes->count) / (bytes / period)
                                       : base::seconds(*budget.time) / (seconds / period);
  return static_cast<int>(std::min(std::floor(possible * (1 + kTie)), kMostRounds));
}

}  // namespace consim::scenarios
