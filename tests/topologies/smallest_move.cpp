// The least that a round moves nodes that don't agree: closed forms, and an eigenvalue solver.
#include "topologies/smallest_move.h"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "topologies/mixing.h"
#include "topologies/spec.h"

using namespace consim::topologies;

namespace {

MixingMatrix matrix(const std::string& spec) {
  return make_topology(parse_topology_spec(spec)).mixing.at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(smallest_move_of_a_round)

// Relative to numbers of size 1, some hundred of which are summed.
constexpr double kTolerance = 1e-13;

BOOST_AUTO_TEST_CASE(symmetric_weights_have_that_of_lambda2) {
  for (const int n : {2, 3, 8, 33})
    BOOST_TEST(std::abs(*smallest_move(matrix("ring:n=" + std::to_string(n))) -
                        (n == 2 ? 1 : 4.0 / 3 * std::pow(std::sin(std::acos(-1.0) / n), 2))) <=
               kTolerance);
  // λ₂ = 0 and λ_n = −1/3 = β: 1 − λ₂ isn't the gap.
  BOOST_TEST(std::abs(*smallest_move(matrix("torus:rows=2,cols=2")) - 2.0 / 3) <= kTolerance);
  BOOST_TEST(std::abs(*smallest_move(matrix("complete:n=5")) - 1) <= kTolerance);
}

// Orthogonal to 1 the smallest eigenvalue of (I − W)ᵀ(I − W) + J; its root has lost half the
// digits.
BOOST_AUTO_TEST_CASE(other_weights_have_a_singular_value) {
  for (const char* spec : {"exponential:n=8,directed=true", "exponential:n=11,directed=true"}) {
    const MixingMatrix w = matrix(spec);
    const int n = w.nodes();
    Eigen::MatrixXd move = Eigen::MatrixXd::Identity(n, n);
    for (int i = 0; i < n; ++i)
      for (const MixingWeight& entry : w.row(i)) move(i, entry.column) -= entry.weight;
    const Eigen::MatrixXd square =
        move.transpose() * move + Eigen::MatrixXd::Constant(n, n, 10.0 / n);
    const double expected =
        std::sqrt(Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(square).eigenvalues()(0));
    BOOST_TEST(std::abs(*smallest_move(w) - expected) <= 1e-7);
  }
}

BOOST_AUTO_TEST_CASE(nothing_moves_parts_that_do_not_meet_and_one_node_has_no_answer) {
  BOOST_TEST(*smallest_move(MixingMatrix({0, 1, 2}, {{0, 1}, {1, 1}})) == 0);
  BOOST_TEST(!smallest_move(MixingMatrix({0, 1}, {{0, 1}})).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
