#include <torch/torch.h>

#include <algorithm>
#include <cstring>

#include "models/torch/forward.h"
#include "models/torch/torch_learner.h"

namespace consim::models {
namespace {

// Tensors that are views of the blocks of one row. They share one storage, so that moving all of
// them to another row is one assignment, with no new tensors.
class RowTensors {
 public:
  RowTensors(const std::vector<sim::ParameterBlock>& blocks, std::int64_t size)
      : storage_(c10::Storage::use_byte_size_t(), static_cast<std::size_t>(size) * sizeof(float),
                 at::DataPtr(nullptr, at::kCPU), /*allocator=*/nullptr, /*resizable=*/false) {
    for (const sim::ParameterBlock& block : blocks) {
      at::Tensor tensor = at::empty({0}, at::kFloat);
      const auto strides = c10::TensorType::contiguousStridesOf(block.shape);
      tensor.set_(storage_, block.offset, block.shape, strides);
      tensors_.push_back(tensor);
    }
  }

  // LibTorch has no tensors of constants: the caller sees to it that nothing writes where it
  // mustn't.
  void move_to(const void* row) {
    storage_.unsafeGetStorageImpl()->set_data_ptr_noswap(
        at::DataPtr(const_cast<void*>(row), at::kCPU));
  }
  std::vector<at::Tensor>& tensors() { return tensors_; }

 private:
  c10::Storage storage_;
  std::vector<at::Tensor> tensors_;
};

// Pictures and labels of a mini-batch, in memory that is kept.
struct BatchTensors {
  BatchTensors(std::int64_t samples, const ImageShape& shape)
      : pictures(at::empty({samples, shape.channels, shape.height, shape.width}, at::kFloat)),
        labels(at::empty({samples}, at::kLong)) {}

  std::span<float> picture_span() {
    return {pictures.data_ptr<float>(), static_cast<std::size_t>(pictures.numel())};
  }
  std::span<std::int64_t> label_span() {
    return {labels.data_ptr<std::int64_t>(), static_cast<std::size_t>(labels.numel())};
  }

  at::Tensor pictures;
  at::Tensor labels;
};

class TorchWorker final : public sim::LearnerWorker {
 public:
  explicit TorchWorker(const TorchLearner& learner)
      : learner_(learner),
        parameters_(learner.network().layout.blocks, learner.network().layout.dimension),
        buffers_(learner.network().buffers, learner.network().layout.buffers),
        indices_(static_cast<std::size_t>(learner.batch_size())),
        batch_(learner.batch_size(), learner.data().train.shape) {
    for (at::Tensor& parameter : parameters_.tensors()) parameter.requires_grad_(true);
  }

  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers,
                           sim::Row gradient) override {
    move_to(place, parameters, buffers);
    return train(learner_.batch_size(), gradient);
  }

  void half_gradient(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers,
                     sim::Row gradient) override {
    move_to(place, parameters, buffers);
    train(learner_.half_batch_size(), gradient);
  }

  // With momentum 1 a running mean is the batch's own.
  void statistics(std::int64_t part, sim::ConstRow parameters, sim::Row buffers) override {
    check_rows(parameters, buffers);
    const BatchTensors batch = evaluated(sim::Split::kTrain, part);
    std::ranges::fill(buffers.as<float>(), 0.0f);
    parameters_.move_to(parameters.data());
    buffers_.move_to(buffers.data());
    const at::NoGradGuard without_gradients;
    NetworkState replaced = state(true);
    replaced.momentum = 1;
    forward(learner_.network(), replaced, batch.pictures);
  }

  sim::Score evaluate(sim::Split split, std::int64_t part, sim::ConstRow parameters,
                      sim::ConstRow buffers) override {
    check_rows(parameters, buffers);
    BatchTensors batch = evaluated(split, part);
    parameters_.move_to(parameters.data());
    buffers_.move_to(buffers.data());
    const at::NoGradGuard without_gradients;
    const at::Tensor logits =
        forward(learner_.network(), state(false), batch.pictures).contiguous();
    return score_logits({logits.data_ptr<float>(), static_cast<std::size_t>(logits.numel())},
                        batch.label_span());
  }

  std::int64_t sample_gradient(std::int64_t part, sim::ConstRow parameters, sim::ConstRow buffers,
                               sim::Row gradient) override {
    check_rows(parameters, buffers);
    const auto samples = learner_.gradient_samples(part);
    const BatchTensors batch = assembled(sim::Split::kTrain, samples);
    parameters_.move_to(parameters.data());
    buffers_.move_to(buffers.data());
    const at::AutoGradMode with_gradients(true);
    const at::Tensor logits = forward(learner_.network(), state(false), batch.pictures);
    at::cross_entropy_loss(logits, batch.labels, /*weight=*/{}, at::Reduction::Sum).backward();
    take_gradient(gradient.as<float>());
    return std::ssize(samples);
  }

 private:
  void move_to(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers) {
    check_rows(parameters, buffers);
    assemble(place);
    parameters_.move_to(parameters.data());
    buffers_.move_to(buffers.data());
  }

  // Of the mean loss of the first samples; all of the mini-batch goes through the network. A view
  // of all logits would change the gradient's last bits.
  double train(std::int64_t samples, sim::Row gradient) {
    const at::AutoGradMode with_gradients(true);
    const at::Tensor logits = forward(learner_.network(), state(true), batch_.pictures);
    const bool all = samples == batch_.labels.numel();
    const at::Tensor loss = all ? at::cross_entropy_loss(logits, batch_.labels)
                                : at::cross_entropy_loss(logits.narrow(0, 0, samples),
                                                         batch_.labels.narrow(0, 0, samples));
    loss.backward();
    take_gradient(gradient.as<float>());
    return static_cast<double>(loss.item<float>());
  }

  NetworkState state(bool training) {
    return {
        .parameters = parameters_.tensors(), .buffers = buffers_.tensors(), .training = training};
  }

  void check_rows(sim::ConstRow parameters, sim::ConstRow buffers) const {
    const auto& layout = learner_.network().layout;
    CONSIM_ASSERT(parameters.scalar() == sim::Scalar::kFloat);
    CONSIM_ASSERT(parameters.size() == layout.dimension, parameters.size(), layout.dimension);
    CONSIM_ASSERT(buffers.size() == layout.buffers, buffers.size(), layout.buffers);
  }

  BatchTensors evaluated(sim::Split split, std::int64_t part) const {
    return assembled(split, learner_.evaluation_samples(split, part));
  }

  BatchTensors assembled(sim::Split split, std::span<const std::int64_t> samples) const {
    BatchTensors batch(std::ssize(samples), learner_.data().train.shape);
    learner_.assembler(split).assemble(samples, batch.picture_span(), batch.label_span());
    return batch;
  }

  void assemble(sim::BatchPlace place) {
    const ImageLearnerConfig& config = learner_.config();
    const BatchAssembler& assembler = learner_.assembler(sim::Split::kTrain);
    std::visit([&](const auto& dealt) { dealt.batch(place, indices_); }, learner_.partition());
    assembler.assemble(indices_, batch_.picture_span(), batch_.label_span());
    if (config.augmentation)
      assembler.augment(*config.augmentation, config.seed, place, batch_.picture_span());
  }

  // The gradients' tensors are the backward pass's own, taken over without a copy, so this is the
  // only pass over them.
  void take_gradient(std::span<float> gradient) {
    const auto& blocks = learner_.network().layout.blocks;
    CONSIM_ASSERT(static_cast<std::int64_t>(gradient.size()) == learner_.network().layout.dimension,
                  gradient.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      at::Tensor& slot = parameters_.tensors()[i].mutable_grad();
      CONSIM_ASSERT(slot.defined() && slot.is_contiguous() && slot.numel() == blocks[i].size,
                    blocks[i].name);
      std::memcpy(gradient.data() + blocks[i].offset, slot.data_ptr<float>(),
                  static_cast<std::size_t>(blocks[i].size) * sizeof(float));
      slot.reset();
    }
  }

  const TorchLearner& learner_;
  RowTensors parameters_;
  RowTensors buffers_;
  std::vector<std::int64_t> indices_;
  BatchTensors batch_;
};

}  // namespace

std::unique_ptr<sim::LearnerWorker> make_torch_worker(const TorchLearner& learner) {
  return std::make_unique<TorchWorker>(learner);
}

}  // namespace consim::models
