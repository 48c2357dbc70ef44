// A learner with everything that a network has and nothing else: float or double parameters,
// buffers that each step changes, a loss that isn't quadratic, both splits in several parts.
//
//   loss = mean_j log cosh(x_j − a_j),  a_j a draw of (node, step, j);   direction tanh(x_j − a_j)
//   buffers <- 0.9·buffers + 0.1·(x of the first coordinates)
//
// The gradient sample's part p has p + 1 samples, with x + p as the gradient of their summed loss.
// Every result is a function of the arguments alone.
#pragma once

#include "sim/learning/learner.h"

namespace consim::tests {

class ToyLearner final : public sim::Learner {
 public:
  struct Config {
    int nodes = 4;
    std::int64_t dimension = 10;
    std::int64_t buffers = 0;  ///< at most dimension
    sim::Scalar scalar = sim::Scalar::kFloat;
    std::int64_t parts = 3;                 ///< of each split
    std::vector<std::int64_t> layers = {};  ///< sizes of the blocks, which sum to dimension
    std::int64_t gradient_parts = 0;        ///< of the gradient sample
    double half_batch_share = 0;            ///< a half's gradient is greater by 1 everywhere
    std::int64_t throws_at_step = -1;       ///< node 1's gradient throws std::runtime_error there
  };
  explicit ToyLearner(const Config& config);

  const sim::ParameterLayout& layout() const override { return layout_; }
  int nodes() const override { return config_.nodes; }
  std::int64_t steps_per_epoch() const override { return 10; }
  std::int64_t batch_size() const override { return 1; }
  double half_batch_share() const override { return config_.half_batch_share; }
  void initial_point(sim::NodeId node, sim::Row parameters, sim::Row buffers) const override;
  std::int64_t evaluation_parts(sim::Split) const override { return config_.parts; }
  std::int64_t gradient_parts() const override { return config_.gradient_parts; }
  sim::StepWork work() const override { return {}; }
  std::unique_ptr<sim::LearnerWorker> make_worker() const override;

 private:
  Config config_;
  sim::ParameterLayout layout_;
};

}  // namespace consim::tests
