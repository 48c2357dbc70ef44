// The door to LibTorch, opened on first use: linking it would cost every start of a program 0.38 s
// and 160 MB.
//
// The torch models live in the module libconsim_models_torch.so. It is looked for, in this order,
// at the path in $CONSIM_TORCH_MODULE (if set, nowhere else), and, seen from the running program's
// folder, in ../lib/consim, in the folder itself, and in the folder `models` of the build tree the
// program lies in (up to three folders above). A module of another version of consim is refused. It
// stays loaded until the program ends.
//
//   auto learner = make_image_learner({.nodes = 16, .network = Resnet{.depth = 8, .width = 8}});
//
// Errors: InputError if the module is missing or can't be opened, and for everything wrong with
// data and configuration.
#pragma once

#include <memory>
#include <string>

#include "models/image_learner.h"
#include "sim/learning/learner.h"

namespace consim::models {

/// Loads the data set named in the configuration.
std::unique_ptr<sim::Learner> make_image_learner(const ImageLearnerConfig& config);
/// Uses `data`; config.dataset is ignored.
std::unique_ptr<sim::Learner> make_image_learner(const ImageLearnerConfig& config, ImageData data);

/// LibTorch's version as its headers give it ("1.13.0" for Debian's 1.13.1).
std::string torch_version();

/// What the module exports as `consim_torch_module`; not for other callers.
struct TorchModule {
  std::string (*consim_version)();
  std::string (*torch_version)();
  std::unique_ptr<sim::Learner> (*make_image_learner)(const ImageLearnerConfig& config,
                                                      ImageData data);
};

}  // namespace consim::models
