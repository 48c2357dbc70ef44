// Segments cover the columns in order, within one layer and one summation piece each.
#include "sim/learning/layer_segments.h"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "sim/learning/column_kernels.h"
#include "tests/support/toy_learner.h"

using namespace consim;
using sim::kPiece;
using sim::LayerSegments;

namespace {

sim::ParameterLayout layout(const std::vector<std::int64_t>& sizes) {
  const auto dimension = std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0});
  return tests::ToyLearner({.dimension = dimension, .layers = sizes}).layout();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layer_segments)

BOOST_AUTO_TEST_CASE(segments_cover_the_columns_and_cross_no_border) {
  for (const std::vector<std::int64_t>& sizes : {std::vector<std::int64_t>{1},
                                                 {5000},
                                                 {kPiece, kPiece},
                                                 {1000, 100},
                                                 {1, 1, 3000, 7, 1087}}) {
    const sim::ParameterLayout blocks = layout(sizes);
    const LayerSegments segments(blocks);
    std::int64_t next = 0;
    for (std::int64_t piece = 0; piece < sim::pieces(blocks.dimension); ++piece) {
      BOOST_TEST(next == piece * kPiece);
      for (const std::size_t segment : segments.of_piece(piece)) {
        const auto [begin, end] = segments.columns(segment);
        BOOST_TEST(begin == next);
        BOOST_TEST((begin / kPiece == piece && (end - 1) / kPiece == piece));
        next = end;
      }
    }
    BOOST_TEST(next == blocks.dimension);
  }
}

// The number of columns of each segment, summed by layer, is the layer's size.
BOOST_AUTO_TEST_CASE(sums_by_layer_are_the_layers) {
  const std::vector<std::int64_t> sizes = {1, 1, 3000, 7, 1087};
  const LayerSegments segments(layout(sizes));
  std::vector<double> widths;
  for (std::size_t segment = 0; segment < segments.size(); ++segment)
    widths.push_back(static_cast<double>(segments.columns(segment).end) -
                     static_cast<double>(segments.columns(segment).begin));
  BOOST_TEST(segments.by_layer(widths) == std::vector<double>(sizes.begin(), sizes.end()),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_one_layer_segments_are_pieces) {
  const LayerSegments segments(layout({3 * kPiece + 1}));
  BOOST_TEST(segments.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_layout_without_blocks_has_no_segments) {
  sim::ParameterLayout blocks;
  blocks.dimension = 5000;
  const LayerSegments segments(blocks);
  BOOST_TEST(segments.size() == 0u);
  BOOST_TEST(segments.by_layer({}).empty());
}

BOOST_AUTO_TEST_CASE(a_layout_with_gaps_is_wrong_code) {
  sim::ParameterLayout blocks = layout({10, 10});
  blocks.blocks[1].offset = 11;
  BOOST_CHECK_THROW(LayerSegments{blocks}, base::LogicError);
  blocks = layout({10, 10});
  blocks.dimension = 21;
  BOOST_CHECK_THROW(LayerSegments{blocks}, base::LogicError);
}

BOOST_AUTO_TEST_SUITE_END()
