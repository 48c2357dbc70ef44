#include "models/torch/torch_learner.h"

#include <algorithm>
#include <numeric>

#include "models/torch/freed_memory.h"
#include "models/torch/one_thread.h"
#include "models/torch/work_counter.h"

namespace consim::models {
namespace {

ImageLearnerConfig checked(ImageLearnerConfig config, const ImageData& data) {
  if (auto problems = check(config, data); !problems.empty())
    throw base::InputError(std::move(problems));
  return config;
}

template <class T>
sim::Row row(std::vector<T>& values) {
  return {sim::Scalar::kFloat, values.data(), static_cast<std::int64_t>(values.size())};
}

}  // namespace

TorchLearner::TorchLearner(const ImageLearnerConfig& config, ImageData data)
    : config_(checked(config, data)),
      data_(std::move(data)),
      network_(make_network(config_.network, data_.train.shape, data_.classes)),
      partition_(make_partition(config_, data_)),
      train_assembler_(data_.train, data_.statistics),
      test_assembler_(data_.test, data_.statistics),
      evaluated_train_(evaluated_train_samples(
          partition_config(config_, data_.train.size()).samples, config_.train_samples_evaluated)),
      gradient_train_(evaluated_train_samples(partition_config(config_, data_.train.size()).samples,
                                              config_.gradient_samples)) {}

const BatchAssembler& TorchLearner::assembler(sim::Split split) const {
  return split == sim::Split::kTrain ? train_assembler_ : test_assembler_;
}

std::int64_t TorchLearner::evaluated(sim::Split split) const {
  if (split == sim::Split::kTrain) return static_cast<std::int64_t>(evaluated_train_.size());
  if (split == sim::Split::kTest) return data_.test.size();
  return std::min(data_.test.size(), config_.local_samples);
}

std::int64_t TorchLearner::evaluation_parts(sim::Split split) const {
  return (evaluated(split) + config_.evaluation_part - 1) / config_.evaluation_part;
}

std::int64_t TorchLearner::statistics_parts() const {
  if (!config_.recompute_statistics || network_.layout.buffers == 0) return 0;
  return std::max<std::int64_t>(1, evaluated(sim::Split::kTrain) / config_.evaluation_part);
}

std::vector<std::int64_t> TorchLearner::evaluation_samples(sim::Split split,
                                                           std::int64_t part) const {
  CONSIM_ASSERT(part >= 0 && part < evaluation_parts(split), part);
  const std::int64_t first = part * config_.evaluation_part;
  const std::int64_t last = std::min(evaluated(split), first + config_.evaluation_part);
  if (split == sim::Split::kTrain)
    return {evaluated_train_.begin() + first, evaluated_train_.begin() + last};
  std::vector<std::int64_t> samples(static_cast<std::size_t>(last - first));
  std::iota(samples.begin(), samples.end(), first);
  return samples;
}

std::int64_t TorchLearner::gradient_parts() const {
  return (std::ssize(gradient_train_) + kGradientPart - 1) / kGradientPart;
}

std::vector<std::int64_t> TorchLearner::gradient_samples(std::int64_t part) const {
  CONSIM_ASSERT(part >= 0 && part < gradient_parts(), part);
  const std::int64_t first = part * kGradientPart;
  const std::int64_t last = std::min(std::ssize(gradient_train_), first + kGradientPart);
  return {gradient_train_.begin() + first, gradient_train_.begin() + last};
}

void TorchLearner::initial_point(sim::NodeId node, sim::Row parameters, sim::Row buffers) const {
  CONSIM_ASSERT(node >= 0 && node < config_.nodes, node, config_.nodes);
  draw_initial_point(network_, config_.seed, parameters, buffers);
}

sim::StepWork TorchLearner::work() const {
  std::vector<float> parameters(static_cast<std::size_t>(network_.layout.dimension));
  std::vector<float> gradient(parameters.size());
  std::vector<float> buffers(static_cast<std::size_t>(network_.layout.buffers));
  draw_initial_point(network_, config_.seed, row(parameters), row(buffers));
  const auto worker = make_torch_worker(*this);
  sim::StepWork work{.operators = {}, .samples = config_.batch_size};
  work.operators = count_work(
      [&] { worker->loss_and_gradient({0, 0}, row(parameters), row(buffers), row(gradient)); });
  for (auto& entry : sgd_work(network_.layout, config_.optimizer))
    work.operators.push_back(std::move(entry));
  return work;
}

std::unique_ptr<sim::LearnerWorker> TorchLearner::make_worker() const {
  use_one_thread();
  keep_freed_memory();
  return make_torch_worker(*this);
}

}  // namespace consim::models
