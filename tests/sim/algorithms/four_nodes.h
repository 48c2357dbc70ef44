// A directed mixing matrix of four nodes whose weights are all different, so that a weight tells
// its place.
//
//        0    1    2    3          receives from    sends to, nearest first
//   0   .50  .20   .   .30         1, 3             1, 2
//   1   .40  .60   .    .          0                2, 0
//   2   .10  .25  .65   .          0, 1             3
//   3    .    .   .70  .35         2                0
#pragma once

#include "sim/algorithms/dsgd.h"
#include "tests/sim/algorithms/answer.h"

namespace consim::tests {

inline topologies::MixingMatrix four_nodes() {
  return {{0, 3, 5, 8, 10},
          {{0, 0.5},
           {1, 0.2},
           {3, 0.3},
           {0, 0.4},
           {1, 0.6},
           {0, 0.1},
           {1, 0.25},
           {2, 0.65},
           {2, 0.7},
           {3, 0.35}}};
}

inline topologies::MixingMatrix one_node() { return {{0, 1}, {{0, 1.0}}}; }

struct Exchange {
  sim::Order order = sim::Order::kAdaptThenCombine;
  std::uint32_t rounds = 1;
  std::uint32_t steps = 2;
};

inline sim::Dsgd dsgd_of(const topologies::MixingSequence& mixing, const Exchange& exchange) {
  return {mixing,
          {.order = exchange.order,
           .rounds = exchange.rounds,
           .steps = exchange.steps,
           .message = kMessage}};
}
inline sim::Dsgd dsgd_of(const topologies::MixingMatrix& w, const Exchange& exchange) {
  return dsgd_of(topologies::MixingSequence(w), exchange);
}

}  // namespace consim::tests
