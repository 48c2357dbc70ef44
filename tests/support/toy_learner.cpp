#include "tests/support/toy_learner.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "base/random.h"

namespace consim::tests {
namespace {

class Worker final : public sim::LearnerWorker {
 public:
  explicit Worker(const ToyLearner::Config& config) : config_(config) {}

  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers,
                           sim::Row gradient) override {
    if (place.node == 1 && place.step == config_.throws_at_step)
      throw std::runtime_error("the gradient failed");
    if (config_.scalar == sim::Scalar::kFloat)
      return step<float>(place, parameters, buffers, gradient);
    return step<double>(place, parameters, buffers, gradient);
  }

  void half_gradient(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers,
                     sim::Row gradient) override {
    loss_and_gradient(place, parameters, buffers, gradient);
    for (double& value : gradient.as<double>()) value += 1;
  }

  sim::Score evaluate(sim::Split split, std::int64_t part, sim::ConstRow parameters,
                      sim::ConstRow buffers) override {
    if (config_.scalar == sim::Scalar::kFloat)
      return score<float>(split, part, {parameters, buffers});
    return score<double>(split, part, {parameters, buffers});
  }

  std::int64_t sample_gradient(std::int64_t part, sim::ConstRow parameters, sim::ConstRow,
                               sim::Row gradient) override {
    const auto add_part = [&]<class T>(T shift) {
      const auto x = parameters.as<T>();
      const auto g = gradient.as<T>();
      for (std::size_t j = 0; j < x.size(); ++j) g[j] = x[j] + shift;
    };
    if (config_.scalar == sim::Scalar::kFloat)
      add_part(static_cast<float>(part));
    else
      add_part(static_cast<double>(part));
    return part + 1;
  }

 private:
  struct Model {
    sim::ConstRow parameters, buffers;
  };

  template <class T>
  double step(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers,
              sim::Row gradient) {
    base::RandomStream stream(
        3, base::Purpose::kTest,
        {static_cast<std::uint64_t>(place.node), static_cast<std::uint64_t>(place.step)});
    const auto x = parameters.as<T>();
    const auto g = gradient.as<T>();
    double loss = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const T offset = x[j] - static_cast<T>(2 * stream.uniform() - 1);
      g[j] = std::tanh(offset);
      loss += std::log(std::cosh(static_cast<double>(offset)));
    }
    const auto b = buffers.as<T>();
    for (std::size_t j = 0; j < b.size(); ++j) b[j] = T(0.9) * b[j] + T(0.1) * x[j];
    return loss / static_cast<double>(x.size());
  }

  // Depends on every number of the model, on the split and on the part.
  template <class T>
  sim::Score score(sim::Split split, std::int64_t part, const Model& model) {
    double sum = 0;
    for (const T value : model.parameters.as<T>())
      sum += std::cos(static_cast<double>(value) + static_cast<double>(part));
    for (const T value : model.buffers.as<T>()) sum += std::abs(static_cast<double>(value));
    const bool test = split == sim::Split::kTest;
    return {
        .loss = test ? 2 * sum : sum, .correct = static_cast<double>(part), .samples = part + 1};
  }

  ToyLearner::Config config_;
};

template <class T>
void draw_initial(std::uint64_t node, sim::Row parameters, sim::Row buffers) {
  base::RandomStream stream(4, base::Purpose::kTest, {node, 0});
  for (T& value : parameters.as<T>()) value = static_cast<T>(stream.normal());
  for (T& value : buffers.as<T>()) value = static_cast<T>(stream.uniform());
}

}  // namespace

ToyLearner::ToyLearner(const Config& config)
    : config_(config),
      layout_{.scalar = config.scalar,
              .dimension = config.dimension,
              .buffers = config.buffers,
              .blocks = {}} {
  if (config_.layers.empty()) config_.layers = {config.dimension};
  std::int64_t offset = 0;
  for (const std::int64_t size : config_.layers) {
    layout_.blocks.push_back({.name = layout_.blocks.empty() ? "x" : "x" + std::to_string(offset),
                              .shape = {size},
                              .offset = offset,
                              .size = size});
    offset += size;
  }
}

void ToyLearner::initial_point(sim::NodeId node, sim::Row parameters, sim::Row buffers) const {
  if (config_.scalar == sim::Scalar::kFloat)
    draw_initial<float>(static_cast<std::uint64_t>(node), parameters, buffers);
  else
    draw_initial<double>(static_cast<std::uint64_t>(node), parameters, buffers);
}

std::unique_ptr<sim::LearnerWorker> ToyLearner::make_worker() const {
  return std::make_unique<Worker>(config_);
}

}  // namespace consim::tests
