// Buffers of the averaged model that are recomputed for its evaluation.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "sim/learning/swarm.h"
#include "tests/support/toy_learner.h"

using namespace consim;
using sim::Swarm;

namespace {

constexpr int kNodes = 3;
constexpr std::int64_t kDimension = 5000, kBuffers = 6;

const tests::ToyLearner::Config kToy = {
    .nodes = kNodes, .dimension = kDimension, .buffers = kBuffers, .scalar = sim::Scalar::kDouble};

// Part k makes of the buffers the first coordinates times k + 1.
class Worker final : public sim::LearnerWorker {
 public:
  explicit Worker(std::unique_ptr<sim::LearnerWorker> inner) : inner_(std::move(inner)) {}
  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow x, sim::Row buffers,
                           sim::Row gradient) override {
    return inner_->loss_and_gradient(place, x, buffers, gradient);
  }
  void statistics(std::int64_t part, sim::ConstRow x, sim::Row buffers) override {
    const auto out = buffers.as<double>();
    for (std::size_t j = 0; j < out.size(); ++j)
      out[j] = static_cast<double>(part + 1) * x.as<double>()[j];
  }
  sim::Score evaluate(sim::Split split, std::int64_t part, sim::ConstRow x,
                      sim::ConstRow buffers) override {
    return inner_->evaluate(split, part, x, buffers);
  }

 private:
  std::unique_ptr<sim::LearnerWorker> inner_;
};

class Learner final : public sim::Learner {
 public:
  explicit Learner(std::int64_t parts) : parts_(parts) {}
  const sim::ParameterLayout& layout() const override { return toy_.layout(); }
  int nodes() const override { return toy_.nodes(); }
  std::int64_t steps_per_epoch() const override { return 1; }
  std::int64_t batch_size() const override { return 1; }
  void initial_point(sim::NodeId node, sim::Row x, sim::Row buffers) const override {
    toy_.initial_point(node, x, buffers);
  }
  std::int64_t evaluation_parts(sim::Split split) const override {
    return toy_.evaluation_parts(split);
  }
  std::int64_t statistics_parts() const override { return parts_; }
  sim::StepWork work() const override { return {}; }
  std::unique_ptr<sim::LearnerWorker> make_worker() const override {
    return std::make_unique<Worker>(toy_.make_worker());
  }

 private:
  std::int64_t parts_;
  tests::ToyLearner toy_{kToy};
};

struct Evaluated {
  sim::Evaluation evaluation;
  std::vector<double> model;
  std::uint64_t hash = 0;
};

Evaluated evaluated(const Learner& learner, int threads) {
  Swarm swarm(learner, {.threads = threads, .plan = {.steps = 1}});
  for (sim::NodeId i = 0; i < kNodes; ++i) {
    swarm.compute(i, 0);
    swarm.apply(i);
    swarm.end_step(i, 0);
  }
  swarm.measure(0);
  return {swarm.evaluate(), swarm.averaged_model(), swarm.hash().value()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recomputed_buffers)

// Over parts 0, …, 4 the mean of k + 1 is 3.
BOOST_AUTO_TEST_CASE(the_averaged_model_is_evaluated_with_the_mean_over_parts) {
  const Learner learner(5);
  const Evaluated found = evaluated(learner, 1);
  std::vector<double> buffers(found.model.begin(), found.model.begin() + kBuffers);
  for (double& value : buffers) value *= 3;
  const auto worker = learner.make_worker();
  double loss = 0, samples = 0;
  for (std::int64_t part = 0; part < learner.evaluation_parts(sim::Split::kTest); ++part) {
    const sim::Score score = worker->evaluate(
        sim::Split::kTest, part, {sim::Scalar::kDouble, found.model.data(), kDimension},
        {sim::Scalar::kDouble, buffers.data(), kBuffers});
    loss += score.loss;
    samples += static_cast<double>(score.samples);
  }
  // Sums of 5000 numbers of order one; buffers differ by a last digit.
  BOOST_TEST(found.evaluation.test_loss == loss / samples, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit_and_training_is_what_it_was) {
  const Evaluated one = evaluated(Learner(5), 1);
  const Evaluated none = evaluated(Learner(0), 1);
  BOOST_TEST(one.hash == none.hash);
  BOOST_TEST(one.evaluation.test_loss != none.evaluation.test_loss);
  for (const int threads : {2, 4}) {
    const Evaluated many = evaluated(Learner(5), threads);
    BOOST_TEST(many.evaluation.test_loss == one.evaluation.test_loss);
    BOOST_TEST(many.evaluation.train_loss == one.evaluation.train_loss);
  }
}

BOOST_AUTO_TEST_SUITE_END()
