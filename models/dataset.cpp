#include "models/dataset.h"

namespace consim::models {
namespace {

struct Loader {
  ImageData operator()(const FashionMnist& config) const { return load_fashion_mnist(config); }
  ImageData operator()(const Cifar10& config) const { return load_cifar10(config); }
  ImageData operator()(const SyntheticImages& config) const {
    return generate_synthetic_images(config);
  }
};

}  // namespace

ImageData load(const DatasetConfig& config) { return std::visit(Loader{}, config); }

std::vector<DatasetInfo> datasets() {
  return {
      {"fashion_mnist", "70,000 grey pictures of clothes, 28 x 28, 10 classes (IDX files)"},
      {"cifar10",
       "60,000 pictures of things and animals, 32 x 32 in colours, 10 classes (binary version)"},
      {"synthetic_images", "pictures of 10 classes drawn from the seed; needs no file"}};
}

}  // namespace consim::models
