#include "tests/support/bare_loop/bare_loop.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <numeric>

#include "tests/support/bare_loop/plain_network.h"

namespace consim::models {
namespace {

void set_threads(int threads) {
  at::set_num_threads(threads);
  using Set = void (*)(int);
  if (const auto set = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set(threads);
}

struct Tensors {
  torch::Tensor pictures, labels;
};

Tensors whole_set(const ImageSet& set, const std::vector<ChannelStatistics>& statistics) {
  Tensors all{torch::empty({set.size(), set.shape.channels, set.shape.height, set.shape.width}),
              torch::empty({set.size()}, torch::kLong)};
  std::vector<std::int64_t> indices(static_cast<std::size_t>(set.size()));
  std::iota(indices.begin(), indices.end(), 0);
  BatchAssembler(set, statistics)
      .assemble(indices,
                {all.pictures.data_ptr<float>(), static_cast<std::size_t>(all.pictures.numel())},
                {all.labels.data_ptr<std::int64_t>(), indices.size()});
  return all;
}

class Batches {
 public:
  Batches(const ImageLearnerConfig& config, const ImageData& data)
      : partition_(partition_config(config, data.train.size())),
        all_(whole_set(data.train, data.statistics)) {
    TORCH_CHECK(!config.augmentation, "the plain loop has no augmentation");
    TORCH_CHECK(!config.skew, "the plain loop has iid partitions");
  }

  Tensors batch(const std::vector<sim::NodeId>& nodes, std::int64_t step) {
    const auto size = static_cast<std::size_t>(partition_.config().batch_size);
    indices_.resize(nodes.size() * size);
    for (std::size_t i = 0; i < nodes.size(); ++i)
      partition_.batch({nodes[i], step}, std::span(indices_).subspan(i * size, size));
    const auto index = torch::from_blob(indices_.data(),
                                        {static_cast<std::int64_t>(indices_.size())}, torch::kLong);
    return {all_.pictures.index_select(0, index), all_.labels.index_select(0, index)};
  }

 private:
  IidPartition partition_;
  Tensors all_;
  std::vector<std::int64_t> indices_;
};

BarePoint initial_point(const Network& network, std::uint64_t seed) {
  BarePoint point{std::vector<float>(static_cast<std::size_t>(network.layout.dimension)),
                  std::vector<float>(static_cast<std::size_t>(network.layout.buffers))};
  draw_initial_point(network, seed,
                     {sim::Scalar::kFloat, point.parameters.data(), network.layout.dimension},
                     {sim::Scalar::kFloat, point.buffers.data(), network.layout.buffers});
  return point;
}

// A network, its optimizer and nothing else.
class Trainer {
 public:
  Trainer(const ImageLearnerConfig& config, const Network& network, const BareLoopOptions& options)
      : plain_(make_plain_network(config.network, network)),
        optimizer_(plain_->parameters(), torch::optim::SGDOptions(options.learning_rate)
                                             .momentum(options.momentum)
                                             .weight_decay(options.weight_decay)
                                             .nesterov(options.nesterov)) {
    write_point(*plain_, network, initial_point(network, config.seed));
  }

  double step(const Tensors& batch) {
    const auto loss = torch::cross_entropy_loss(plain_->forward(batch.pictures), batch.labels);
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    return loss.item<double>();
  }
  const PlainNetwork& plain() const { return *plain_; }

 private:
  std::shared_ptr<PlainNetwork> plain_;
  torch::optim::SGD optimizer_;
};

}  // namespace

BareLoopResult bare_loop(const ImageLearnerConfig& config, const ImageData& data,
                         const BareLoopOptions& options) {
  set_threads(options.threads);
  const Network network = make_network(config.network, data.train.shape, data.classes);
  Trainer trainer(config, network, options);
  Batches batches(config, data);
  BareLoopResult result;
  for (std::int64_t step = 0; step < options.steps; ++step)
    result.losses.push_back(trainer.step(batches.batch(options.nodes, step)));
  BarePoint end = read_point(trainer.plain(), network);
  result.parameters = std::move(end.parameters);
  result.buffers = std::move(end.buffers);
  return result;
}

std::function<void(std::int64_t)> bare_step_of_each(const ImageLearnerConfig& config,
                                                    const ImageData& data,
                                                    const BareLoopOptions& options) {
  set_threads(options.threads);
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto trainers = std::make_shared<std::vector<std::unique_ptr<Trainer>>>();
  for (std::size_t i = 0; i < options.nodes.size(); ++i)
    trainers->push_back(std::make_unique<Trainer>(config, network, options));
  const auto batches = std::make_shared<Batches>(config, data);
  return [trainers, batches, nodes = options.nodes](std::int64_t step) {
    for (std::size_t i = 0; i < nodes.size(); ++i)
      (*trainers)[i]->step(batches->batch({nodes[i]}, step));
  };
}

namespace {

struct Place {
  const ImageLearnerConfig& config;
  const ImageData& data;
  const BarePoint& point;
};

BareGradient gradient_of(const Place& at, const Tensors& batch, std::int64_t samples) {
  const auto& [config, data, point] = at;
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto plain = make_plain_network(config.network, network);
  write_point(*plain, network, point);
  const auto loss = torch::cross_entropy_loss(plain->forward(batch.pictures).slice(0, 0, samples),
                                              batch.labels.slice(0, 0, samples));
  loss.backward();
  return {loss.item<double>(), read_gradient(*plain, network), read_point(*plain, network).buffers};
}

}  // namespace

BareGradient bare_gradient(const ImageLearnerConfig& config, const ImageData& data,
                           sim::BatchPlace place, const BarePoint& point) {
  const Tensors batch = Batches(config, data).batch({place.node}, place.step);
  return gradient_of({config, data, point}, batch, config.batch_size);
}

BareGradient bare_half_gradient(const ImageLearnerConfig& config, const ImageData& data,
                                sim::BatchPlace place, const BarePoint& point) {
  const Tensors batch = Batches(config, data).batch({place.node}, place.step);
  return gradient_of({config, data, point}, batch, config.batch_size / 2);
}

sim::Score bare_test_score(const ImageLearnerConfig& config, const ImageData& data,
                           const BarePoint& point) {
  const torch::NoGradGuard guard;
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto plain = make_plain_network(config.network, network);
  write_point(*plain, network, point);
  plain->eval();
  const Tensors all = whole_set(data.test, data.statistics);
  const auto logits = plain->forward(all.pictures);
  const auto loss = torch::cross_entropy_loss(logits, all.labels, {}, at::Reduction::Sum);
  return {.loss = loss.item<double>(),
          .correct = logits.argmax(1).eq(all.labels).sum().item<double>(),
          .samples = data.test.size()};
}

std::vector<float> bare_statistics(const ImageLearnerConfig& config, const ImageData& data,
                                   const std::vector<std::vector<std::int64_t>>& batches,
                                   const BarePoint& point) {
  const torch::NoGradGuard guard;
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto plain = make_plain_network(config.network, network);
  write_point(*plain, network, point);
  for (const auto& module : plain->modules())
    if (auto* norm = module->as<torch::nn::BatchNorm2d>()) {
      norm->reset_running_stats();
      norm->options.momentum(torch::nullopt);
    }
  plain->train();
  const Tensors all = whole_set(data.train, data.statistics);
  for (const std::vector<std::int64_t>& batch : batches)
    plain->forward(all.pictures.index_select(0, torch::tensor(batch, torch::kLong)));
  return read_point(*plain, network).buffers;
}

std::function<void()> bare_optimizer_step(const ImageLearnerConfig& config, const ImageData& data,
                                          SgdTerms terms) {
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto plain = make_plain_network(config.network, network);
  const auto optimizer = std::make_shared<torch::optim::SGD>(
      plain->parameters(), torch::optim::SGDOptions(0.1)
                               .momentum(terms.momentum ? 0.9 : 0)
                               .weight_decay(terms.weight_decay ? 1e-4 : 0)
                               .nesterov(terms.nesterov));
  for (torch::Tensor parameter : plain->parameters())
    parameter.mutable_grad() = torch::ones_like(parameter);
  optimizer->step();
  return [plain, optimizer] { optimizer->step(); };
}

}  // namespace consim::models
