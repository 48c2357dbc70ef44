// Two nodes in one dimension whose training goes as a script says, so that every measurement is
// known: with learning rate 1 they end step t at −distance[t] and +distance[t], with loss[t] each.
//
// Evaluated, a model x has the training loss x, and a quarter of the test right; in the local test
// of a node, what is right is x.
#pragma once

#include <memory>
#include <vector>

#include "sim/learning/learner.h"

namespace consim::tests {

struct Script {
  std::vector<double> loss = {};
  std::vector<double> distance = {};
};

class ScriptedWorker final : public sim::LearnerWorker {
 public:
  explicit ScriptedWorker(const Script& script) : script_(script) {}

  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow x, sim::Row,
                           sim::Row gradient) override {
    const auto step = static_cast<std::size_t>(place.step);
    const double side = place.node == 0 ? -1 : 1;
    gradient.as<double>()[0] = x.as<double>()[0] - side * script_.distance.at(step);
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
    layout_.dimension = 1;
  }
  const Script& script() const { return script_; }
  const sim::ParameterLayout& layout() const override { return layout_; }
  int nodes() const override { return 2; }
  std::int64_t steps_per_epoch() const override { return 1; }
  std::int64_t batch_size() const override { return 1; }
  void initial_point(sim::NodeId, sim::Row x, sim::Row) const override { x.as<double>()[0] = 0; }
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
