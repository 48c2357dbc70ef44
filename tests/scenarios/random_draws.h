// What random scenarios are made of. Call inside a property.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "scenarios/scenario.h"

namespace consim::scenarios {

inline std::int64_t whole(std::int64_t least, std::int64_t most) {
  return *rc::gen::inRange(least, most + 1);
}
inline bool coin() { return *rc::gen::arbitrary<bool>(); }
// A double with all its digits, so that printing has to keep them.
inline double fraction() {
  return (static_cast<double>(whole(0, 1'000'000'000)) + 0.5) / 1'000'000'001.0;
}
template <class T>
T one_of(const std::vector<T>& values) {
  return values[static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(values.size()) - 1))];
}

topologies::TopologySpec random_undirected(int nodes);
/// A list of graphs, one round each.
topologies::TopologySpec random_in_turn(int nodes);
OptimizerConfig random_optimizer();
AlgorithmConfig random_algorithm(bool timing_only);
std::vector<Phase> random_phases(int nodes, const RunConfig& run, const LearningRateConfig& rate);
RunConfig random_run();

}  // namespace consim::scenarios
