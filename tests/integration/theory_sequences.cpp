// Training whose mixing matrix changes from round to round and from phase to phase is the recursion
// with these matrices, whatever the nodes' times.
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "base/random.h"
#include "tests/integration/theory_valley.h"
#include "topologies/spec.h"

using namespace consim;
using Eigen::MatrixXd;
using tests::Recursion;
using tests::Training;
using tests::TrainingRun;
using topologies::MixingMatrix;
using topologies::MixingSequence;

namespace {

constexpr int kSteps = 12;
constexpr int kNodes = 7;

// By hand: w_ij = 1/3 on the ring; 1/n on the star, whose leaves keep 1 − 1/n.
MatrixXd ring() {
  MatrixXd w = MatrixXd::Identity(kNodes, kNodes) / 3;
  for (int i = 0; i < kNodes; ++i) w(i, (i + 1) % kNodes) = w((i + 1) % kNodes, i) = 1.0 / 3;
  return w;
}
MatrixXd star() {
  MatrixXd w = MatrixXd::Identity(kNodes, kNodes) * (1 - 1.0 / kNodes);
  w.row(0).setConstant(1.0 / kNodes);
  w.col(0).setConstant(1.0 / kNodes);
  return w;
}
MatrixXd average() { return MatrixXd::Constant(kNodes, kNodes, 1.0 / kNodes); }

std::vector<int> permutation(std::int64_t round) {
  std::vector<int> nodes(kNodes);
  std::iota(nodes.begin(), nodes.end(), 0);
  base::RandomStream(3, base::Purpose::kTest,
                     {.node = 0, .step = static_cast<std::uint64_t>(round)})
      .shuffle(std::span(nodes));
  return nodes;
}

// The permutation's nodes in pairs, each of which meets half way; the last one is alone.
MatrixXd matching(std::int64_t round) {
  MatrixXd w = MatrixXd::Identity(kNodes, kNodes);
  const std::vector<int> nodes = permutation(round);
  for (std::size_t i = 0; i + 1 < nodes.size(); i += 2) {
    const int a = nodes[i], b = nodes[i + 1];
    w(a, a) = w(b, b) = w(a, b) = w(b, a) = 0.5;
  }
  return w;
}

MixingMatrix sparse(const MatrixXd& w) {
  std::vector<std::int64_t> row_start = {0};
  std::vector<topologies::MixingWeight> entries;
  for (int i = 0; i < w.rows(); ++i) {
    for (int j = 0; j < w.cols(); ++j)
      if (i == j || w(i, j) != 0) entries.push_back({j, w(i, j)});
    row_start.push_back(static_cast<std::int64_t>(entries.size()));
  }
  return {std::move(row_start), std::move(entries)};
}

// What a phase gossips with, and the same as a function of the phase's round.
struct Phase {
  std::uint32_t start = 0;
  MixingSequence mixing;
  std::function<MatrixXd(std::int64_t round)> matrix;
};

Phase turns(std::uint32_t start) {
  const std::string spec = "alternating:graphs=ring:n=7+star:n=7";
  return {start, make_topology(topologies::parse_topology_spec(spec)).mixing,
          [](std::int64_t round) { return round % 2 == 0 ? ring() : star(); }};
}
Phase matchings(std::uint32_t start) {
  return {start, MixingSequence(kNodes, [](std::int64_t round) { return sparse(matching(round)); }),
          matching};
}
Phase complete(std::uint32_t start) {
  return {start, MixingSequence(sparse(average())), [](std::int64_t) { return average(); }};
}

using Phases = std::vector<Phase>;

struct Setting {
  Phases phases;
  sim::Order order;
  int rounds;
};

tests::Weights weights(const Setting& setting) {
  return [&setting](int step, int round) {
    const Phase* phase = nullptr;
    for (const Phase& one : setting.phases)
      if (step >= static_cast<int>(one.start)) phase = &one;
    return phase->matrix((step - static_cast<int>(phase->start)) * setting.rounds + round);
  };
}

Training gossip(const sim::Learner& learner, const Setting& setting) {
  return {.learner = learner,
          .swarm = {.threads = 1,
                    .sgd = {.momentum = 0.8},
                    .learning_rate = tests::rate(),
                    .plan = {.steps = kSteps}},
          .cluster = {.nodes = kNodes},
          .algorithm = [&setting] {
            std::vector<sim::MixingPhase> phases;
            for (const Phase& phase : setting.phases) phases.push_back({phase.start, phase.mixing});
            return std::make_unique<sim::Dsgd>(
                phases, sim::Dsgd::Config{.order = setting.order,
                                          .rounds = static_cast<std::uint32_t>(setting.rounds),
                                          .steps = kSteps,
                                          .message = base::Bytes{300}});
          }};
}

void check(const Phases& phases) {
  const models::Quadratic learner = tests::valley(kNodes);
  for (const auto order : {sim::Order::kAdaptThenCombine, sim::Order::kCombineThenAdapt})
    for (const int rounds : {1, 3})
      BOOST_TEST_CONTEXT("order " << static_cast<int>(order) << " rounds " << rounds) {
        const Setting setting{phases, order, rounds};
        const tests::RecursionRun expected = run(
            Recursion{learner, weights(setting), order, rounds, {.momentum = 0.8}, tests::rate()},
            kSteps);
        Training training = gossip(learner, setting);
        const TrainingRun equal = train(training);
        BOOST_TEST(deviation(equal, expected) < tests::kTolerance);
        training.cluster = tests::unequal_times(kNodes);
        const TrainingRun unequal = train(training);
        BOOST_TEST((unequal.x == equal.x));
        BOOST_TEST(deviation(unequal, expected) < tests::kTolerance);
      }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(theory_sequences)

BOOST_AUTO_TEST_CASE(graphs_in_turn_are_the_recursion_with_their_matrices_in_turn) {
  check({turns(0)});
}

BOOST_AUTO_TEST_CASE(matchings_that_never_repeat_are_the_recursion_with_each_rounds_matrix) {
  check({matchings(0)});
}

// Steps 4 and 5 begin phases; the third one starts its sequence again where the second may have
// gone on.
BOOST_AUTO_TEST_CASE(a_phase_switches_the_matrix_at_its_step) {
  check({turns(0), complete(5)});
  check({turns(0), matchings(4), turns(5)});
  check({matchings(0), turns(1), matchings(kSteps - 1)});
}

// A schedule that begins after the last step has no effect.
BOOST_AUTO_TEST_CASE(a_phase_that_is_never_reached_changes_nothing) {
  const models::Quadratic learner = tests::valley(kNodes);
  const Setting one{{turns(0)}, sim::Order::kAdaptThenCombine, 1};
  const Setting more{{turns(0), matchings(kSteps)}, sim::Order::kAdaptThenCombine, 1};
  BOOST_TEST((bits(train(gossip(learner, more))) == bits(train(gossip(learner, one)))));
}

BOOST_AUTO_TEST_SUITE_END()
