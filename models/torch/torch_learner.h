// The learner of pictures: gradients by LibTorch, everything else as image_learner.h says.
//
// Guarantees: a worker's result is a function of its arguments; the same bits for any worker,
// thread and order of calls (each worker's thread is held to one intra-op thread). The data set is
// held once, by the learner. Memory: a worker holds one mini-batch, its activations and one
// gradient; parameters are read where they lie.
#pragma once

#include <memory>

#include "models/image_learner.h"
#include "sim/learning/learner.h"

namespace consim::models {

class TorchLearner final : public sim::Learner {
 public:
  /// Throws InputError with all problems of `check`.
  TorchLearner(const ImageLearnerConfig& config, ImageData data);

  const ImageLearnerConfig& config() const { return config_; }
  const ImageData& data() const { return data_; }
  const Network& network() const { return network_; }
  const Partition& partition() const { return partition_; }
  const BatchAssembler& assembler(sim::Split split) const;
  /// How many samples are evaluated.
  std::int64_t evaluated(sim::Split split) const;
  /// The samples of a part of an evaluation.
  std::vector<std::int64_t> evaluation_samples(sim::Split split, std::int64_t part) const;
  /// The samples of a part of the gradient sample.
  std::vector<std::int64_t> gradient_samples(std::int64_t part) const;

  const sim::ParameterLayout& layout() const override { return network_.layout; }
  int nodes() const override { return config_.nodes; }
  std::int64_t steps_per_epoch() const override {
    return std::visit([](const auto& dealt) { return dealt.steps_per_epoch(); }, partition_);
  }
  std::int64_t batch_size() const override { return config_.batch_size; }
  std::int64_t half_batch_size() const { return config_.batch_size / 2; }
  double half_batch_share() const override {
    return static_cast<double>(half_batch_size()) / static_cast<double>(config_.batch_size);
  }
  void initial_point(sim::NodeId node, sim::Row parameters, sim::Row buffers) const override;
  std::int64_t evaluation_parts(sim::Split split) const override;
  std::int64_t gradient_parts() const override;
  /// Part k of them is part k of the evaluated training samples.
  std::int64_t statistics_parts() const override;
  /// Runs one step of node 0 under LibTorch's hooks; the optimizer's part is sgd_work's.
  sim::StepWork work() const override;
  /// Holds the calling thread to one intra-op thread and lets the process keep freed memory. The
  /// worker refers to this learner, which must live longer.
  std::unique_ptr<sim::LearnerWorker> make_worker() const override;

 private:
  ImageLearnerConfig config_;
  ImageData data_;
  Network network_;
  Partition partition_;
  BatchAssembler train_assembler_;
  BatchAssembler test_assembler_;
  std::vector<std::int64_t> evaluated_train_;
  std::vector<std::int64_t> gradient_train_;
};

/// The same without touching the settings of thread and process.
std::unique_ptr<sim::LearnerWorker> make_torch_worker(const TorchLearner& learner);

}  // namespace consim::models
