// The gradient sample's gradient is the slope of the loss that an evaluation finds on the same
// samples: evaluation mode, no augmentation.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/random.h"
#include "models/torch/torch_learner.h"

using namespace consim;
using namespace consim::models;

namespace {

struct Case {
  const char* name;
  NetworkConfig network;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

const Case kCases[] = {
    {"mlp", Mlp{.hidden = {30, 20}}},
    {"resnet8 with batch norm", Resnet{.depth = 8, .width = 8}},
    {"resnet8 with group norm", Resnet{.depth = 8, .width = 4, .norm = Norm::kGroup}},
};

// 150 samples: 64 + 64 + 22 in parts of the gradient, 50 + 50 + 50 in parts of the evaluation.
constexpr std::int64_t kSamples = 150;

TorchLearner learner(const NetworkConfig& network) {
  ImageLearnerConfig config{.nodes = 4, .network = network, .batch_size = 10};
  config.augmentation = Augmentation{};
  config.train_samples_evaluated = config.gradient_samples = kSamples;
  config.evaluation_part = 50;
  return {config,
          generate_synthetic_images({.seed = 2, .train = 400, .test = 10, .shape = {1, 16, 16}})};
}

sim::Row row(std::vector<float>& values) {
  return {sim::Scalar::kFloat, values.data(), static_cast<std::int64_t>(values.size())};
}

struct Point {
  explicit Point(const TorchLearner& of)
      : x(static_cast<std::size_t>(of.layout().dimension)),
        buffers(static_cast<std::size_t>(of.layout().buffers)) {
    of.initial_point(0, row(x), row(buffers));
    base::RandomStream random(5, base::Purpose::kTest);
    for (float& value : x) value += 0.05F * static_cast<float>(random.uniform());
    for (float& value : buffers) value += 0.1F * static_cast<float>(random.uniform());
  }
  std::vector<float> x, buffers;
};

std::vector<double> sample_gradient(const TorchLearner& of, Point& at) {
  const auto worker = of.make_worker();
  std::vector<double> sum(at.x.size());
  std::int64_t samples = 0;
  for (std::int64_t part = 0; part < of.gradient_parts(); ++part) {
    std::vector<float> gradient(at.x.size(), -1.0F);
    samples += worker->sample_gradient(part, row(at.x), row(at.buffers), row(gradient));
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += static_cast<double>(gradient[j]);
  }
  BOOST_TEST(samples == kSamples);
  return sum;
}

double loss(const TorchLearner& of, const Point& at, const std::vector<double>& direction,
            double length) {
  Point moved = at;
  for (std::size_t j = 0; j < moved.x.size(); ++j)
    moved.x[j] += static_cast<float>(length * direction[j]);
  const auto worker = of.make_worker();
  double sum = 0;
  for (std::int64_t part = 0; part < of.evaluation_parts(sim::Split::kTrain); ++part)
    sum += worker->evaluate(sim::Split::kTrain, part, row(moved.x), row(moved.buffers)).loss;
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sample_gradient_of_pictures)

BOOST_DATA_TEST_CASE(it_is_the_slope_of_the_evaluated_loss, boost::unit_test::data::make(kCases),
                     c) {
  const TorchLearner images = learner(c.network);
  BOOST_TEST(images.gradient_parts() == 3);
  Point point(images);
  const Point before = point;
  std::vector<double> direction = sample_gradient(images, point);
  BOOST_TEST((point.x == before.x && point.buffers == before.buffers));
  double square = 0;
  for (const double value : direction) square += value * value;
  const double norm = std::sqrt(square);
  for (double& value : direction) value /= norm;
  // Central differences: floats of order one give 1e-6 of the loss, over 2·length about 1e-3 of the
  // slope; kinks of the ReLUs give as much.
  constexpr double kLength = 1e-3;
  const double slope =
      (loss(images, point, direction, kLength) - loss(images, point, direction, -kLength)) /
      (2 * kLength);
  BOOST_TEST(norm == slope, boost::test_tools::tolerance(1e-2));
}

BOOST_AUTO_TEST_CASE(without_samples_there_is_none) {
  ImageLearnerConfig config{.nodes = 2, .network = Mlp{}, .batch_size = 10};
  const TorchLearner images(config, generate_synthetic_images({.train = 40, .test = 10}));
  BOOST_TEST(images.gradient_parts() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
