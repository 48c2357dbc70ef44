#include "scenarios/workload_config.h"

namespace consim::scenarios {

std::optional<std::int64_t> train_samples(const ImageWorkload& images) {
  if (const auto* synthetic = std::get_if<SyntheticImages>(&images.dataset))
    return synthetic->train_samples;
  const auto& fashion = std::get<FashionMnist>(images.dataset);
  if (fashion.train_samples || fashion.data_dir) return fashion.train_samples;
  return kFashionMnistTrainSamples;
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
