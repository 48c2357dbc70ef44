#include "models/batch_assembly.h"

#include <algorithm>

#include "base/random.h"

namespace consim::models {
namespace {

struct Window {
  int down;
  int right;
  bool mirrored;
};

Window draw_window(base::RandomStream& random, const Augmentation& augmentation) {
  Window window{0, 0, false};
  if (augmentation.padding > 0) {
    const auto places = static_cast<std::uint64_t>(2 * augmentation.padding + 1);
    window.down = static_cast<int>(random.below(places)) - augmentation.padding;
    window.right = static_cast<int>(random.below(places)) - augmentation.padding;
  }
  if (augmentation.mirror) window.mirrored = (random() & 1u) != 0;
  return window;
}

void cut_plane(const ImageShape& shape, Window window, float black, std::span<float> plane,
               std::span<float> copy) {
  std::copy(plane.begin(), plane.end(), copy.begin());
  for (int y = 0; y < shape.height; ++y)
    for (int x = 0; x < shape.width; ++x) {
      const int row = y + window.down;
      const int column = (window.mirrored ? shape.width - 1 - x : x) + window.right;
      const bool inside = row >= 0 && row < shape.height && column >= 0 && column < shape.width;
      plane[static_cast<std::size_t>(y * shape.width + x)] =
          inside ? copy[static_cast<std::size_t>(row * shape.width + column)] : black;
    }
}

}  // namespace

BatchAssembler::BatchAssembler(const ImageSet& images,
                               std::span<const ChannelStatistics> statistics)
    : images_(images) {
  CONSIM_ASSERT(statistics.size() == static_cast<std::size_t>(images.shape.channels),
                statistics.size());
  for (const ChannelStatistics& channel : statistics)
    scales_.push_back({static_cast<float>(1 / channel.deviation),
                       static_cast<float>(-channel.mean / channel.deviation)});
}

void BatchAssembler::assemble(std::span<const std::int64_t> indices, std::span<float> pixels,
                              std::span<std::int64_t> labels) const {
  const auto size = static_cast<std::size_t>(images_.shape.pixels());
  const std::size_t plane = size / scales_.size();
  CONSIM_ASSERT(pixels.size() == indices.size() * size && labels.size() == indices.size(),
                pixels.size());
  float* out = pixels.data();
  for (std::size_t k = 0; k < indices.size(); ++k) {
    CONSIM_ASSERT(indices[k] >= 0 && indices[k] < images_.size(), indices[k]);
    const std::uint8_t* in = images_.image(indices[k]).data();
    labels[k] = images_.labels[static_cast<std::size_t>(indices[k])];
    for (const Scale scale : scales_) {
      for (std::size_t i = 0; i < plane; ++i)
        out[i] = static_cast<float>(in[i]) * scale.factor + scale.offset;
      in += plane;
      out += plane;
    }
  }
}

void BatchAssembler::augment(const Augmentation& augmentation, std::uint64_t seed,
                             sim::BatchPlace place, std::span<float> pixels) const {
  const ImageShape& shape = images_.shape;
  const auto plane = static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
  base::RandomStream random(
      seed, base::Purpose::kAugmentation,
      {static_cast<std::uint64_t>(place.node), static_cast<std::uint64_t>(place.step)});
  std::vector<float> copy(plane);
  for (std::size_t at = 0; at < pixels.size();) {
    const Window window = draw_window(random, augmentation);
    for (const Scale scale : scales_) {
      cut_plane(shape, window, scale.offset, pixels.subspan(at, plane), copy);
      at += plane;
    }
  }
}

}  // namespace consim::models
