#include "models/batch_assembly.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>

#include "models/image_learner.h"

using namespace consim;
using namespace consim::models;

namespace {

struct Fixture {
  ImageData data = generate_synthetic_images({.train = 200, .test = 1, .shape = {3, 6, 5}});
  BatchAssembler assembler{data.train, data.statistics};

  std::vector<float> assemble(const std::vector<std::int64_t>& indices) const {
    std::vector<float> pixels(indices.size() * 90);
    std::vector<std::int64_t> labels(indices.size());
    assembler.assemble(indices, pixels, labels);
    for (std::size_t k = 0; k < indices.size(); ++k) BOOST_TEST(labels[k] == indices[k] % 10);
    return pixels;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(batch_assembly, Fixture)

BOOST_AUTO_TEST_CASE(pixels_are_normalised_by_their_channel) {
  const std::vector<std::int64_t> indices = {7, 0, 199, 7};
  const auto pixels = assemble(indices);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const auto& channel = data.statistics[i % 90 / 30];
    const double byte = data.train.image(indices[i / 90])[i % 90];
    // Two roundings to float of numbers below 5.
    BOOST_TEST(std::abs(pixels[i] - (byte - channel.mean) / channel.deviation) < 2e-6);
  }
}

BOOST_AUTO_TEST_CASE(the_whole_set_has_mean_zero_and_deviation_one) {
  std::vector<std::int64_t> all(200);
  std::iota(all.begin(), all.end(), 0);
  const auto pixels = assemble(all);
  double sum[3] = {}, squares[3] = {};
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    sum[i % 90 / 30] += pixels[i] / 6000;
    squares[i % 90 / 30] += static_cast<double>(pixels[i]) * pixels[i] / 6000;
  }
  for (int c = 0; c < 3; ++c) {
    BOOST_TEST(std::abs(sum[c]) < 1e-5);
    BOOST_TEST(std::abs(squares[c] - 1) < 1e-5);
  }
}

BOOST_AUTO_TEST_CASE(mirroring_turns_about_half_of_the_pictures_and_changes_nothing_else) {
  std::vector<std::int64_t> all(200);
  std::iota(all.begin(), all.end(), 0);
  const auto before = assemble(all);
  auto after = before;
  assembler.augment({.padding = 0, .mirror = true}, 1, {0, 0}, after);
  int turned = 0;
  for (std::size_t k = 0; k < 200; ++k) {
    auto mirrored = std::vector<float>(before.begin() + static_cast<std::ptrdiff_t>(k) * 90,
                                       before.begin() + static_cast<std::ptrdiff_t>(k + 1) * 90);
    const std::vector<float> found(after.begin() + static_cast<std::ptrdiff_t>(k) * 90,
                                   after.begin() + static_cast<std::ptrdiff_t>(k + 1) * 90);
    if (found == mirrored) continue;
    for (auto row = mirrored.begin(); row != mirrored.end(); row += 5) std::reverse(row, row + 5);
    BOOST_TEST((found == mirrored));
    ++turned;
  }
  BOOST_TEST(std::abs(turned - 100) < 4 * std::sqrt(50.0));  // binomial
}

BOOST_AUTO_TEST_CASE(a_crop_is_a_window_of_the_picture_framed_in_black) {
  const auto before = assemble({3});
  int different = 0;
  for (std::int64_t step = 0; step < 50; ++step) {
    auto after = before;
    assembler.augment({.padding = 2, .mirror = false}, 1, {0, step}, after);
    bool matched = false;
    for (int down = -2; down <= 2; ++down)
      for (int right = -2; right <= 2; ++right) {
        bool same = true;
        for (int i = 0; i < 90; ++i) {
          const int row = i % 30 / 5 + down, column = i % 5 + right;
          const auto& channel = data.statistics[static_cast<std::size_t>(i / 30)];
          const bool inside = row >= 0 && row < 6 && column >= 0 && column < 5;
          const float expected =
              inside ? before[static_cast<std::size_t>(i / 30 * 30 + row * 5 + column)]
                     : static_cast<float>(-channel.mean / channel.deviation);
          same = same && after[static_cast<std::size_t>(i)] == expected;
        }
        matched = matched || same;
      }
    BOOST_TEST(matched);
    different += after != before;
  }
  BOOST_TEST(different > 40);  // 24 of 25 windows
}

BOOST_AUTO_TEST_CASE(augmentation_is_a_function_of_seed_node_and_step) {
  const auto augmented = [&](std::uint64_t seed, sim::BatchPlace place) {
    auto pixels = assemble({1, 2, 3, 4, 5, 6, 7, 8});
    assembler.augment({}, seed, place, pixels);
    return pixels;
  };
  const auto reference = augmented(1, {2, 3});
  BOOST_TEST((augmented(1, {2, 3}) == reference));
  BOOST_TEST((augmented(2, {2, 3}) != reference));
  BOOST_TEST((augmented(1, {1, 3}) != reference));
  BOOST_TEST((augmented(1, {2, 4}) != reference));
}

BOOST_AUTO_TEST_CASE(scores_are_cross_entropy_and_right_answers) {
  const std::vector<float> logits = {0, 0, 0, 2, -1, 1000};
  const std::vector<std::int64_t> labels = {1, 2};
  const auto score = score_logits(logits, labels);
  BOOST_TEST(score.samples == 2);
  BOOST_TEST(score.correct == 1.0);  // of equal logits the first wins
  BOOST_TEST(score.loss == std::log(3.0), boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_SUITE_END()
