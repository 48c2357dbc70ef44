#include "models/dataset.h"

namespace consim::models {
namespace {

struct Loader {
  ImageData operator()(const FashionMnist& config) const { return load_fashion_mnist(config); }
  ImageData operator()(const SyntheticImages& config) const {
    return generate_synthetic_images(config);
  }
};

}  // namespace

ImageData load(const DatasetConfig& config) { return std::visit(Loader{}, config); }

std::vector<std::string> dataset_names() { return {"fashion_mnist", "synthetic_images"}; }

}  // namespace consim::models
