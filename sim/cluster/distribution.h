// A random factor on a compute time: how much longer than nominal one local step of one node takes.
//
// Each draw is a function of (seed, node, step), so it depends on no other draw. All are at least
// 0.
//
//   | kind                | factor                                   | mean                  |
//   |---------------------|------------------------------------------|-----------------------|
//   | Constant            | 1                                        | 1                     |
//   | LogNormal           | exp(sigma·z), z ~ N(0, 1): median 1      | exp(sigma²/2)         |
//   | Exponential         | E, E ~ Exp(1)                            | 1                     |
//   | ShiftedExponential  | shift + (1 − shift)·E, 0 ≤ shift ≤ 1     | 1                     |
//   | Pareto              | U^(−1/shape), shape > 1: minimum 1       | shape/(shape − 1)     |
//   | Uniform             | low + (high − low)·U, 0 < low ≤ high     | (low + high)/2        |
//
//   double factor = draw(LogNormal{0.05}, seed, node, step);
#pragma once

#include <cstdint>
#include <variant>

#include "base/node.h"

namespace consim::sim {

struct Constant {};
struct LogNormal {
  double sigma = 0;
};
struct Exponential {};
struct ShiftedExponential {
  double shift = 0;
};
struct Pareto {
  double shape = 2;
};
struct Uniform {
  double low = 1;
  double high = 1;
};

using Distribution =
    std::variant<Constant, LogNormal, Exponential, ShiftedExponential, Pareto, Uniform>;

double draw(const Distribution& distribution, std::uint64_t seed, base::NodeId node,
            std::uint32_t step);

}  // namespace consim::sim
