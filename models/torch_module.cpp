#include "models/torch_module.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/errors.h"

namespace consim::models {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "libconsim_models_torch.so";
constexpr const char* kVariable = "CONSIM_TORCH_MODULE";

std::vector<fs::path> candidates() {
  if (const char* file = std::getenv(kVariable); file != nullptr && *file != '\0') return {file};
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path folder = program.parent_path();
  std::vector<fs::path> files = {folder / "../lib/consim" / kFileName, folder / kFileName};
  fs::path above = folder;
  for (int level = 0; level < 3; ++level) {
    above = above.parent_path();
    files.push_back(above / "models" / kFileName);
  }
  return files;
}

fs::path find_module() {
  std::vector<std::string> searched;
  std::error_code ignored;
  for (const fs::path& file : candidates()) {
    if (fs::is_regular_file(file, ignored)) return file;
    searched.push_back(file.lexically_normal().string());
  }
  throw base::InputError({.file = kFileName,
                          .what = "the LibTorch models are not there",
                          .allowed = fmt::format("looked for {}; ${} names another place",
                                                 fmt::join(searched, ", "), kVariable)});
}

// A handle is never closed: LibTorch can't be unloaded, and learners' code must outlive them.
const TorchModule& open_module() {
  const std::string file = find_module().string();
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    throw base::InputError({.file = file, .what = fmt::format("cannot be opened: {}", dlerror())});
  const auto* module = static_cast<const TorchModule*>(dlsym(handle, "consim_torch_module"));
  if (module == nullptr) throw base::InputError({.file = file, .what = "not a module of consim"});
  if (const std::string version = module->consim_version(); version != CONSIM_VERSION)
    throw base::InputError({.file = file,
                            .what = fmt::format("belongs to consim {}", version),
                            .allowed = CONSIM_VERSION});
  return *module;
}

}  // namespace

std::unique_ptr<sim::Learner> make_image_learner(const ImageLearnerConfig& config) {
  return make_image_learner(config, load(config.dataset));
}

std::unique_ptr<sim::Learner> make_image_learner(const ImageLearnerConfig& config, ImageData data) {
  return open_module().make_image_learner(config, std::move(data));
}

std::string torch_version() { return open_module().torch_version(); }

}  // namespace consim::models
