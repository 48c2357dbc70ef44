// Batch-norm statistics recomputed on training samples: against update_bn on a network of
// torch::nn modules, and against sums in double precision for the first layer.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/random.h"
#include "models/torch/torch_learner.h"
#include "tests/support/bare_loop/bare_loop.h"

using namespace consim;
using namespace consim::models;

namespace {

sim::Row row(std::vector<float>& values) {
  return {sim::Scalar::kFloat, values.data(), static_cast<std::int64_t>(values.size())};
}

const ImageShape kShape{2, 11, 9};

ImageData pictures() {
  return generate_synthetic_images({.seed = 2, .train = 400, .test = 30, .shape = kShape});
}

// 230 samples are four parts of 50 and one of 30, which is left out.
ImageLearnerConfig config_of(const NetworkConfig& network) {
  ImageLearnerConfig config{.nodes = 4, .network = network, .batch_size = 10};
  config.train_samples_evaluated = 230;
  config.evaluation_part = 50;
  config.recompute_statistics = true;
  return config;
}

// The initial point, shaken; buffers that must not count.
BarePoint point_of(const TorchLearner& learner) {
  BarePoint p{std::vector<float>(static_cast<std::size_t>(learner.layout().dimension)),
              std::vector<float>(static_cast<std::size_t>(learner.layout().buffers))};
  learner.initial_point(0, row(p.parameters), row(p.buffers));
  base::RandomStream random(5, base::Purpose::kTest);
  for (float& x : p.parameters) x += 0.05f * static_cast<float>(random.uniform());
  for (float& x : p.buffers) x = 7;
  return p;
}

// The mean over parts, added in order as the swarm does.
std::vector<double> recomputed(const TorchLearner& learner, const BarePoint& point) {
  const auto worker = learner.make_worker();
  std::vector<float> parameters = point.parameters;
  std::vector<double> sum(point.buffers.size());
  for (std::int64_t part = 0; part < learner.statistics_parts(); ++part) {
    std::vector<float> one = point.buffers;
    worker->statistics(part, row(parameters), row(one));
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += static_cast<double>(one[i]) / static_cast<double>(learner.statistics_parts());
  }
  BOOST_TEST((parameters == point.parameters));
  return sum;
}

std::vector<std::vector<std::int64_t>> batches_of(const TorchLearner& learner) {
  const auto all = evaluated_train_samples(400, 230);
  std::vector<std::vector<std::int64_t>> batches;
  for (std::int64_t part = 0; part < learner.statistics_parts(); ++part)
    batches.emplace_back(all.begin() + 50 * part, all.begin() + 50 * (part + 1));
  return batches;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_statistics)

// The same kernels on the same numbers; torch's cumulative mean rounds each of four
// steps to float, and layers carry that on.
BOOST_AUTO_TEST_CASE(statistics_are_those_of_update_bn) {
  const Resnet network{.depth = 8, .width = 6};
  const TorchLearner learner(config_of(network), pictures());
  BOOST_TEST(learner.statistics_parts() == 4);
  const BarePoint point = point_of(learner);
  const auto found = recomputed(learner, point);
  const auto expected =
      bare_statistics(learner.config(), learner.data(), batches_of(learner), point);
  BOOST_REQUIRE(found.size() == expected.size());
  double scale = 0, worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    scale = std::max(scale, std::abs(static_cast<double>(expected[i])));
    worst = std::max(worst, std::abs(found[i] - static_cast<double>(expected[i])));
  }
  BOOST_TEST(scale > 0.1);
  BOOST_TEST(worst < 1e-5 * scale);
}

// The first convolution (3 × 3, padding 1) and its statistics, written out. Channel 0's variance is
// unbiased: over m − 1, m = 50 · 11 · 9 values a batch.
BOOST_AUTO_TEST_CASE(the_first_layers_statistics_are_sums_over_its_outputs) {
  const TorchLearner learner(config_of(Resnet{.depth = 8, .width = 3}), pictures());
  const BarePoint point = point_of(learner);
  const auto& [channels, height, width] = kShape;
  double mean = 0, variance = 0;
  for (const auto& batch : batches_of(learner)) {
    std::vector<float> pixels(batch.size() * static_cast<std::size_t>(kShape.pixels()));
    std::vector<std::int64_t> labels(batch.size());
    learner.assembler(sim::Split::kTrain).assemble(batch, pixels, labels);
    double sum = 0, squares = 0;
    for (std::size_t k = 0; k < batch.size(); ++k)
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          double value = 0;
          for (int c = 0; c < channels; ++c)
            for (int v = -1; v <= 1; ++v)
              for (int u = -1; u <= 1; ++u) {
                if (y + v < 0 || y + v >= height || x + u < 0 || x + u >= width) continue;
                const auto at = (static_cast<int>(k) * channels + c) * height + y + v;
                value +=
                    static_cast<double>(pixels[static_cast<std::size_t>(at * width + x + u)]) *
                    static_cast<double>(
                        point.parameters[static_cast<std::size_t>((c * 3 + v + 1) * 3 + u + 1)]);
              }
          sum += value;
          squares += value * value;
        }
    const double m = static_cast<double>(batch.size()) * height * width;
    mean += sum / m / 4;
    variance += (squares - sum * sum / m) / (m - 1) / 4;
  }
  const auto found = recomputed(learner, point);
  // The rows begin with the first layer's weight and, of the buffers, its means, then variances.
  BOOST_TEST(learner.network().layout.blocks.front().size == 3 * channels * 9);
  // Float sums of about 5000 values.
  BOOST_TEST(std::abs(found[0] - mean) < 1e-5 * std::sqrt(variance));
  BOOST_TEST(found[3] == variance, boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(few_samples_are_one_part_and_networks_without_batch_norm_have_none) {
  ImageLearnerConfig config = config_of(Resnet{.depth = 8, .width = 2});
  config.train_samples_evaluated = 20;
  BOOST_TEST(TorchLearner(config, pictures()).statistics_parts() == 1);
  config.recompute_statistics = false;
  BOOST_TEST(TorchLearner(config, pictures()).statistics_parts() == 0);
  config = config_of(Mlp{.hidden = {4}});
  BOOST_TEST(TorchLearner(config, pictures()).statistics_parts() == 0);
}

BOOST_AUTO_TEST_CASE(a_single_sample_has_no_variance) {
  ImageLearnerConfig config = config_of(Resnet{.depth = 8, .width = 2});
  config.train_samples_evaluated = 1;
  BOOST_CHECK_EXCEPTION(TorchLearner(config, pictures()), base::InputError,
                        [](const base::InputError& error) {
                          return error.problems().at(0).key == "train_samples_evaluated";
                        });
}

BOOST_AUTO_TEST_SUITE_END()
