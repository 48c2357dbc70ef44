// Networks for pictures, as plain descriptions: which parameters there are, how they begin, how
// they are wired.
//
// mlp: input, hidden layers with ReLU, one linear layer to the classes.
// resnet6m+2: He's residual networks for small pictures (he2016deep): a 3 × 3 convolution to
// `width`
//   channels, three stages of m blocks with width, 2·width and 4·width channels and strides 1, 2,
//   2, global average pooling, one linear layer. A block is
//     relu(norm(conv(relu(norm(conv(x))))) + shortcut(x));
//   where the shape changes, the shortcut is a strided 1 × 1 convolution with its norm, else the
//   identity. `width` is the number of channels of the first stage: 16 is He's, 48 is "width factor
//   3", 8 half of it. ResNet-20 of width 16 on 3 × 32 × 32 with 10 classes has 272,474 parameters.
//
// Norms: batch (statistics are buffers, momentum 0.1, ε = 1e-5), group (gcd(channels, 4) groups),
// none (convolutions have a bias instead, and each block's second convolution begins at zero, so
// that depth doesn't blow the signal up). Initial values: convolutions N(0, 2/fan_in) (He et al.
// 2015, he2015delving), norms 1 and 0, linear layers uniform on ±1/√fan_in for weights and biases
// (PyTorch's default). One point for all nodes, a function of the seed.
//
// Names, shapes and order are those of PyTorch's modules ("layer1.0.conv1.weight"); a row is the
// blocks one after another.
//
//   Network network = make_network(Resnet{.depth = 20}, {3, 32, 32}, 10);
//   network.layout.dimension == 272474
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/errors.h"
#include "models/image_set.h"
#include "sim/learning/learner.h"

namespace consim::models {

enum class Norm : std::uint8_t { kBatch, kGroup, kNone };

struct Mlp {
  std::vector<std::int64_t> hidden = {128};  ///< may be empty: logistic regression
};

struct Resnet {
  int depth = 8;   ///< 6m + 2
  int width = 16;  ///< channels of the first stage
  Norm norm = Norm::kBatch;
};

using NetworkConfig = std::variant<Mlp, Resnet>;

inline constexpr int kDeepestResnet = 1202;
inline constexpr int kWidestResnet = 1024;                ///< channels of the first stage
inline constexpr std::int64_t kWidestHidden = 1'000'000;  ///< numbers of a hidden layer

struct NetworkInfo {
  std::string name;
  std::string description;
};

/// For lists and messages; other depths 6m + 2 will do too.
std::vector<NetworkInfo> networks();

/// Everything that is wrong with the options, for pictures of this shape.
std::vector<base::Problem> check(const NetworkConfig& config, const ImageShape& shape);

enum class Initial : std::uint8_t { kHeNormal, kUniformFanIn, kOne, kZero };

/// How a block of parameters (or buffers) begins.
struct Beginning {
  Initial kind = Initial::kZero;
  std::int64_t fan_in = 1;
};

/// A block's number in layout.blocks; kAbsent where there is none.
using BlockIndex = std::int32_t;
inline constexpr BlockIndex kAbsent = -1;

struct Linear {
  BlockIndex weight = kAbsent, bias = kAbsent;
};
struct Convolution {
  BlockIndex weight = kAbsent, bias = kAbsent;
  int stride = 1, padding = 1;
};
/// Batch norm has buffers (numbers of `Network::buffers`), group norm has groups.
struct Normalisation {
  Norm kind = Norm::kNone;
  BlockIndex weight = kAbsent, bias = kAbsent;
  BlockIndex mean = kAbsent, variance = kAbsent;
  int groups = 0;
};
struct ConvolutionAndNorm {
  Convolution convolution;
  Normalisation norm;
};
struct ResidualBlock {
  ConvolutionAndNorm first, second;
  std::optional<ConvolutionAndNorm> projection;
};
struct MlpWiring {
  std::vector<Linear> layers;
};
struct ResnetWiring {
  ConvolutionAndNorm stem;
  std::vector<ResidualBlock> blocks;
  Linear classifier;
};

struct Network {
  ImageShape input;
  int classes = 0;
  sim::ParameterLayout layout;
  std::vector<Beginning> beginnings;         ///< of layout.blocks
  std::vector<sim::ParameterBlock> buffers;  ///< layout of a buffer row
  std::vector<Beginning> buffer_beginnings;  ///< of buffers
  std::variant<MlpWiring, ResnetWiring> wiring;
};

/// Throws InputError with all problems of `check`.
Network make_network(const NetworkConfig& config, const ImageShape& input, int classes);

/// Writes the initial parameters and buffers of all nodes. Each block has a stream of its own.
/// O(d).
void draw_initial_point(const Network& network, std::uint64_t seed, sim::Row parameters,
                        sim::Row buffers);

}  // namespace consim::models
