// D-SGD on noiseless quadratics as a recursion of n × d matrices, by itself: nothing of it knows
// nodes, messages or time.
//
//   G = (X − B)·diag(h),  U <- μU + G + decay·X,  D = U (Nesterov: G + decay·X + μU)
//   adapt then combine  X <- V (X − ηD);      combine then adapt  X <- V X − ηD
//
// with V the product of the step's k mixing matrices, the first one rightmost.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "models/quadratic.h"
#include "sim/algorithms/dsgd.h"
#include "sim/learning/moments.h"
#include "sim/learning/schedule.h"
#include "sim/learning/sgd.h"
#include "topologies/mixing_matrix.h"

namespace consim::tests {

Eigen::MatrixXd dense(const topologies::MixingMatrix& w);

/// Row i is node i's initial point; its minimum.
Eigen::MatrixXd initial_points(const models::Quadratic& learner);
Eigen::MatrixXd minima(const models::Quadratic& learner);

/// The n × n mixing matrix of a step's round.
using Weights = std::function<Eigen::MatrixXd(int step, int round)>;
Weights always(const Eigen::MatrixXd& w);

struct Recursion {
  const models::Quadratic& learner;
  Weights w;
  sim::Order order = sim::Order::kAdaptThenCombine;
  int rounds = 1;
  sim::Sgd sgd = {};
  sim::LearningRate learning_rate = {};
  /// In place of both, if given: what holds at a step, and its rate.
  std::function<sim::Sgd(int step)> sgd_at = {};
  std::function<double(int step)> rate_at = {};
  /// > 0: at least `rounds`, and more until what mixing leaves is at this consensus distance or
  /// below. The matrix of the r-th round of all is then w(0, r).
  double target = 0;
  /// > 0: until a round has moved the nodes by at most this part of the target, instead.
  double part_of_move = 0;
};

struct RecursionRun {
  Eigen::MatrixXd x;                        ///< n × d, at the end
  std::vector<sim::StepMeasurement> steps;  ///< computed from the matrices
  std::vector<int> rounds;                  ///< of each step
  std::vector<double> distance;             ///< that its mixing leaves
  std::vector<double> one_round_less;       ///< that mixing by one round less would leave
};

RecursionRun run(const Recursion& recursion, int steps);

}  // namespace consim::tests
