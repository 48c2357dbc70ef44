// The networks of models/network.h as torch::nn modules. For the sources of this folder, which
// precompile LibTorch's header.
#pragma once

#include <memory>
#include <vector>

#include "models/network.h"
#include "tests/support/bare_loop/bare_loop.h"

namespace consim::models {

struct PlainNetwork : torch::nn::Module {
  virtual torch::Tensor forward(torch::Tensor pictures) = 0;
};

std::shared_ptr<PlainNetwork> make_plain_network(const NetworkConfig& config,
                                                 const Network& network);

void write_point(PlainNetwork& plain, const Network& network, BarePoint point);
BarePoint read_point(const PlainNetwork& plain, const Network& network);
std::vector<float> read_gradient(const PlainNetwork& plain, const Network& network);

}  // namespace consim::models
