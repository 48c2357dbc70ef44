#include "models/network.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "models/operator_work.h"
#include "models/sgd_work.h"

using namespace consim;
using namespace consim::models;

namespace {

struct Point {
  std::vector<float> parameters, buffers;
};

Point initial(const Network& network, std::uint64_t seed) {
  Point point{std::vector<float>(static_cast<std::size_t>(network.layout.dimension)),
              std::vector<float>(static_cast<std::size_t>(network.layout.buffers))};
  draw_initial_point(network, seed,
                     {sim::Scalar::kFloat, point.parameters.data(), network.layout.dimension},
                     {sim::Scalar::kFloat, point.buffers.data(), network.layout.buffers});
  return point;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(published_parameter_counts) {
  // hardware.md of the reference: CIFAR-10; width factor 3 with 1000 classes has 2.63 million.
  BOOST_TEST(make_network(Resnet{.depth = 20}, {3, 32, 32}, 10).layout.dimension == 272474);
  const auto wide =
      make_network(Resnet{.depth = 20, .width = 48}, {3, 32, 32}, 1000).layout.dimension;
  BOOST_TEST(std::abs(static_cast<double>(wide) / 2.63e6 - 1) < 0.002);
  BOOST_TEST(make_network(Mlp{.hidden = {128}}, {1, 28, 28}, 10).layout.dimension ==
             784 * 128 + 128 + 1280 + 10);
}

BOOST_DATA_TEST_CASE(blocks_fill_the_row_without_gaps, boost::unit_test::data::make({0, 8, 20, 56}),
                     depth) {
  const NetworkConfig config = depth == 0 ? NetworkConfig(Mlp{}) : Resnet{.depth = depth};
  const Network network = make_network(config, {3, 16, 16}, 7);
  std::int64_t offset = 0;
  for (const auto& block : network.layout.blocks) {
    BOOST_TEST(block.offset == offset);
    std::int64_t size = 1;
    for (const auto side : block.shape) size *= side;
    BOOST_TEST(block.size == size);
    offset += size;
  }
  BOOST_TEST(offset == network.layout.dimension);
  BOOST_TEST(network.beginnings.size() == network.layout.blocks.size());
}

BOOST_AUTO_TEST_CASE(batch_norm_has_two_buffers_for_each_channel_and_other_norms_none) {
  // Stem 16; stages (16, 16), (32, 32, 32 for the projection), (64, 64, 64).
  BOOST_TEST(make_network(Resnet{.depth = 8}, {1, 28, 28}, 10).layout.buffers ==
             2 * (16 + 32 + 96 + 192));
  BOOST_TEST(
      make_network(Resnet{.depth = 8, .norm = Norm::kGroup}, {1, 28, 28}, 10).layout.buffers == 0);
  BOOST_TEST(
      make_network(Resnet{.depth = 8, .norm = Norm::kNone}, {1, 28, 28}, 10).layout.buffers == 0);
}

BOOST_AUTO_TEST_CASE(impossible_options_are_refused) {
  BOOST_TEST(check(Resnet{.depth = 10, .width = -1}, {1, 2, 2}).size() == 3U);
  BOOST_TEST(check(Mlp{.hidden = {5, 0, -3}}, {1, 8, 8}).size() == 2U);
  const Resnet largest{.depth = kDeepestResnet, .width = kWidestResnet};
  BOOST_TEST(check(largest, {1, 8, 8}).size() == 0U);
  BOOST_TEST(check(Mlp{.hidden = {kWidestHidden, kWidestHidden + 1}}, {1, 8, 8}).size() == 1U);
  BOOST_TEST(
      check(Resnet{.depth = kDeepestResnet + 6, .width = kWidestResnet + 1}, {1, 8, 8}).size() ==
      2U);
  BOOST_CHECK_THROW(make_network(Resnet{.depth = 10}, {1, 8, 8}, 10), base::InputError);
}

BOOST_AUTO_TEST_CASE(initial_values_have_the_documented_distributions) {
  const Network network = make_network(Resnet{.depth = 20, .width = 32}, {3, 32, 32}, 10);
  const Point point = initial(network, 3);
  for (std::size_t i = 0; i < network.layout.blocks.size(); ++i) {
    const auto& block = network.layout.blocks[i];
    const auto& beginning = network.beginnings[i];
    const std::span<const float> values(point.parameters.data() + block.offset,
                                        static_cast<std::size_t>(block.size));
    double squares = 0, largest = 0;
    for (const float v : values) {
      squares += static_cast<double>(v) * v / static_cast<double>(block.size);
      largest = std::max(largest, std::abs(static_cast<double>(v)));
    }
    const double fan = static_cast<double>(beginning.fan_in);
    // Relative standard error of a second moment is at most sqrt(2/N); five of them for some sixty
    // blocks.
    const auto tolerance =
        boost::test_tools::tolerance(5 * std::sqrt(2.0 / static_cast<double>(block.size)));
    if (beginning.kind == Initial::kHeNormal) BOOST_TEST(squares == 2 / fan, tolerance);
    if (beginning.kind == Initial::kUniformFanIn) {
      BOOST_TEST(largest <= 1 / std::sqrt(fan));
      BOOST_TEST(squares == 1 / (3 * fan), tolerance);
    }
    if (beginning.kind == Initial::kOne) BOOST_TEST(squares == 1.0);
    if (beginning.kind == Initial::kZero) BOOST_TEST(squares == 0.0);
  }
}

BOOST_AUTO_TEST_CASE(the_initial_point_is_a_function_of_the_seed) {
  const Network network = make_network(Resnet{.depth = 8}, {1, 28, 28}, 10);
  BOOST_TEST((initial(network, 3).parameters == initial(network, 3).parameters));
  BOOST_TEST((initial(network, 3).parameters != initial(network, 4).parameters));
  // Variances begin at one, means at zero.
  double sum = 0;
  for (const float value : initial(network, 3).buffers) sum += value;
  BOOST_TEST(sum == static_cast<double>(network.layout.buffers) / 2);
}

BOOST_AUTO_TEST_CASE(a_convolutions_work_is_its_formula) {
  const TensorShape x{{8, 3, 32, 32}, 8 * 3 * 1024, 4 * 8 * 3 * 1024};
  const TensorShape w{{16, 3, 3, 3}, 432, 4 * 432};
  const TensorShape y{{8, 16, 32, 32}, 8 * 16 * 1024, 4 * 8 * 16 * 1024};
  const auto forward =
      operator_work({.name = "aten::convolution", .inputs = {x, w}, .outputs = {y}});
  BOOST_TEST(forward.flops == 2.0 * 8 * 16 * 1024 * 27);
  BOOST_TEST(forward.bytes == 4.0 * (8 * 3 * 1024 + 432 + 8 * 16 * 1024));
  BOOST_TEST(forward.kernels == 1);
  OperatorCall call{.name = "aten::convolution_backward",
                    .inputs = {y, x, w},
                    .output_mask = {false, true, false}};
  BOOST_TEST(operator_work(call).flops == forward.flops);
  call.output_mask = {true, true, true};
  BOOST_TEST(operator_work(call).flops == 2 * forward.flops + 8 * 16 * 1024);
  BOOST_TEST(operator_work(call).kernels == 3);
}

BOOST_AUTO_TEST_SUITE_END()
