// D-SGD on noiseless quadratics as a recursion of n × d matrices, by itself: nothing of it knows
// nodes, messages or time.
//
//   G = (X − B)·diag(h),  U <- μU + G + decay·X,  D = U (Nesterov: G + decay·X + μU)
//   adapt then combine  X <- W^k (X − ηD);      combine then adapt  X <- W^k X − ηD
#pragma once

#include <Eigen/Dense>
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

struct Recursion {
  const models::Quadratic& learner;
  Eigen::MatrixXd w;  ///< n × n
  sim::Order order = sim::Order::kAdaptThenCombine;
  int rounds = 1;
  sim::Sgd sgd = {};
  sim::LearningRate learning_rate = {};
};

struct RecursionRun {
  Eigen::MatrixXd x;                        ///< n × d, at the end
  std::vector<sim::StepMeasurement> steps;  ///< computed from the matrices
};

RecursionRun run(const Recursion& recursion, int steps);

}  // namespace consim::tests
