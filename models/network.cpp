#include "models/network.h"

#include <fmt/format.h>

#include <numeric>

namespace consim::models {
namespace {

class Builder {
 public:
  Builder(const ImageShape& input, int classes) {
    network_.input = input;
    network_.classes = classes;
    network_.layout.scalar = sim::Scalar::kFloat;
  }

  Network finish() { return std::move(network_); }
  Network& network() { return network_; }

  Linear linear(const std::string& name, std::int64_t inputs, std::int64_t outputs) {
    const Beginning uniform{Initial::kUniformFanIn, inputs};
    return {.weight = parameter(name + ".weight", {outputs, inputs}, uniform),
            .bias = parameter(name + ".bias", {outputs}, uniform)};
  }

 protected:
  BlockIndex parameter(std::string name, std::vector<std::int64_t> shape, Beginning beginning) {
    network_.beginnings.push_back(beginning);
    return append(network_.layout.blocks, network_.layout.dimension,
                  {std::move(name), std::move(shape)});
  }
  BlockIndex buffer(std::string name, std::int64_t size, Beginning beginning) {
    network_.buffer_beginnings.push_back(beginning);
    return append(network_.buffers, network_.layout.buffers, {std::move(name), {size}});
  }

 private:
  static BlockIndex append(std::vector<sim::ParameterBlock>& blocks, std::int64_t& total,
                           sim::ParameterBlock block) {
    block.offset = total;
    block.size = 1;
    for (const std::int64_t side : block.shape) block.size *= side;
    total += block.size;
    blocks.push_back(std::move(block));
    return static_cast<BlockIndex>(blocks.size()) - 1;
  }

  Network network_;
};

class ResnetBuilder : public Builder {
 public:
  ResnetBuilder(const Resnet& config, const ImageShape& input, int classes)
      : Builder(input, classes), config_(config) {}

  ResnetWiring build() {
    ResnetWiring wiring;
    std::int64_t channels = config_.width;
    wiring.stem = layer({"conv1", "bn1"}, {network().input.channels, channels, 3, 1});
    for (int stage = 0; stage < 3; ++stage)
      for (int block = 0; block < (config_.depth - 2) / 6; ++block) {
        const bool halves = stage > 0 && block == 0;
        const std::string name = fmt::format("layer{}.{}.", stage + 1, block);
        wiring.blocks.push_back(residual_block(name, channels, halves));
        if (halves) channels *= 2;
      }
    wiring.classifier = linear("fc", channels, network().classes);
    return wiring;
  }

 private:
  struct Names {
    std::string convolution, norm;
  };
  struct Shape {
    std::int64_t inputs, outputs;
    int kernel, stride;
  };

  ConvolutionAndNorm layer(const Names& names, Shape shape, Initial initial = Initial::kHeNormal) {
    ConvolutionAndNorm result;
    result.convolution = {
        .weight = parameter(names.convolution + ".weight",
                            {shape.outputs, shape.inputs, shape.kernel, shape.kernel},
                            {initial, shape.inputs * shape.kernel * shape.kernel}),
        .bias = kAbsent,
        .stride = shape.stride,
        .padding = shape.kernel / 2};
    if (config_.norm == Norm::kNone)
      result.convolution.bias =
          parameter(names.convolution + ".bias", {shape.outputs}, {Initial::kZero});
    else
      result.norm = norm(names.norm, shape.outputs);
    return result;
  }

  Normalisation norm(const std::string& name, std::int64_t channels) {
    Normalisation result{.kind = config_.norm};
    result.weight = parameter(name + ".weight", {channels}, {Initial::kOne});
    result.bias = parameter(name + ".bias", {channels}, {Initial::kZero});
    if (config_.norm == Norm::kBatch) {
      result.mean = buffer(name + ".running_mean", channels, {Initial::kZero});
      result.variance = buffer(name + ".running_var", channels, {Initial::kOne});
    } else {
      result.groups = static_cast<int>(std::gcd(channels, std::int64_t{4}));
    }
    return result;
  }

  ResidualBlock residual_block(const std::string& name, std::int64_t channels, bool halves) {
    const std::int64_t outputs = halves ? 2 * channels : channels;
    const int stride = halves ? 2 : 1;
    const Initial last = config_.norm == Norm::kNone ? Initial::kZero : Initial::kHeNormal;
    ResidualBlock block;
    block.first = layer({name + "conv1", name + "bn1"}, {channels, outputs, 3, stride});
    block.second = layer({name + "conv2", name + "bn2"}, {outputs, outputs, 3, 1}, last);
    if (halves)
      block.projection =
          layer({name + "shortcut.0", name + "shortcut.1"}, {channels, outputs, 1, stride});
    return block;
  }

  const Resnet& config_;
};

Network build(const Mlp& config, const ImageShape& input, int classes) {
  Builder builder(input, classes);
  MlpWiring wiring;
  std::int64_t inputs = input.pixels();
  for (std::size_t i = 0; i < config.hidden.size(); ++i) {
    wiring.layers.push_back(
        builder.linear(fmt::format("hidden{}", i + 1), inputs, config.hidden[i]));
    inputs = config.hidden[i];
  }
  wiring.layers.push_back(builder.linear("fc", inputs, classes));
  builder.network().wiring = std::move(wiring);
  return builder.finish();
}

Network build(const Resnet& config, const ImageShape& input, int classes) {
  ResnetBuilder builder(config, input, classes);
  builder.network().wiring = builder.build();
  return builder.finish();
}

std::vector<base::Problem> problems_of(const Mlp& config, const ImageShape&) {
  std::vector<base::Problem> problems;
  for (const std::int64_t size : config.hidden)
    if (size < 1 || size > kWidestHidden)
      problems.push_back({.key = "hidden",
                          .what = fmt::format("a layer of {} numbers", size),
                          .allowed = fmt::format("1 to {}", kWidestHidden)});
  return problems;
}

std::vector<base::Problem> problems_of(const Resnet& config, const ImageShape& shape) {
  std::vector<base::Problem> problems;
  if (config.depth < 8 || config.depth > kDeepestResnet || config.depth % 6 != 2)
    problems.push_back({.key = "name",
                        .what = fmt::format("a residual network of depth {}", config.depth),
                        .allowed = fmt::format("depth 6m + 2, from 8 to {}", kDeepestResnet)});
  if (config.width < 1 || config.width > kWidestResnet)
    problems.push_back({.key = "width",
                        .what = fmt::format("{} channels", config.width),
                        .allowed = fmt::format("1 to {}", kWidestResnet)});
  if (shape.height < 4 || shape.width < 4)
    problems.push_back(
        {.key = "name",
         .what = fmt::format("pictures of {} × {} are too small for a residual network",
                             shape.height, shape.width),
         .allowed = "at least 4 × 4"});
  return problems;
}

}  // namespace

std::vector<NetworkInfo> networks() {
  return {{"mlp", "fully connected layers with ReLU: { name = \"mlp\", hidden = [128] }"},
          {"resnet8", "residual network of 6m + 2 layers, CIFAR style; any such depth will do"},
          {"resnet20", "the same with 20 layers: { name = \"resnet20\", width = 16 }"},
          {"resnet32", "with 32 layers"},
          {"resnet56", "with 56 layers"},
          {"resnet110", "with 110 layers"}};
}

std::vector<base::Problem> check(const NetworkConfig& config, const ImageShape& shape) {
  return std::visit([&](const auto& network) { return problems_of(network, shape); }, config);
}

Network make_network(const NetworkConfig& config, const ImageShape& input, int classes) {
  CONSIM_ASSERT(input.pixels() > 0 && classes > 0, input.pixels(), classes);
  if (auto problems = check(config, input); !problems.empty())
    throw base::InputError(std::move(problems));
  return std::visit([&](const auto& network) { return build(network, input, classes); }, config);
}

}  // namespace consim::models
