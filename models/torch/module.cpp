// What libconsim_models_torch.so exports: one table of functions, found by name.
#include <torch/version.h>

#include "models/torch/torch_learner.h"
#include "models/torch_module.h"

namespace consim::models {
namespace {

std::string consim_version() { return CONSIM_VERSION; }
std::string libtorch_version() { return TORCH_VERSION; }

std::unique_ptr<sim::Learner> make(const ImageLearnerConfig& config, ImageData data) {
  return std::make_unique<TorchLearner>(config, std::move(data));
}

}  // namespace
}  // namespace consim::models

extern "C" {
__attribute__((visibility("default"))) extern const consim::models::TorchModule consim_torch_module;
const consim::models::TorchModule consim_torch_module = {
    .consim_version = consim::models::consim_version,
    .torch_version = consim::models::libtorch_version,
    .make_image_learner = consim::models::make,
};
}
