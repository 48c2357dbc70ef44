// Training on a quadratic whose nodes agree in a given way.
#pragma once

#include <memory>
#include <string>

#include "tests/integration/theory_valley.h"
#include "topologies/spec.h"

namespace consim::tests {

inline constexpr auto kAdaptFirst = sim::Order::kAdaptThenCombine;
inline constexpr auto kCombineFirst = sim::Order::kCombineThenAdapt;

inline topologies::MixingSequence sequence(const std::string& spec) {
  return make_topology(topologies::parse_topology_spec(spec)).mixing;
}

struct ControlSetting {
  const sim::Learner& learner;
  const topologies::MixingSequence& mixing;
  sim::Agreement agreement;
  int steps = 12;
  sim::Sgd sgd = {.momentum = 0.8};
  sim::LearningRate rate = tests::rate();
};

/// The setting's recursion: it mixes until its target is met.
inline Recursion recursion_of(const models::Quadratic& learner, const ControlSetting& setting,
                              double target, int rounds = 1) {
  return {.learner = learner,
          .w = [&mixing = setting.mixing](int, int r) { return dense(mixing.draw(r)); },
          .order = setting.agreement.order,
          .rounds = rounds,
          .sgd = setting.sgd,
          .learning_rate = setting.rate,
          .target = target};
}

inline Training training(const ControlSetting& setting) {
  return {.learner = setting.learner,
          .swarm = {.threads = 1,
                    .sgd = setting.sgd,
                    .learning_rate = setting.rate,
                    .plan = {.steps = setting.steps}},
          .cluster = {.nodes = setting.mixing.nodes()},
          .algorithm = [setting] {
            const sim::MixingPhase phases[] = {{0, setting.mixing, setting.agreement}};
            return std::make_unique<sim::Dsgd>(
                phases, sim::Dsgd::Config{.steps = static_cast<std::uint32_t>(setting.steps),
                                          .message = base::Bytes{300}});
          }};
}

}  // namespace consim::tests
