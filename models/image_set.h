// Labelled pictures as bytes, and the statistics by which they are normalised.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace consim::models {

struct ImageShape {
  int channels = 1;
  int height = 0;
  int width = 0;

  std::int64_t pixels() const { return std::int64_t{channels} * height * width; }
  bool operator==(const ImageShape&) const = default;
};

struct ImageSet {
  ImageShape shape;
  std::vector<std::uint8_t> pixels;  ///< N × C × H × W
  std::vector<std::int32_t> labels;  ///< N

  std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
  std::span<const std::uint8_t> image(std::int64_t i) const {
    const auto size = static_cast<std::size_t>(shape.pixels());
    return {pixels.data() + static_cast<std::size_t>(i) * size, size};
  }
};

/// Mean and standard deviation of a channel's values over a whole set, in units of bytes (0 … 255).
struct ChannelStatistics {
  double mean = 0;
  double deviation = 1;  ///< 1 for a constant channel
};

/// Exact sums over integers, so the result doesn't depend on an order. O(pixels). Requires a set
/// that isn't empty.
std::vector<ChannelStatistics> channel_statistics(const ImageSet& images);

struct ImageData {
  std::string name;
  int classes = 0;
  ImageSet train;
  ImageSet test;
  std::vector<ChannelStatistics> statistics;  ///< of the training set's channels
};

}  // namespace consim::models
