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
    const auto places = 2 * static_cast<std::uint64_t>(augmentation.padding) + 1;
    window.down = static_cast<int>(random.below(places)) - augmentation.padding;
    window.right = static_cast<int>(random.below(places)) - augmentation.padding;
  }
  if (augmentation.mirror) window.mirrored = (random() & 1u) != 0;
  return window;
}

class Cutter {
 public:
  explicit Cutter(const ImageShape& shape)
      : shape_(shape),
        copy_(static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width)) {}

  std::size_t plane() const { return copy_.size(); }

  void cut(Window window, float black, std::span<float> plane) {
    std::copy(plane.begin(), plane.end(), copy_.begin());
    for (int y = 0; y < shape_.height; ++y)
      for (int x = 0; x < shape_.width; ++x) {
        const int row = y + window.down;
        const int column = (window.mirrored ? shape_.width - 1 - x : x) + window.right;
        const bool inside = row >= 0 && row < shape_.height && column >= 0 && column < shape_.width;
        plane[pixel(y, x)] = inside ? copy_[pixel(row, column)] : black;
      }
  }

 private:
  std::size_t pixel(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(shape_.width) +
           static_cast<std::size_t>(column);
  }

  ImageShape shape_;
  std::vector<float> copy_;
};

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
  base::RandomStream random(
      seed, base::Purpose::kAugmentation,
      {static_cast<std::uint64_t>(place.node), static_cast<std::uint64_t>(place.step)});
  Cutter cutter(images_.shape);
  for (std::size_t at = 0; at < pixels.size();) {
    const Window window = draw_window(random, augmentation);
    for (const Scale scale : scales_) {
      cutter.cut(window, scale.offset, pixels.subspan(at, cutter.plane()));
      at += cutter.plane();
    }
  }
}

}  // namespace consim::models
