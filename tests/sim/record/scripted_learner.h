// Two nodes in one dimension whose training goes as a script says, so that every measurement is
// known: with learning rate 1 they end step t at −distance[t] and +distance[t], with loss[t] each;
// with scales in several dimensions, at those multiples of it.
//
// Evaluated, a model x has the training loss x, and a quarter of the test right; in the local test
// of a node, what is right is x.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sim/learning/learner.h"

namespace consim::tests {

struct Script {
  std::vector<double> loss = {};
  std::vector<double> distance = {};
  std::vector<double> scales = {1};  ///< more than one: as many layers of one number each
};

class ScriptedWorker final : public sim::LearnerWorker {
 public:
  explicit ScriptedWorker(const Script& script) : script_(script) {}

  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow x, sim::Row,
                           sim::Row gradient) override {
    const auto step = static_cast<std::size_t>(place.step);
    const double side = place.node == 0 ? -1 : 1;
    for (std::size_t i = 0; i < script_.scales.size(); ++i)
      gradient.as<double>()[i] =
          x.as<double>()[i] - side * script_.distance.at(step) * script_.scales[i];
    return script_.loss.at(step);
  }
  sim::Score evaluate(sim::Split split, std::int64_t, sim::ConstRow x, sim::ConstRow) override {
    const double value = x.as<double>()[0];
    if (split == sim::Split::kTest) return {.loss = 0, .correct = 1, .samples = 4};
    return {.loss = value, .correct = value, .samples = 1};
  }

 private:
  const Script& script_;
};

class ScriptedLearner final : public sim::Learner {
 public:
  explicit ScriptedLearner(const Script& script) : script_(script) {
    layout_.scalar = sim::Scalar::kDouble;
    layout_.dimension = std::ssize(script.scales);
    if (script.scales.size() == 1) return;
    for (std::int64_t i = 0; i < layout_.dimension; ++i)
      layout_.blocks.push_back({"layer " + std::to_string(i), {1}, i, 1});
  }
  const Script& script() const { return script_; }
  const sim::ParameterLayout& layout() const override { return layout_; }
  int nodes() const override { return 2; }
  std::int64_t steps_per_epoch() const override { return 1; }
  std::int64_t batch_size() const override { return 1; }
  void initial_point(sim::NodeId, sim::Row x, sim::Row) const override {
    std::ranges::fill(x.as<double>(), 0.0);
  }
  std::int64_t evaluation_parts(sim::Split) const override { return 1; }
  sim::StepWork work() const override { return {}; }
  std::unique_ptr<sim::LearnerWorker> make_worker() const override {
    return std::make_unique<ScriptedWorker>(script_);
  }

 private:
  Script script_;
  sim::ParameterLayout layout_;
};

}  // namespace consim::tests
