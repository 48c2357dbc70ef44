// What is left of a training step when the gradient costs nothing: a learner whose gradient is a
// copy of its parameters, and a gossip round on a ring.
//
//   const FreeGradient learner(32, Scalar::kFloat, 1'000'000);
//   Swarm swarm(learner, {});
//   gossip_on_ring(swarm, 32);
#pragma once

#include <cstring>
#include <vector>

#include "sim/learning/swarm.h"

namespace consim::sim {

class FreeGradient final : public Learner {
 public:
  FreeGradient(int nodes, Scalar scalar, std::int64_t dimension)
      : nodes_(nodes),
        layout_{.scalar = scalar, .dimension = dimension, .buffers = 0, .blocks = {}} {}

  const ParameterLayout& layout() const override { return layout_; }
  int nodes() const override { return nodes_; }
  std::int64_t steps_per_epoch() const override { return 1; }
  std::int64_t batch_size() const override { return 1; }
  void initial_point(NodeId node, Row parameters, Row) const override {
    std::memset(parameters.data(), 0, bytes());
    static_cast<unsigned char*>(parameters.data())[3] = static_cast<unsigned char>(node);
  }
  std::int64_t evaluation_parts(Split) const override { return 0; }
  StepWork work() const override { return {}; }
  std::unique_ptr<LearnerWorker> make_worker() const override {
    return std::make_unique<Worker>(*this);
  }
  std::size_t bytes() const {
    return static_cast<std::size_t>(layout_.dimension) * size_of(layout_.scalar);
  }

 private:
  class Worker final : public LearnerWorker {
   public:
    explicit Worker(const FreeGradient& learner) : learner_(learner) {}
    double loss_and_gradient(BatchPlace, ConstRow parameters, Row, Row gradient) override {
      std::memcpy(gradient.data(), parameters.data(), learner_.bytes());
      return 0;
    }
    Score evaluate(Split, std::int64_t, ConstRow, ConstRow) override { return {}; }

   private:
    const FreeGradient& learner_;
  };

  int nodes_;
  ParameterLayout layout_;
};

/// One gossip round with weights 1/3: all nodes send, then all nodes mix.
inline void gossip_on_ring(Swarm& swarm, int nodes) {
  std::vector<Term> inbox(2 * static_cast<std::size_t>(nodes));
  for (NodeId i = 0; i < nodes; ++i) {
    const auto left = static_cast<std::size_t>((i + nodes - 1) % nodes);
    const auto right = static_cast<std::size_t>((i + 1) % nodes);
    inbox[2 * left + 1] = {swarm.share(i), 1.0 / 3};
    inbox[2 * right] = {swarm.share(i), 1.0 / 3};
  }
  for (NodeId i = 0; i < nodes; ++i)
    swarm.assign(i, 1.0 / 3, std::span(inbox).subspan(2 * static_cast<std::size_t>(i), 2));
}

}  // namespace consim::sim
