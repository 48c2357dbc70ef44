// What noisy D-SGD on quadratics will measure: distributions of all modes, hence of Ξ².
//
// W symmetric. In an orthonormal basis of its eigenvectors, columns of V, every mode k of every
// coordinate j is independent: y_kj(t) ~ N(mean, variance), exactly. One run of many coordinates is
// therefore a sample:
//
//   E Ξ² = (1/n) Σ (var + mean²),  Var Ξ² = (2/n²) Σ var² + (4/n²) Σ var·mean²
//
// over j and all k but the average,
// and Ξ², a sum of thousands of independent terms, is Gaussian to good accuracy.
//
//   Prediction prediction(setting, learner, w);
//   int steps = prediction.steps_to_settle();           // the closed forms hold from there on
//   for (…) { prediction.advance(); scores.push_back(prediction.score_of_distance(Ξ)); }
#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "models/quadratic.h"
#include "tests/integration/theory_modes.h"
#include "topologies/mixing_matrix.h"

namespace consim::tests {

/// The first half of the coordinates has curvatures[0], the second half curvatures[1].
struct NoisySetting {
  std::string topology;
  sim::Order order = sim::Order::kAdaptThenCombine;
  int rounds = 1;
  sim::Sgd sgd = {};
  std::vector<double> curvatures = {0.2, 0.6};
  double heterogeneity = 0;
  std::int64_t dimension = 4096;
  double rate = 0.5;
  double noise = 1;
  std::uint64_t seed = 17;
};

models::Quadratic make_learner(const NoisySetting& setting, int nodes);

class Prediction {
 public:
  Prediction(const NoisySetting& setting, const models::Quadratic& learner,
             const topologies::MixingMatrix& w);

  /// Steps until means and variances are the stationary closed forms to 1e-9.
  int steps_to_settle() const;
  void advance();

  /// (found Ξ² − mean) / standard deviation, of the step reached.
  double score_of_distance(double distance) const;
  /// The same with the stationary closed forms.
  double stationary_score_of_distance(double distance) const;
  /// The same of Σ_j (y_kj − mean)² / var, mode by mode, the average's last; x is n × d.
  std::vector<double> scores_of_modes(const Eigen::MatrixXd& x) const;
  /// Ξ's standard deviation / mean.
  double relative_error() const;

 private:
  /// One eigenvalue and one of the two curvatures; means are start·y(0) + pull·minimum.
  struct Part {
    ModeSetting setting;
    Mode start, pull;
  };
  struct Normal {
    double mean = 0, variance = 0;
  };

  const Part& part(int k, std::int64_t j) const {
    return parts_[static_cast<std::size_t>(2 * k + (2 * j >= start_.cols() ? 1 : 0))];
  }
  Normal now(int k, std::int64_t j) const;
  Normal settled(int k, std::int64_t j) const;
  template <class NormalOf>
  Normal squared_distance(const NormalOf& normal_of) const;

  int n_;
  Eigen::MatrixXd vectors_;
  Eigen::MatrixXd start_, minimum_;  ///< in the basis of the vectors, n × d
  std::vector<Part> parts_;          ///< 2k and 2k + 1 are mode k's
};

}  // namespace consim::tests
