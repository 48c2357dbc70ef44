#include "models/torch/forward.h"

#include <torch/torch.h>

namespace consim::models {
namespace {

constexpr double kEpsilon = 1e-5;

const at::Tensor& parameter(const NetworkState& state, BlockIndex index) {
  return state.parameters[static_cast<std::size_t>(index)];
}
const at::Tensor& buffer(const NetworkState& state, BlockIndex index) {
  return state.buffers[static_cast<std::size_t>(index)];
}

at::Tensor apply(const Linear& linear, const NetworkState& state, const at::Tensor& x) {
  return at::linear(x, parameter(state, linear.weight), parameter(state, linear.bias));
}

at::Tensor normalise(const Normalisation& norm, const NetworkState& state, const at::Tensor& x) {
  switch (norm.kind) {
    case Norm::kBatch:
      return at::batch_norm(x, parameter(state, norm.weight), parameter(state, norm.bias),
                            buffer(state, norm.mean), buffer(state, norm.variance), state.training,
                            state.momentum, kEpsilon, /*cudnn_enabled=*/false);
    case Norm::kGroup:
      return at::group_norm(x, norm.groups, parameter(state, norm.weight),
                            parameter(state, norm.bias), kEpsilon,
                            /*cudnn_enabled=*/false);
    case Norm::kNone:
      return x;
  }
  return x;
}

at::Tensor apply(const ConvolutionAndNorm& layer, const NetworkState& state, const at::Tensor& x) {
  const Convolution& convolution = layer.convolution;
  const c10::optional<at::Tensor> bias =
      convolution.bias == kAbsent ? c10::nullopt
                                  : c10::make_optional(parameter(state, convolution.bias));
  const at::Tensor y = at::conv2d(x, parameter(state, convolution.weight), bias, convolution.stride,
                                  convolution.padding);
  return normalise(layer.norm, state, y);
}

at::Tensor apply(const ResidualBlock& block, const NetworkState& state, const at::Tensor& x) {
  at::Tensor y = apply(block.first, state, x).relu_();
  y = apply(block.second, state, y);
  y += block.projection ? apply(*block.projection, state, x) : x;
  return y.relu_();
}

at::Tensor run(const MlpWiring& wiring, const NetworkState& state, const at::Tensor& pictures) {
  at::Tensor x = pictures.flatten(1);
  for (std::size_t i = 0; i + 1 < wiring.layers.size(); ++i)
    x = apply(wiring.layers[i], state, x).relu_();
  return apply(wiring.layers.back(), state, x);
}

at::Tensor run(const ResnetWiring& wiring, const NetworkState& state, const at::Tensor& pictures) {
  at::Tensor x = apply(wiring.stem, state, pictures).relu_();
  for (const ResidualBlock& block : wiring.blocks) x = apply(block, state, x);
  return apply(wiring.classifier, state, at::adaptive_avg_pool2d(x, {1, 1}).flatten(1));
}

}  // namespace

at::Tensor forward(const Network& network, const NetworkState& state, const at::Tensor& pictures) {
  return std::visit([&](const auto& wiring) { return run(wiring, state, pictures); },
                    network.wiring);
}

}  // namespace consim::models
