// The closed-form learner: a quadratic valley for every node, for theory and for scale.
//
//   f_i(x) = ½ Σ_j h_j (x_j − b_ij)²
//   gradient: h_j (x_j − b_ij) + ξ_ij, with ξ_ij ~ N(0, s²) drawn anew at each step
//   f(x) = (1/n) Σ_i f_i(x) = ½ Σ_j h_j x_j² + ½ Σ_j h_j (1/n) Σ_i b_ij², the b_ij being centred
//
// Requirements: n ≥ 1, d ≥ 1, h_j finite, s, heterogeneity, initial ≥ 0 and finite, steps_per_epoch
// ≥ 1, n·d ≤ 2^32. h_j may be 0 (a flat direction) or negative (a saddle); stability is the
// caller's matter.
//
// Guarantees: double precision; the loss returned is f_i at the point, without noise; b_ij ~ N(0,
// heterogeneity²), then centred over the nodes and not rescaled, so that Σ_i b_ij = 0 to rounding;
// a node's initial point is N(0, initial²) in each coordinate, independent of the other nodes'. All
// draws are functions of (seed, node, step). The training split is evaluated in one part with one
// sample (f at the point, `correct` NaN); there is no test split, and the gradient sample is that
// of f: exactly h_j x_j. The gradient's noise counts as the mean of two halves': that of a
// half is h_j (x_j − b_ij) + ξ_ij + ζ_ij, ζ_ij ~ N(0, s²). Complexity: O(d) a gradient, less than
// 1.5 µs for d = 64; n·d numbers are held for b unless heterogeneity is 0.
//
//   Quadratic learner({.seed = 1, .nodes = 32, .dimension = 64, .curvature = {1.0}, .noise = 1.0});
//   auto worker = learner.make_worker();
//   worker->loss_and_gradient({.node = 3, .step = 7}, x, buffers, gradient);
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/errors.h"
#include "models/sgd_work.h"
#include "sim/learning/learner.h"

namespace consim::models {

struct QuadraticConfig {
  std::uint64_t seed = 1;
  int nodes = 1;
  std::int64_t dimension = 1;             ///< d
  std::vector<double> curvature = {1.0};  ///< h_j: one number for all coordinates, or d of them
  double noise = 0;                       ///< s, standard deviation of a gradient's coordinate
  double heterogeneity = 0;               ///< standard deviation of b_ij before centring
  double initial = 0;                     ///< standard deviation of the initial parameters
  std::int64_t steps_per_epoch =
      1;                    ///< an epoch is this many local steps; there is no data to go through
  SgdTerms optimizer = {};  ///< whose work is counted
};

/// Everything that is wrong with the values; keys are the scenario's, without the table's name.
std::vector<base::Problem> check(const QuadraticConfig& config);

class Quadratic final : public sim::Learner {
 public:
  /// Throws InputError with all problems of `check`.
  explicit Quadratic(QuadraticConfig config);

  const QuadraticConfig& config() const { return config_; }
  /// h, d numbers.
  std::span<const double> curvature() const { return curvature_; }
  /// b_i, d numbers.
  std::span<const double> minimum(sim::NodeId node) const;
  /// f(x).
  double global_loss(std::span<const double> x) const;

  const sim::ParameterLayout& layout() const override { return layout_; }
  int nodes() const override { return config_.nodes; }
  std::int64_t steps_per_epoch() const override { return config_.steps_per_epoch; }
  std::int64_t batch_size() const override { return 1; }
  double half_batch_share() const override { return 0.5; }
  void initial_point(sim::NodeId node, sim::Row parameters, sim::Row buffers) const override;
  std::int64_t evaluation_parts(sim::Split split) const override;
  std::int64_t gradient_parts() const override { return 1; }
  sim::StepWork work() const override;
  /// The worker refers to this learner, which must live longer.
  std::unique_ptr<sim::LearnerWorker> make_worker() const override;

 private:
  void draw_minima();

  QuadraticConfig config_;
  sim::ParameterLayout layout_;
  std::vector<double> curvature_;
  std::vector<double> minima_;  // n × d, or one row of zeros shared by all nodes
  double loss_at_mean_ = 0;     // ½ Σ_j h_j (1/n) Σ_i b_ij²
};

}  // namespace consim::models
