#include <torch/torch.h>

#include <numeric>

#include "tests/support/bare_loop/plain_network.h"

namespace consim::models {
namespace {

namespace nn = torch::nn;

struct PlainMlp final : PlainNetwork {
  PlainMlp(const Mlp& config, std::int64_t inputs, int classes) {
    for (std::size_t i = 0; i < config.hidden.size(); ++i) {
      hidden.push_back(
          register_module("hidden" + std::to_string(i + 1), nn::Linear(inputs, config.hidden[i])));
      inputs = config.hidden[i];
    }
    fc = register_module("fc", nn::Linear(inputs, classes));
  }
  torch::Tensor forward(torch::Tensor x) override {
    x = x.flatten(1);
    for (auto& layer : hidden) x = torch::relu(layer(x));
    return fc(x);
  }
  std::vector<nn::Linear> hidden;
  nn::Linear fc{nullptr};
};

nn::AnyModule make_norm(Norm kind, std::int64_t channels) {
  switch (kind) {
    case Norm::kBatch:
      return nn::AnyModule(nn::BatchNorm2d(channels));
    case Norm::kGroup:
      return nn::AnyModule(nn::GroupNorm(std::gcd(channels, std::int64_t{4}), channels));
    case Norm::kNone:
      break;
  }
  return nn::AnyModule(nn::Identity());
}

nn::Conv2d make_convolution(std::int64_t inputs, std::int64_t outputs, nn::Conv2dOptions options,
                            Norm norm) {
  return nn::Conv2d(options.in_channels(inputs).out_channels(outputs).bias(norm == Norm::kNone));
}

nn::Conv2dOptions three(std::int64_t stride) {
  return nn::Conv2dOptions(1, 1, 3).stride(stride).padding(1);
}

struct Block : nn::Module {
  Block(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, Norm norm) {
    conv1 = register_module("conv1", make_convolution(inputs, outputs, three(stride), norm));
    norm1 = make_norm(norm, outputs);
    register_module("bn1", norm1.ptr());
    conv2 = register_module("conv2", make_convolution(outputs, outputs, three(1), norm));
    norm2 = make_norm(norm, outputs);
    register_module("bn2", norm2.ptr());
    if (stride == 1) return;
    shortcut = register_module("shortcut", nn::Sequential());
    shortcut->push_back(
        make_convolution(inputs, outputs, nn::Conv2dOptions(1, 1, 1).stride(stride), norm));
    shortcut->push_back(make_norm(norm, outputs));
  }
  torch::Tensor forward(torch::Tensor x) {
    torch::Tensor y = torch::relu(norm1.forward(conv1(x)));
    y = norm2.forward(conv2(y));
    return torch::relu(y + (shortcut.is_empty() ? x : shortcut->forward(x)));
  }
  nn::Conv2d conv1{nullptr}, conv2{nullptr};
  nn::AnyModule norm1, norm2;
  nn::Sequential shortcut{nullptr};
};

struct PlainResnet final : PlainNetwork {
  PlainResnet(const Resnet& config, int inputs, int classes) {
    std::int64_t channels = config.width;
    conv1 = register_module("conv1", make_convolution(inputs, channels, three(1), config.norm));
    norm1 = make_norm(config.norm, channels);
    register_module("bn1", norm1.ptr());
    for (int stage = 1; stage <= 3; ++stage) {
      nn::Sequential layer;
      for (int i = 0; i < (config.depth - 2) / 6; ++i) {
        const bool halves = stage > 1 && i == 0;
        layer->push_back(
            Block(channels, halves ? 2 * channels : channels, halves ? 2 : 1, config.norm));
        if (halves) channels *= 2;
      }
      stages.push_back(register_module("layer" + std::to_string(stage), layer));
    }
    fc = register_module("fc", nn::Linear(channels, classes));
  }
  torch::Tensor forward(torch::Tensor x) override {
    x = torch::relu(norm1.forward(conv1(x)));
    for (auto& stage : stages) x = stage->forward(x);
    return fc(torch::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
  }
  nn::Conv2d conv1{nullptr};
  nn::AnyModule norm1;
  std::vector<nn::Sequential> stages;
  nn::Linear fc{nullptr};
};

struct Maker {
  const Network& network;
  std::shared_ptr<PlainNetwork> operator()(const Mlp& config) const {
    return std::make_shared<PlainMlp>(config, network.input.pixels(), network.classes);
  }
  std::shared_ptr<PlainNetwork> operator()(const Resnet& config) const {
    return std::make_shared<PlainResnet>(config, network.input.channels, network.classes);
  }
};

template <class Use>
void for_each_block(const std::vector<sim::ParameterBlock>& blocks,
                    const torch::OrderedDict<std::string, torch::Tensor>& named, const Use& use) {
  for (const sim::ParameterBlock& block : blocks) {
    const torch::Tensor& tensor = named[block.name];  // throws if there is none
    TORCH_CHECK(tensor.sizes().vec() == block.shape, block.name);
    use(block, tensor);
  }
}

torch::Tensor view_of(std::vector<float>& row, const sim::ParameterBlock& block) {
  return torch::from_blob(row.data() + block.offset, block.shape);
}

}  // namespace

std::shared_ptr<PlainNetwork> make_plain_network(const NetworkConfig& config,
                                                 const Network& network) {
  auto plain = std::visit(Maker{network}, config);
  TORCH_CHECK(plain->parameters().size() == network.layout.blocks.size());
  return plain;
}

void write_point(PlainNetwork& plain, const Network& network, BarePoint point) {
  const torch::NoGradGuard guard;
  for_each_block(network.layout.blocks, plain.named_parameters(),
                 [&](const auto& block, torch::Tensor tensor) {
                   tensor.copy_(view_of(point.parameters, block));
                 });
  for_each_block(network.buffers, plain.named_buffers(),
                 [&](const auto& block, torch::Tensor tensor) {
                   tensor.copy_(view_of(point.buffers, block));
                 });
}

BarePoint read_point(const PlainNetwork& plain, const Network& network) {
  const torch::NoGradGuard guard;
  BarePoint point{std::vector<float>(static_cast<std::size_t>(network.layout.dimension)),
                  std::vector<float>(static_cast<std::size_t>(network.layout.buffers))};
  for_each_block(network.layout.blocks, plain.named_parameters(),
                 [&](const auto& block, const torch::Tensor& tensor) {
                   view_of(point.parameters, block).copy_(tensor);
                 });
  for_each_block(network.buffers, plain.named_buffers(),
                 [&](const auto& block, const torch::Tensor& tensor) {
                   view_of(point.buffers, block).copy_(tensor);
                 });
  return point;
}

std::vector<float> read_gradient(const PlainNetwork& plain, const Network& network) {
  std::vector<float> gradient(static_cast<std::size_t>(network.layout.dimension));
  for_each_block(network.layout.blocks, plain.named_parameters(),
                 [&](const auto& block, const torch::Tensor& tensor) {
                   view_of(gradient, block).copy_(tensor.grad());
                 });
  return gradient;
}

}  // namespace consim::models
