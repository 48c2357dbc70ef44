#include "tests/integration/theory_recursion.h"

#include <cmath>

namespace consim::tests {
namespace {

using Eigen::MatrixXd;

// Root mean square over nodes of the rows' norms.
double spread(const MatrixXd& rows) {
  return std::sqrt(rows.squaredNorm() / static_cast<double>(rows.rows()));
}

double consensus_distance(const MatrixXd& x) { return spread(x.rowwise() - x.colwise().mean()); }

class State {
 public:
  explicit State(const Recursion& recursion)
      : recursion_(recursion),
        x(initial_points(recursion.learner)),
        u_(MatrixXd::Zero(x.rows(), x.cols())),
        b_(minima(recursion.learner)),
        h_(Eigen::Map<const Eigen::RowVectorXd>(recursion.learner.curvature().data(), x.cols())) {}

  sim::StepMeasurement step(int t) {
    const Eigen::RowVectorXd mean_before = x.colwise().mean();
    const MatrixXd offset = x - b_;
    const MatrixXd gradient = offset.array().rowwise() * h_.array();
    const double rate = recursion_.rate_at ? recursion_.rate_at(t) : recursion_.learning_rate.at(t);
    const MatrixXd update =
        rate * direction(gradient, recursion_.sgd_at ? recursion_.sgd_at(t) : recursion_.sgd);
    const bool adapts_first = recursion_.order == sim::Order::kAdaptThenCombine;
    const MatrixXd entering = adapts_first ? MatrixXd(x - update) : x;
    x = mixed(t, entering);
    if (!adapts_first) x -= update;

    sim::StepMeasurement result;
    result.train_loss =
        0.5 * (gradient.array() * offset.array()).sum() / static_cast<double>(x.rows());
    result.consensus_distance = consensus_distance(x);
    result.consensus_distance_before_mixing = consensus_distance(entering);
    result.gradient_norm = gradient.colwise().mean().norm();
    result.local_gradient_norm = spread(gradient);
    result.update_norm = (x.colwise().mean() - mean_before).norm();
    result.parameter_norm = x.colwise().mean().norm();
    const bool controlled = recursion_.target > 0;
    const MatrixXd first = controlled ? recursion_.w(0, before_ - rounds) : recursion_.w(t, 0);
    result.theta = spread(first * entering - entering);
    return result;
  }

 private:
  MatrixXd mixed(int t, MatrixXd mixing) {
    const bool controlled = recursion_.target > 0, by_move = recursion_.part_of_move > 0;
    rounds = 0;
    distance = consensus_distance(mixing);
    double seen = by_move ? recursion_.target + 1 : distance;
    while (rounds < recursion_.rounds || (controlled && seen > recursion_.target)) {
      const MatrixXd next =
          recursion_.w(controlled ? 0 : t, controlled ? before_ : rounds) * mixing;
      one_round_less = distance;
      distance = consensus_distance(next);
      seen = by_move ? spread(next - mixing) / recursion_.part_of_move : distance;
      mixing = next;
      ++rounds;
      ++before_;
    }
    return mixing;
  }

  MatrixXd direction(const MatrixXd& gradient, const sim::Sgd& sgd) {
    const MatrixXd g = gradient + sgd.weight_decay * x;
    u_ = sgd.momentum * u_ + g;
    return sgd.nesterov ? MatrixXd(g + sgd.momentum * u_) : u_;
  }

  const Recursion& recursion_;

 public:
  MatrixXd x;
  int rounds = 0;
  double distance = 0, one_round_less = 0;

 private:
  int before_ = 0;  // rounds of all steps
  MatrixXd u_;
  MatrixXd b_;
  Eigen::RowVectorXd h_;
};

}  // namespace

Eigen::MatrixXd dense(const topologies::MixingMatrix& w) {
  MatrixXd result = MatrixXd::Zero(w.nodes(), w.nodes());
  for (int i = 0; i < w.nodes(); ++i)
    for (const auto& entry : w.row(i)) result(i, entry.column) = entry.weight;
  return result;
}

Weights always(const MatrixXd& w) {
  return [w](int, int) { return w; };
}

MatrixXd initial_points(const models::Quadratic& learner) {
  const std::int64_t d = learner.layout().dimension;
  MatrixXd x(learner.nodes(), d);
  std::vector<double> row(static_cast<std::size_t>(d));
  for (int i = 0; i < learner.nodes(); ++i) {
    learner.initial_point(i, {sim::Scalar::kDouble, row.data(), d}, {});
    x.row(i) = Eigen::Map<Eigen::RowVectorXd>(row.data(), d);
  }
  return x;
}

MatrixXd minima(const models::Quadratic& learner) {
  const std::int64_t d = learner.layout().dimension;
  MatrixXd b(learner.nodes(), d);
  for (int i = 0; i < learner.nodes(); ++i)
    b.row(i) = Eigen::Map<const Eigen::RowVectorXd>(learner.minimum(i).data(), d);
  return b;
}

RecursionRun run(const Recursion& recursion, int steps) {
  State state(recursion);
  RecursionRun result;
  for (int t = 0; t < steps; ++t) {
    result.steps.push_back(state.step(t));
    result.rounds.push_back(state.rounds);
    result.distance.push_back(state.distance);
    result.one_round_less.push_back(state.one_round_less);
  }
  result.x = state.x;
  return result;
}

}  // namespace consim::tests
