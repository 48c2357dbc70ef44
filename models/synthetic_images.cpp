#include "models/synthetic_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/random.h"

namespace consim::models {
namespace {

constexpr int kClasses = 10;
constexpr int kPatterns = 3;  // of each class
constexpr int kGrid = 5;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 31;

enum Stream : std::uint64_t { kTrainStream = 0, kTestStream = 1, kPatternStream = 2 };

base::RandomStream stream(const SyntheticImages& config, Stream which, std::uint64_t index) {
  return {config.seed, base::Purpose::kSyntheticData, {index, which}};
}

// C × H × W values in [−1, 1].
using Pattern = std::vector<double>;

double at(const std::vector<double>& grid, double row, double column) {
  const auto r = std::min(static_cast<std::size_t>(row), std::size_t{kGrid - 2});
  const auto c = std::min(static_cast<std::size_t>(column), std::size_t{kGrid - 2});
  const double down = row - static_cast<double>(r);
  const double right = column - static_cast<double>(c);
  const double* corner = grid.data() + r * kGrid + c;
  return (1 - down) * ((1 - right) * corner[0] + right * corner[1]) +
         down * ((1 - right) * corner[kGrid] + right * corner[kGrid + 1]);
}

Pattern draw_pattern(const SyntheticImages& config, std::uint64_t index) {
  auto random = stream(config, kPatternStream, index);
  const ImageShape& shape = config.shape;
  Pattern pattern;
  pattern.reserve(static_cast<std::size_t>(shape.pixels()));
  std::vector<double> grid(kGrid * kGrid);
  for (int channel = 0; channel < shape.channels; ++channel) {
    for (double& value : grid) value = 2 * random.uniform() - 1;
    for (int row = 0; row < shape.height; ++row)
      for (int column = 0; column < shape.width; ++column)
        pattern.push_back(at(grid, static_cast<double>(row * (kGrid - 1)) / (shape.height - 1),
                             static_cast<double>(column * (kGrid - 1)) / (shape.width - 1)));
  }
  return pattern;
}

class Painter {
 public:
  explicit Painter(const SyntheticImages& config) : config_(config) {
    for (std::uint64_t i = 0; i < kClasses * kPatterns; ++i)
      patterns_.push_back(draw_pattern(config, i));
  }

  void paint(Stream which, std::int64_t index, std::uint8_t* pixels) const {
    auto random = stream(config_, which, static_cast<std::uint64_t>(index));
    const auto label = static_cast<std::size_t>(index % kClasses);
    const Pattern& own = patterns_[label * kPatterns + random.below(kPatterns)];
    const Pattern& other = patterns_[random.below(kClasses * kPatterns)];
    const ImageShape& shape = config_.shape;
    const int down = shift(random, shape.height);
    const int right = shift(random, shape.width);
    const double contrast = 60 + 40 * random.uniform();
    const double veil = 50 * random.uniform();
    std::size_t pixel = 0;
    for (int channel = 0; channel < shape.channels; ++channel)
      for (int row = 0; row < shape.height; ++row)
        for (int column = 0; column < shape.width; ++column, ++pixel) {
          const int from_row = (row + down) % shape.height;
          const int from_column = (column + right) % shape.width;
          const int from = (channel * shape.height + from_row) * shape.width + from_column;
          const double noise = (static_cast<double>(random()) * 0x1p-32 - 0.5) * 120;
          const double value =
              127.5 + contrast * own[static_cast<std::size_t>(from)] + veil * other[pixel] + noise;
          pixels[pixel] =
              static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
        }
  }

 private:
  static int shift(base::RandomStream& random, int side) {
    const int most = side / 8;
    const auto drawn = static_cast<int>(random.below(2 * static_cast<std::uint64_t>(most) + 1));
    return (drawn - most + side) % side;
  }

  const SyntheticImages& config_;
  std::vector<Pattern> patterns_;
};

ImageSet paint_all(const SyntheticImages& config, Stream which, std::int64_t count) {
  const Painter painter(config);
  ImageSet set{.shape = config.shape, .pixels = {}, .labels = {}};
  set.pixels.resize(static_cast<std::size_t>(count * config.shape.pixels()));
  for (std::int64_t i = 0; i < count; ++i) {
    painter.paint(which, i, set.pixels.data() + i * config.shape.pixels());
    set.labels.push_back(static_cast<std::int32_t>(i % kClasses));
  }
  return set;
}

}  // namespace

std::vector<base::Problem> check(const SyntheticImages& config) {
  std::vector<base::Problem> problems;
  const auto within = [&](const char* key, std::int64_t value, std::int64_t least,
                          std::int64_t most) {
    if (value >= least && value <= most) return;
    problems.push_back({.key = key,
                        .what = fmt::format("{} is out of range", value),
                        .allowed = fmt::format("{} to {}", least, most)});
  };
  constexpr std::int64_t kMostSamples = 100'000'000;
  within("train", config.train, 1, kMostSamples);
  within("test", config.test, 1, kMostSamples);
  within("channels", config.shape.channels, 1, 16);
  within("height", config.shape.height, 4, 512);
  within("width", config.shape.width, 4, 512);
  if (problems.empty() && config.train + config.test > kMostBytes / config.shape.pixels())
    problems.push_back({.key = "train",
                        .what = fmt::format("{} pictures of {} bytes", config.train + config.test,
                                            config.shape.pixels()),
                        .allowed = fmt::format("at most {} bytes in all", kMostBytes)});
  return problems;
}

ImageData generate_synthetic_images(const SyntheticImages& config) {
  if (auto problems = check(config); !problems.empty()) throw base::InputError(std::move(problems));
  ImageData data{
      .name = "synthetic_images", .classes = kClasses, .train = {}, .test = {}, .statistics = {}};
  data.train = paint_all(config, kTrainStream, config.train);
  data.test = paint_all(config, kTestStream, config.test);
  data.statistics = channel_statistics(data.train);
  return data;
}

}  // namespace consim::models
