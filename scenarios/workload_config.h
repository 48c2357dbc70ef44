// The [workload] table: what is trained, on which data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace consim::scenarios {

/// f_i(x) = 1/2 sum_j h_j (x_j - b_ij)^2 in double precision; gradients carry N(0, noise^2) per
/// coordinate.
struct QuadraticWorkload {
  std::int64_t dimension = 64;          ///< d
  std::vector<double> curvature = {1};  ///< h, one for all coordinates or one for each
  double noise = 1;                     ///< standard deviation s of the gradient noise
  double heterogeneity = 0;  ///< b_ij ~ N(0, heterogeneity^2), then centred over the nodes
  double initial = 0;        ///< standard deviation of the initial parameters, independent per node
  std::int64_t steps_per_epoch = 100;  ///< an epoch of a problem without samples
  bool operator==(const QuadraticWorkload&) const = default;
};

/// What the package's files hold.
inline constexpr std::int64_t kFashionMnistTrainSamples = 60000;

inline constexpr std::int64_t kCifar10TrainSamples = 50000;

/// The files are the binary version's.
struct Cifar10 {
  std::optional<std::string>
      data_dir;  ///< absolute, a folder or the archive; not given: $CONSIM_DATA
  std::optional<std::int64_t> train_samples;  ///< the first so many; not given: all
  bool operator==(const Cifar10&) const = default;
};

struct FashionMnist {
  std::optional<std::string>
      data_dir;  ///< absolute; not given: $CONSIM_DATA, then the package's place
  std::optional<std::int64_t> train_samples;  ///< the first so many; not given: all
  bool operator==(const FashionMnist&) const = default;
};

inline constexpr std::int64_t kMaxSyntheticBytes = std::int64_t{1} << 31;

/// Pictures of ten classes drawn from the seed, which need no file; at most kMaxSyntheticBytes, a
/// byte for each number.
struct SyntheticImages {
  std::int64_t train_samples = 6000;
  std::int64_t test_samples = 1000;
  int channels = 1;
  int height = 28;  ///< pixels
  int width = 28;   ///< pixels
  bool operator==(const SyntheticImages&) const = default;
};

// The limits of the networks are those of models/network.h.
inline constexpr int kDeepestResnet = 1202;
inline constexpr int kWidestResnet = 1024;
inline constexpr std::int64_t kWidestHidden = 1'000'000;

struct Mlp {
  std::vector<std::int64_t> hidden = {
      128};  ///< widths of the hidden layers; none: softmax regression
  bool operator==(const Mlp&) const = default;
};

enum class Norm : std::uint8_t { kBatch, kGroup, kNone };

/// CIFAR-style residual network of 6m + 2 layers in three stages of width, 2 width and 4 width
/// channels.
struct ResNet {
  int depth = 20;
  int width = 16;
  Norm norm = Norm::kBatch;
  bool operator==(const ResNet&) const = default;
};

using Model = std::variant<Mlp, ResNet>;

/// Equal random shards; `reshuffled`: drawn anew for each epoch over all data, else fixed for the
/// whole run.
struct IidPartition {
  bool reshuffled = true;
  bool operator==(const IidPartition&) const = default;
};

/// Each node's classes in proportions drawn from the Dirichlet distribution with parameter α·1.
struct DirichletPartition {
  double alpha = 1;
  bool operator==(const DirichletPartition&) const = default;
};

/// Each node has so many classes, about equally much of each.
struct ByLabelPartition {
  int classes_per_node = 1;
  bool operator==(const ByLabelPartition&) const = default;
};

/// Sorted by label and cut into equal pieces, of which each node has so many.
struct ShardsPartition {
  int shards_per_node = 2;  ///< divides a node's samples
  bool operator==(const ShardsPartition&) const = default;
};

using Partition = std::variant<IidPartition, DirichletPartition, ByLabelPartition, ShardsPartition>;

inline constexpr int kClasses = 10;  ///< of each of the data sets

struct ImageWorkload {
  std::variant<FashionMnist, Cifar10, SyntheticImages> dataset;
  Model model;
  std::int64_t batch_size = 32;  ///< samples a node and step
  Partition partition;
  bool augment = false;  ///< training pictures are cropped at random (padding 4) and mirrored
  bool operator==(const ImageWorkload&) const = default;
};

using WorkloadConfig = std::variant<QuadraticWorkload, ImageWorkload>;

/// Nothing where only the data's files tell.
std::optional<std::int64_t> train_samples(const ImageWorkload& images);
/// Local steps of an epoch, ⌊⌊samples/nodes⌋/batch⌋; nothing where only the data's files tell.
std::optional<std::int64_t> steps_per_epoch(const WorkloadConfig& workload, int nodes);

}  // namespace consim::scenarios
