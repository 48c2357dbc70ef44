// Labelled pictures, held once as bytes, and where they come from.
//
// An ImageSet is N × C × H × W unsigned bytes (row-major, sample first) with N labels in {0, …,
// classes − 1}. An ImageData is a training set and a test set of one shape, with the training
// pixels' statistics of each channel: a learner sees (value − mean_c) / deviation_c.
//
//   ImageData data = load(FashionMnist{});       // 60,000 + 10,000 pictures of 1 × 28 × 28
//   ImageData same = load(SyntheticImages{.seed = 1, .train = 2000, .test = 500});
//
// Guarantees: all sets are validated when loaded (InputError with file and byte offset); every
// label is below `classes`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "models/cifar10.h"
#include "models/fashion_mnist.h"
#include "models/image_set.h"
#include "models/synthetic_images.h"

namespace consim::models {

using DatasetConfig = std::variant<FashionMnist, Cifar10, SyntheticImages>;

/// Reads or generates the data. Throws InputError with everything that is wrong with the files or
/// the values.
ImageData load(const DatasetConfig& config);

struct DatasetInfo {
  std::string name;
  std::string description;
};

/// What a scenario may name, in the order of DatasetConfig's alternatives.
std::vector<DatasetInfo> datasets();

}  // namespace consim::models
