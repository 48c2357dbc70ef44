// A described network, applied to tensors. For the sources of this folder, which include LibTorch
// themselves.
#pragma once

#include <span>

#include "models/network.h"

namespace at {
class Tensor;
}

namespace consim::models {

struct NetworkState {
  std::span<const at::Tensor> parameters;  ///< one for each of layout.blocks
  std::span<const at::Tensor> buffers;  ///< one for each of network.buffers; updated when training
  bool training = true;
  double momentum = 0.1;  ///< of the buffers' running means
};

/// Logits, N × classes, of pictures N × C × H × W.
at::Tensor forward(const Network& network, const NetworkState& state, const at::Tensor& pictures);

}  // namespace consim::models
