#include "models/quadratic.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "models/normals.h"

namespace consim::models {
namespace {

constexpr std::int64_t kMostNumbers = std::int64_t{1} << 32;

void check_deviation(std::vector<base::Problem>& problems, const char* key, double value) {
  if (std::isfinite(value) && value >= 0) return;
  problems.push_back({.key = key,
                      .what = fmt::format("{} is not a standard deviation", value),
                      .allowed = "a finite number, at least 0"});
}

void check_curvature(std::vector<base::Problem>& problems, const QuadraticConfig& config) {
  const auto size = static_cast<std::int64_t>(config.curvature.size());
  if (size != 1 && size != config.dimension)
    problems.push_back({.key = "curvature",
                        .what = fmt::format("{} numbers for {} dimensions", size, config.dimension),
                        .allowed = "a number, or a list of length `dimension`"});
  for (const double h : config.curvature) {
    if (std::isfinite(h)) continue;
    problems.push_back({.key = "curvature",
                        .what = fmt::format("{} is not a curvature", h),
                        .allowed = "finite numbers"});
    return;
  }
}

class QuadraticWorker final : public sim::LearnerWorker {
 public:
  explicit QuadraticWorker(const Quadratic& learner) : learner_(learner) {}

  double loss_and_gradient(sim::BatchPlace place, sim::ConstRow parameters, sim::Row,
                           sim::Row gradient) override {
    const auto x = parameters.as<double>();
    const auto g = gradient.as<double>();
    const auto h = learner_.curvature();
    const auto b = learner_.minimum(place.node);
    CONSIM_ASSERT(x.size() == h.size() && g.size() == h.size(), x.size(), g.size(), h.size());
    const double noise = learner_.config().noise;
    if (noise > 0) draw_normals(base::Purpose::kGradientNoise, place, g);
    double twice_loss = 0;
    for (std::size_t j = 0; j < h.size(); ++j) {
      const double offset = x[j] - b[j];
      const double slope = h[j] * offset;
      twice_loss += slope * offset;
      g[j] = noise > 0 ? slope + noise * g[j] : slope;
    }
    return 0.5 * twice_loss;
  }

  // ξ + ζ and ξ − ζ have no correlation, variance 2s² and the mean ξ.
  void half_gradient(sim::BatchPlace place, sim::ConstRow parameters, sim::Row buffers,
                     sim::Row gradient) override {
    loss_and_gradient(place, parameters, buffers, gradient);
    const auto g = gradient.as<double>();
    zeta_.resize(g.size());
    draw_normals(base::Purpose::kHalfBatchNoise, place, zeta_);
    for (std::size_t j = 0; j < g.size(); ++j) g[j] += learner_.config().noise * zeta_[j];
  }

  sim::Score evaluate(sim::Split split, std::int64_t part, sim::ConstRow parameters,
                      sim::ConstRow) override {
    CONSIM_ASSERT(part >= 0 && part < learner_.evaluation_parts(split), part);
    return {.loss = learner_.global_loss(parameters.as<double>()),
            .correct = std::numeric_limits<double>::quiet_NaN(),
            .samples = 1};
  }

  std::int64_t sample_gradient(std::int64_t part, sim::ConstRow parameters, sim::ConstRow,
                               sim::Row gradient) override {
    CONSIM_ASSERT(part == 0, part);
    const auto x = parameters.as<double>();
    const auto g = gradient.as<double>();
    const auto h = learner_.curvature();
    CONSIM_ASSERT(x.size() == h.size() && g.size() == h.size(), x.size(), g.size(), h.size());
    for (std::size_t j = 0; j < h.size(); ++j) g[j] = h[j] * x[j];
    return 1;
  }

 private:
  void draw_normals(base::Purpose purpose, sim::BatchPlace place, std::span<double> values) const {
    base::RandomStream stream(
        learner_.config().seed, purpose,
        {static_cast<std::uint64_t>(place.node), static_cast<std::uint64_t>(place.step)});
    fill_normals(stream, values);
  }

  const Quadratic& learner_;
  std::vector<double> zeta_;
};

}  // namespace

std::vector<base::Problem> check(const QuadraticConfig& config) {
  std::vector<base::Problem> problems;
  const auto at_least_one = [&](const char* key, std::int64_t value) {
    if (value >= 1) return;
    problems.push_back(
        {.key = key, .what = fmt::format("{} is too small", value), .allowed = "at least 1"});
  };
  at_least_one("nodes", config.nodes);
  at_least_one("dimension", config.dimension);
  at_least_one("steps_per_epoch", config.steps_per_epoch);
  check_curvature(problems, config);
  check_deviation(problems, "noise", config.noise);
  check_deviation(problems, "heterogeneity", config.heterogeneity);
  check_deviation(problems, "initial", config.initial);
  if (config.nodes >= 1 && config.dimension > kMostNumbers / config.nodes)
    problems.push_back(
        {.key = "dimension",
         .what = fmt::format("{} numbers for each of {} nodes", config.dimension, config.nodes),
         .allowed = "nodes × dimension at most 2^32"});
  return problems;
}

Quadratic::Quadratic(QuadraticConfig config) : config_(std::move(config)) {
  if (auto problems = check(config_); !problems.empty())
    throw base::InputError(std::move(problems));
  const std::int64_t d = config_.dimension;
  curvature_ = config_.curvature;
  if (curvature_.size() == 1) curvature_.resize(static_cast<std::size_t>(d), curvature_.front());
  layout_ = {.scalar = sim::Scalar::kDouble,
             .dimension = d,
             .buffers = 0,
             .blocks = {{.name = "x", .shape = {d}, .offset = 0, .size = d}}};
  if (config_.heterogeneity > 0)
    draw_minima();
  else
    minima_.assign(static_cast<std::size_t>(d), 0.0);
}

void Quadratic::draw_minima() {
  const auto n = static_cast<std::size_t>(config_.nodes);
  const auto d = static_cast<std::size_t>(config_.dimension);
  minima_.resize(n * d);
  std::vector<double> mean(d, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    base::RandomStream stream(config_.seed, base::Purpose::kHeterogeneity, {i, 0});
    const std::span<double> row(minima_.data() + i * d, d);
    fill_normals(stream, row);
    for (std::size_t j = 0; j < d; ++j) {
      row[j] *= config_.heterogeneity;
      mean[j] += row[j] / static_cast<double>(n);
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < d; ++j) {
      double& b = minima_[i * d + j];
      b -= mean[j];
      loss_at_mean_ += 0.5 * curvature_[j] * b * b / static_cast<double>(n);
    }
}

std::span<const double> Quadratic::minimum(sim::NodeId node) const {
  CONSIM_ASSERT(node >= 0 && node < config_.nodes, node, config_.nodes);
  const auto d = static_cast<std::size_t>(config_.dimension);
  const std::size_t row = config_.heterogeneity > 0 ? static_cast<std::size_t>(node) : 0;
  return {minima_.data() + row * d, d};
}

double Quadratic::global_loss(std::span<const double> x) const {
  CONSIM_ASSERT(x.size() == curvature_.size(), x.size(), curvature_.size());
  double twice_loss = 0;
  for (std::size_t j = 0; j < x.size(); ++j) twice_loss += curvature_[j] * x[j] * x[j];
  return 0.5 * twice_loss + loss_at_mean_;
}

void Quadratic::initial_point(sim::NodeId node, sim::Row parameters, sim::Row) const {
  CONSIM_ASSERT(node >= 0 && node < config_.nodes, node, config_.nodes);
  const auto x = parameters.as<double>();
  CONSIM_ASSERT(x.size() == curvature_.size(), x.size(), curvature_.size());
  base::RandomStream stream(config_.seed, base::Purpose::kInitialParameters,
                            {static_cast<std::uint64_t>(node), 0});
  fill_normals(stream, x);
  for (double& value : x) value *= config_.initial;
}

std::int64_t Quadratic::evaluation_parts(sim::Split split) const {
  return split == sim::Split::kTrain ? 1 : 0;
}

sim::StepWork Quadratic::work() const {
  const auto d = static_cast<double>(config_.dimension);
  // Offset 1, slope 1, loss 2; noise 2. Reads x, b, h (and the noise), writes the gradient.
  const bool noisy = config_.noise > 0;
  sim::StepWork work{.operators = {{.kind = "quadratic::gradient",
                                    .flops = d * (noisy ? 6 : 4),
                                    .bytes = 8 * d * (noisy ? 5 : 4),
                                    .kernels = 1,
                                    .calls = 1}},
                     .samples = 1};
  for (auto& entry : sgd_work(layout_, config_.optimizer))
    work.operators.push_back(std::move(entry));
  return work;
}

std::unique_ptr<sim::LearnerWorker> Quadratic::make_worker() const {
  return std::make_unique<QuadraticWorker>(*this);
}

}  // namespace consim::models
