// A set of pictures that needs no file: a function of the seed, for tests, demonstrations and
// timing.
//
// Ten classes; each has three smooth patterns (a grid of 5 × 5 random values, bilinearly enlarged,
// for each channel). A sample is contrast · (pattern of its class, shifted by up to an eighth of a
// side, cyclically) + a fainter pattern of a random class + noise of every pixel, rounded to a
// byte. Labels go round: sample i has label i mod 10. It can be learnt but not at once: nearest
// class mean gets about 60 % right, a small network more than 90 %.
//
// Requirements: train, test ≥ 1; 1 ≤ channels ≤ 16; 4 ≤ height, width ≤ 512; at most 2^31 bytes in
// all. Guarantees: the same bytes wherever the compiler doesn't fuse multiply-adds (only sums and
// products of IEEE doubles are used), whatever else is drawn; sample i doesn't depend on `train` or
// `test`. Complexity: about 10 ns a pixel.
#pragma once

#include <cstdint>
#include <vector>

#include "base/errors.h"
#include "models/image_set.h"

namespace consim::models {

struct SyntheticImages {
  std::uint64_t seed = 1;
  std::int64_t train = 10000;
  std::int64_t test = 2000;
  ImageShape shape = {1, 28, 28};
};

/// Everything that is wrong with the values.
std::vector<base::Problem> check(const SyntheticImages& config);

/// Throws InputError with all problems of `check`.
ImageData generate_synthetic_images(const SyntheticImages& config);

}  // namespace consim::models
