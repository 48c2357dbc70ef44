// Generated schedules of mixing matrices: fixed ones, periods and rounds that never repeat, in one
// phase or several. The matrix of an exchange is found here by its definition.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "base/random.h"
#include "tests/sim/algorithms/any_graph.h"

namespace consim::tests {

struct Schedule {
  struct Phase {
    std::uint32_t start = 0;
    topologies::MixingSequence mixing;
  };

  Exchange exchange;
  std::vector<Phase> phases;

  int nodes() const { return phases.front().mixing.nodes(); }

  topologies::MixingMatrix w(sim::Tag tag) const {
    auto phase = phases.rbegin();
    while (phase->start > tag.step) ++phase;
    return phase->mixing.draw(std::int64_t{tag.step - phase->start} * exchange.rounds + tag.round);
  }

  sim::Dsgd dsgd() const {
    std::vector<sim::MixingPhase> all;
    for (const Phase& phase : phases) all.push_back({phase.start, phase.mixing});
    return {all,
            {.order = exchange.order,
             .rounds = exchange.rounds,
             .steps = exchange.steps,
             .message = kMessage}};
  }
};

/// Any arcs at all, also none: each with a probability that is drawn too. A function of its
/// arguments.
inline topologies::MixingMatrix loose_round(int n, std::uint64_t seed, std::int64_t round) {
  base::RandomStream stream(seed, base::Purpose::kTest,
                            {.node = 0, .step = static_cast<std::uint64_t>(round)});
  const std::uint64_t tenths = stream.below(6);
  Senders senders(static_cast<std::size_t>(n));
  for (int to = 0; to < n; ++to)
    for (int from = 0; from < n; ++from)
      if (from != to && stream.below(10) < tenths)
        senders[static_cast<std::size_t>(to)].push_back(from);
  return with_distinct_weights(senders);
}

/// Node i receives from i − 2^(k mod t): a node is ahead of those that it doesn't hear from.
inline topologies::MixingMatrix one_peer_round(int n, std::int64_t round) {
  int offset = 1;
  for (std::int64_t left = round % 5; left > 0; --left) offset = 2 * offset % n;
  return with_distinct_weights(offset % n == 0 ? Senders(static_cast<std::size_t>(n))
                                               : circulant(n, {offset}));
}

inline topologies::MixingSequence any_sequence(int n) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1'000'000);
  const auto loose = [n, seed](std::int64_t round) { return loose_round(n, seed, round); };
  const auto one_peer = [n](std::int64_t round) { return one_peer_round(n, round); };
  const int kind = *rc::gen::inRange(0, 4);
  if (kind == 0) return {n, loose};
  if (kind == 1) return {n, one_peer};
  if (kind == 2)
    return topologies::MixingSequence(with_distinct_weights(random_connected(n, n, seed)));
  std::vector<topologies::MixingMatrix> period;
  const int rounds = *rc::gen::inRange(1, 5);
  for (int round = 0; round < rounds; ++round) period.push_back(loose(round));
  return topologies::MixingSequence(std::move(period));
}

/// Up to 8 nodes, and phases of one step or more. Called inside a property.
inline Schedule any_schedule() {
  const int n = *rc::gen::inRange(1, 9);
  Schedule schedule{any_exchange(), {}};
  schedule.exchange.steps += *rc::gen::inRange(0u, 4u);
  for (std::uint32_t start = 0; start < schedule.exchange.steps;
       start += 1 + *rc::gen::inRange(0u, 8u))
    schedule.phases.push_back({start, any_sequence(n)});
  return schedule;
}

}  // namespace consim::tests
