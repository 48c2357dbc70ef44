#include "models/torch/torch_learner.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <thread>

#include "base/random.h"
#include "models/torch/one_thread.h"
#include "tests/support/bare_loop/bare_loop.h"

using namespace consim;
using namespace consim::models;

namespace {

struct Case {
  const char* name;
  NetworkConfig network;
  ImageShape shape;
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

const Case kCases[] = {
    {"logistic regression", Mlp{.hidden = {}}, {1, 12, 10}},
    {"mlp", Mlp{.hidden = {30, 20}}, {2, 9, 7}},
    {"resnet8 with batch norm", Resnet{.depth = 8, .width = 8}, {1, 28, 28}},
    {"resnet14 with group norm",
     Resnet{.depth = 14, .width = 6, .norm = Norm::kGroup},
     {3, 11, 13}},
    {"resnet8 without norm", Resnet{.depth = 8, .width = 5, .norm = Norm::kNone}, {3, 16, 16}},
};

sim::Row row(std::vector<float>& values) {
  return {sim::Scalar::kFloat, values.data(), static_cast<std::int64_t>(values.size())};
}

struct Fixture {
  explicit Fixture(const Case& c)
      : data(generate_synthetic_images({.seed = 2, .train = 400, .test = 130, .shape = c.shape})),
        config{.nodes = 4, .network = c.network, .batch_size = 10, .evaluation_part = 50},
        learner(config, data) {}

  // The initial point, shaken so that no part of the gradient is zero.
  BarePoint point() const {
    BarePoint p{std::vector<float>(static_cast<std::size_t>(learner.layout().dimension)),
                std::vector<float>(static_cast<std::size_t>(learner.layout().buffers))};
    learner.initial_point(0, row(p.parameters), row(p.buffers));
    base::RandomStream random(5, base::Purpose::kTest);
    for (float& x : p.parameters) x += 0.05f * static_cast<float>(random.uniform());
    for (float& x : p.buffers) x += 0.1f * static_cast<float>(random.uniform());
    return p;
  }

  BareGradient gradient(sim::LearnerWorker& worker, sim::BatchPlace place,
                        const BarePoint& at) const {
    BareGradient answer{0, std::vector<float>(at.parameters.size(), -1.0f), at.buffers};
    std::vector<float> parameters = at.parameters;
    answer.loss =
        worker.loss_and_gradient(place, row(parameters), row(answer.buffers), row(answer.gradient));
    BOOST_TEST((parameters == at.parameters));
    return answer;
  }

  ImageData data;
  ImageLearnerConfig config;
  TorchLearner learner;
};

double norm(const std::vector<float>& x) {
  double squares = 0;
  for (const float value : x) squares += static_cast<double>(value) * value;
  return std::sqrt(squares);
}

double relative_difference(const std::vector<float>& x, const std::vector<float>& y) {
  std::vector<float> difference(x.size());
  std::transform(x.begin(), x.end(), y.begin(), difference.begin(), std::minus<>());
  return norm(difference) / std::max(norm(y), 1e-30);
}

// Both sides run the same kernels on the same numbers, in the same order up to how sums of two
// gradients are taken.
constexpr double kRounding = 2e-6;

}  // namespace

BOOST_AUTO_TEST_SUITE(torch_learner)

BOOST_DATA_TEST_CASE(gradient_loss_and_buffers_equal_plain_autograd,
                     boost::unit_test::data::make(kCases), c) {
  const Fixture f(c);
  const auto worker = f.learner.make_worker();
  const BarePoint point = f.point();
  for (const sim::BatchPlace place : {sim::BatchPlace{0, 0}, sim::BatchPlace{3, 25}}) {
    const BareGradient expected = bare_gradient(f.config, f.data, place, point);
    const BareGradient found = f.gradient(*worker, place, point);
    BOOST_TEST(norm(expected.gradient) > 1e-3);
    BOOST_TEST(relative_difference(found.gradient, expected.gradient) < kRounding);
    BOOST_TEST(std::abs(found.loss - expected.loss) < 1e-6 * expected.loss);
    BOOST_TEST(relative_difference(found.buffers, expected.buffers) < kRounding);
  }
}

BOOST_DATA_TEST_CASE(gradient_of_half_a_batch_equals_plain_autograd,
                     boost::unit_test::data::make(kCases), c) {
  const Fixture f(c);
  const auto worker = f.learner.make_worker();
  const BarePoint point = f.point();
  const BareGradient whole = f.gradient(*worker, {3, 25}, point);
  const BareGradient expected = bare_half_gradient(f.config, f.data, {3, 25}, point);
  std::vector<float> found(point.parameters.size()), parameters = point.parameters,
                                                     buffers = point.buffers;
  worker->half_gradient({3, 25}, row(parameters), row(buffers), row(found));
  BOOST_TEST(relative_difference(found, expected.gradient) < kRounding);
  BOOST_TEST((f.gradient(*worker, {3, 25}, point).gradient == whole.gradient));  // as before
}

BOOST_DATA_TEST_CASE(evaluation_equals_plain_evaluation, boost::unit_test::data::make(kCases), c) {
  const Fixture f(c);
  const auto worker = f.learner.make_worker();
  BarePoint point = f.point();
  const sim::Score expected = bare_test_score(f.config, f.data, point);
  sim::Score found;
  BOOST_TEST(f.learner.evaluation_parts(sim::Split::kTest) == 3);  // 50 + 50 + 30
  for (std::int64_t part = 0; part < 3; ++part) {
    const auto score =
        worker->evaluate(sim::Split::kTest, part, row(point.parameters), row(point.buffers));
    found.loss += score.loss;
    found.correct += score.correct;
    found.samples += score.samples;
  }
  BOOST_TEST(found.samples == 130);
  BOOST_TEST(found.correct == expected.correct);
  BOOST_TEST(found.loss == expected.loss, boost::test_tools::tolerance(2e-6));
}

BOOST_DATA_TEST_CASE(results_dont_depend_on_worker_thread_or_history,
                     boost::unit_test::data::make(kCases), c) {
  const Fixture f(c);
  const BarePoint point = f.point();
  const auto worker = f.learner.make_worker();
  const BareGradient reference = f.gradient(*worker, {2, 13}, point);
  f.gradient(*worker, {1, 3}, point);
  const BareGradient again = f.gradient(*worker, {2, 13}, point);
  BareGradient elsewhere;
  // The rows of another thread lie at another address, not aligned to more than a float.
  std::jthread([&] { elsewhere = f.gradient(*f.learner.make_worker(), {2, 13}, point); }).join();
  for (const BareGradient& other : {again, elsewhere}) {
    BOOST_TEST(other.loss == reference.loss);
    BOOST_TEST((other.gradient == reference.gradient));
    BOOST_TEST((other.buffers == reference.buffers));
  }
}

BOOST_AUTO_TEST_CASE(training_alone_equals_torch_optim_sgd) {
  constexpr std::int64_t kSteps = 12;
  constexpr float kRate = 0.05f, kMomentum = 0.9f, kDecay = 1e-3f;
  const Fixture f(kCases[2]);
  const auto worker = f.learner.make_worker();
  std::vector<float> x(static_cast<std::size_t>(f.learner.layout().dimension)), g(x.size()),
      u(x.size(), 0.0f);
  std::vector<float> buffers(static_cast<std::size_t>(f.learner.layout().buffers));
  f.learner.initial_point(1, row(x), row(buffers));
  std::vector<double> losses;
  for (std::int64_t step = 0; step < kSteps; ++step) {
    losses.push_back(worker->loss_and_gradient({1, step}, row(x), row(buffers), row(g)));
    for (std::size_t j = 0; j < x.size(); ++j) {
      const float slope = g[j] + kDecay * x[j];
      u[j] = kMomentum * u[j] + slope;
      x[j] -= kRate * (slope + kMomentum * u[j]);
    }
  }
  const auto expected = bare_loop(f.config, f.data,
                                  {.nodes = {1},
                                   .steps = kSteps,
                                   .learning_rate = kRate,
                                   .momentum = kMomentum,
                                   .weight_decay = kDecay,
                                   .nesterov = true});
  // Roundings grow from step to step, by a factor that is small for twelve of them.
  BOOST_TEST(relative_difference(x, expected.parameters) < 1e-5);
  BOOST_TEST(relative_difference(buffers, expected.buffers) < 1e-5);
  for (std::size_t i = 0; i < losses.size(); ++i)
    BOOST_TEST(losses[i] == expected.losses[i], boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(all_nodes_begin_at_one_point) {
  const Fixture f(kCases[2]);
  std::vector<float> first(static_cast<std::size_t>(f.learner.layout().dimension)),
      last(first.size());
  std::vector<float> buffers(static_cast<std::size_t>(f.learner.layout().buffers));
  f.learner.initial_point(0, row(first), row(buffers));
  f.learner.initial_point(3, row(last), row(buffers));
  BOOST_TEST((first == last));
}

BOOST_AUTO_TEST_CASE(a_workers_thread_is_held_to_one_intra_op_thread) {
  const Fixture f(kCases[1]);
  std::jthread([&] {
    const auto worker = f.learner.make_worker();
    BOOST_TEST(blas_threads() == 1);
    BOOST_TEST(operator_threads() == 1);
  }).join();
}

BOOST_AUTO_TEST_CASE(the_training_split_is_evaluated_on_a_fixed_choice) {
  Fixture f(kCases[1]);
  f.config.train_samples = 300;
  f.config.train_samples_evaluated = 120;
  f.config.seed = 77;
  const TorchLearner learner(f.config, f.data);
  BOOST_TEST(learner.evaluation_parts(sim::Split::kTrain) == 3);
  BOOST_TEST(learner.evaluation_samples(sim::Split::kTrain, 2).size() == 20U);
  BOOST_TEST((learner.evaluation_samples(sim::Split::kTrain, 0) == [] {
    auto all = evaluated_train_samples(300, 120);
    all.resize(50);
    return all;
  }()));
}

BOOST_AUTO_TEST_CASE(a_diverged_point_gives_a_loss_that_isnt_finite_and_no_error) {
  const Fixture f(kCases[1]);
  BarePoint point = f.point();
  for (float& x : point.parameters) x *= 1e30f;
  const auto worker = f.learner.make_worker();
  BOOST_TEST(!std::isfinite(f.gradient(*worker, {0, 0}, point).loss));
  const auto score =
      worker->evaluate(sim::Split::kTest, 0, row(point.parameters), row(point.buffers));
  BOOST_TEST(!std::isfinite(score.loss));
}

BOOST_AUTO_TEST_CASE(wrong_values_are_reported_at_once) {
  Fixture f(kCases[2]);
  f.config.batch_size = 101;
  f.config.evaluation_part = 0;
  f.config.network = Resnet{.depth = 9, .width = 0};
  std::string keys;
  try {
    const TorchLearner learner(f.config, f.data);
  } catch (const base::InputError& error) {
    for (const auto& problem : error.problems()) keys += problem.key + " ";
  }
  BOOST_TEST(keys == "batch_size evaluation_part name width ");
}

BOOST_AUTO_TEST_SUITE_END()
