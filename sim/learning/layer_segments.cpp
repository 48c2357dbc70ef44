#include "sim/learning/layer_segments.h"

#include <algorithm>

#include "base/check.h"
#include "sim/learning/column_kernels.h"

namespace consim::sim {

LayerSegments::LayerSegments(const ParameterLayout& layout) : layers_(layout.blocks.size()) {
  std::int64_t begin = 0;
  for (std::size_t layer = 0; layer < layers_; ++layer) {
    const ParameterBlock& block = layout.blocks[layer];
    CONSIM_ASSERT(block.offset == begin && block.size > 0, block.name, block.offset, begin);
    const std::int64_t end = begin + block.size;
    while (begin < end) {
      if (begin % kPiece == 0) first_of_piece_.push_back(segments_.size());
      const std::int64_t next = std::min(end, (begin / kPiece + 1) * kPiece);
      segments_.push_back({{begin, next}, layer});
      begin = next;
    }
  }
  CONSIM_ASSERT(layers_ == 0 || begin == layout.dimension, begin, layout.dimension);
  first_of_piece_.push_back(segments_.size());
}

std::vector<double> LayerSegments::by_layer(const std::vector<double>& by_segment) const {
  CONSIM_ASSERT(by_segment.size() == size(), by_segment.size(), size());
  std::vector<double> sums(layers_);
  for (std::size_t s = 0; s < by_segment.size(); ++s) sums[segments_[s].layer] += by_segment[s];
  return sums;
}

}  // namespace consim::sim
