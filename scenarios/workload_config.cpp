#include "scenarios/workload_config.h"

namespace consim::scenarios {
namespace {

// Files of one's own may hold another number.
struct TrainSamples {
  template <class Files>
  static std::optional<std::int64_t> of(const Files& files, std::int64_t all) {
    return files.train_samples || files.data_dir ? files.train_samples : std::optional(all);
  }
  std::optional<std::int64_t> operator()(const FashionMnist& fashion) const {
    return of(fashion, kFashionMnistTrainSamples);
  }
  std::optional<std::int64_t> operator()(const Cifar10& cifar) const {
    return of(cifar, kCifar10TrainSamples);
  }
  std::optional<std::int64_t> operator()(const SyntheticImages& synthetic) const {
    return synthetic.train_samples;
  }
};

}  // namespace

std::optional<std::int64_t> train_samples(const ImageWorkload& images) {
  return std::visit(TrainSamples{}, images.dataset);
}

std::optional<std::int64_t> steps_per_epoch(const WorkloadConfig& workload, int nodes) {
  if (const auto* quadratic = std::get_if<QuadraticWorkload>(&workload))
    return quadratic->steps_per_epoch;
  const auto& images = std::get<ImageWorkload>(workload);
  const std::optional<std::int64_t> samples = train_samples(images);
  if (!samples) return std::nullopt;
  return *samples / nodes / images.batch_size;
}

}  // namespace consim::scenarios
