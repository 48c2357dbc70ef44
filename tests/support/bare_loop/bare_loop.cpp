#include "tests/support/bare_loop/bare_loop.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <chrono>
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

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

BareLoopResult bare_loop(const ImageLearnerConfig& config, const ImageData& data,
                         const BareLoopOptions& options) {
  set_threads(options.threads);
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto plain = make_plain_network(config.network, network);
  write_point(*plain, network, initial_point(network, config.seed));
  Batches batches(config, data);
  torch::optim::SGD optimizer(plain->parameters(), torch::optim::SGDOptions(options.learning_rate)
                                                       .momentum(options.momentum)
                                                       .weight_decay(options.weight_decay)
                                                       .nesterov(options.nesterov));
  BareLoopResult result;
  auto start = std::chrono::steady_clock::now();
  for (std::int64_t step = 0; step < options.steps; ++step) {
    if (step == options.warmup) start = std::chrono::steady_clock::now();
    const Tensors batch = batches.batch(options.nodes, step);
    const auto loss = torch::cross_entropy_loss(plain->forward(batch.pictures), batch.labels);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    result.losses.push_back(loss.item<double>());
  }
  const auto images = static_cast<double>(options.steps - options.warmup) *
                      static_cast<double>(config.batch_size) *
                      static_cast<double>(options.nodes.size());
  result.images_per_second = images / seconds_since(start);
  BarePoint end = read_point(*plain, network);
  result.parameters = std::move(end.parameters);
  result.buffers = std::move(end.buffers);
  return result;
}

BareGradient bare_gradient(const ImageLearnerConfig& config, const ImageData& data,
                           sim::BatchPlace place, const BarePoint& point) {
  const Network network = make_network(config.network, data.train.shape, data.classes);
  const auto plain = make_plain_network(config.network, network);
  write_point(*plain, network, point);
  const Tensors batch = Batches(config, data).batch({place.node}, place.step);
  const auto loss = torch::cross_entropy_loss(plain->forward(batch.pictures), batch.labels);
  loss.backward();
  return {loss.item<double>(), read_gradient(*plain, network), read_point(*plain, network).buffers};
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
