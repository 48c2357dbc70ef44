// From bytes to the numbers a network sees: selection, augmentation, normalisation.
//
//   out[k, c, y, x] = (byte − mean_c) / deviation_c      of sample indices[k]
//
// Augmentation (training only) is He's for CIFAR: the picture is framed by `padding` black pixels,
// a window of its own size is cut out at random, and it is mirrored with probability ½; draws are a
// function of (seed, node, step). Source: he2016deep.
//
// Guarantees: no state; the same numbers for any thread. Complexity: O(batch · pixels), about 0.3
// ns a number without augmentation.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/image_set.h"
#include "sim/learning/learner.h"

namespace consim::models {

struct Augmentation {
  int padding = 4;     ///< of the random crop; 0: none
  bool mirror = true;  ///< horizontal flips
};

class BatchAssembler {
 public:
  /// `images` must live longer.
  BatchAssembler(const ImageSet& images, std::span<const ChannelStatistics> statistics);

  /// Requires pixels.size() == indices.size() · C·H·W and labels.size() == indices.size().
  void assemble(std::span<const std::int64_t> indices, std::span<float> pixels,
                std::span<std::int64_t> labels) const;
  /// In place: changes a training batch assembled before.
  void augment(const Augmentation& augmentation, std::uint64_t seed, sim::BatchPlace place,
               std::span<float> pixels) const;

 private:
  struct Scale {
    float factor;
    float offset;
  };

  const ImageSet& images_;
  std::vector<Scale> scales_;
};

}  // namespace consim::models
