#include "models/image_set.h"

#include <array>
#include <cmath>

#include "base/check.h"

namespace consim::models {

std::vector<ChannelStatistics> channel_statistics(const ImageSet& images) {
  CONSIM_ASSERT(images.size() > 0 && images.shape.pixels() > 0, images.size());
  const auto channels = static_cast<std::size_t>(images.shape.channels);
  const auto plane =
      static_cast<std::size_t>(images.shape.height) * static_cast<std::size_t>(images.shape.width);
  std::vector<std::array<std::uint64_t, 256>> histograms(channels);
  for (std::size_t i = 0; i < images.pixels.size(); ++i)
    ++histograms[i / plane % channels][images.pixels[i]];

  std::vector<ChannelStatistics> statistics;
  for (const auto& histogram : histograms) {
    double count = 0, sum = 0, squares = 0;
    for (std::size_t value = 0; value < histogram.size(); ++value) {
      const auto occurrences = static_cast<double>(histogram[value]);
      const auto v = static_cast<double>(value);
      count += occurrences;
      sum += occurrences * v;
      squares += occurrences * v * v;
    }
    const double mean = sum / count;
    const double variance = squares / count - mean * mean;
    statistics.push_back({.mean = mean, .deviation = variance > 1e-9 ? std::sqrt(variance) : 1.0});
  }
  return statistics;
}

}  // namespace consim::models
