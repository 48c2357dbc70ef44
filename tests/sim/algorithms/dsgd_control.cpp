// Decentralized SGD under control, and in phases that average exactly: what each event is answered
// with.
#include <boost/test/unit_test.hpp>

#include "base/check.h"
#include "tests/sim/algorithms/four_nodes.h"
#include "tests/sim/algorithms/handler.h"

namespace consim::sim {
namespace {

using boost::test_tools::per_element;
using tests::Answer;
using tests::apply;
using tests::Asked;
using tests::assign;
using tests::compute;
using tests::end_step;
using tests::enter_mixing;
using tests::Handler;
using tests::join;
using tests::offer;
using tests::send;
using tests::tested;
using tests::version_of;

const Answer kNothing = {};

// Nodes 0 and 1 meet half way: one round leaves nothing of their difference.
topologies::MixingSequence pair() {
  return topologies::MixingSequence(
      topologies::MixingMatrix{{0, 2, 4}, {{0, 0.75}, {1, 0.25}, {0, 0.25}, {1, 0.75}}});
}

// Two rows at 1 and −1 of one column: Ξ = 1, halved by each round.
Measurement apart() { return {.nodes = 2, .gram = {1, -1, -1, 1}, .rounding = 0x1p-53}; }

Dsgd controlled(Order order, double target, std::uint32_t most = 1000) {
  const topologies::MixingSequence mixing = pair();
  const MixingPhase phases[] = {
      {0, mixing, Agreement{order, ConsensusControl{TargetDistance{target}, {1, most}}}},
      {2, mixing, Agreement{order, ExactAverage{}}},
      {3, mixing, Agreement{order, FixedRounds{1}}}};
  return {phases, {.steps = 4, .message = tests::kMessage}};
}

BOOST_AUTO_TEST_SUITE(dsgd_control)

BOOST_AUTO_TEST_CASE(a_node_offers_its_state_and_gossips_as_often_as_was_decided) {
  Dsgd dsgd = controlled(Order::kAdaptThenCombine, 0.3);
  Handler node(dsgd);
  BOOST_TEST(node.start(0) == Answer{compute(0)}, per_element());
  BOOST_TEST(node.computed(0, 0) == (Answer{apply(), enter_mixing(0), offer({0, 0})}),
             per_element());
  const Decision decision = dsgd.decide({0, 0}, apart());
  BOOST_TEST(decision.reached);
  BOOST_TEST(decision.target == 0.3);
  BOOST_TEST(decision.distance == 0.25);  // two rounds
  // The neighbour may be told before this node is.
  BOOST_TEST(node.received(0, {1, {0, 0}}) == kNothing, per_element());
  BOOST_TEST(
      node.averaged(0, {0, 0}, kNoVersion) ==
          (Answer{send(1, {0, 0}), assign(0.75, {{version_of(1, {0, 0}), 0.25}}), send(1, {0, 1})}),
      per_element());
  BOOST_TEST(node.received(0, {1, {0, 1}}) == (Answer{assign(0.75, {{version_of(1, {0, 1}), 0.25}}),
                                                      end_step(0, 2), compute(1)}),
             per_element());
}

BOOST_AUTO_TEST_CASE(phases_that_average_exactly_and_that_gossip_follow) {
  Dsgd dsgd = controlled(Order::kAdaptThenCombine, 2);
  Handler node(dsgd);
  node.start(0);
  for (const std::uint32_t t : {0u, 1u}) {
    node.computed(0, t);
    dsgd.decide({t, 0}, apart());
    BOOST_TEST(node.averaged(0, {t, 0}, kNoVersion) == Answer{send(1, {t, 0})}, per_element());
    const Answer mixed = {assign(0.75, {{version_of(1, {t, 0}), 0.25}}), end_step(t, 1),
                          compute(t + 1)};
    BOOST_TEST(node.received(0, {1, {t, 0}}) == mixed, per_element());
  }
  BOOST_TEST(node.computed(0, 2) == (Answer{apply(), enter_mixing(2), join({2, 0})}),
             per_element());
  BOOST_TEST(
      node.averaged(0, {2, 0}, 9) == (Answer{assign(0, {{9, 1.0}}), end_step(2, 0), compute(3)}),
      per_element());
  BOOST_TEST(node.computed(0, 3) == (Answer{apply(), enter_mixing(3), send(1, {3, 0})}),
             per_element());
  BOOST_TEST(node.received(0, {1, {3, 0}}) ==
                 (Answer{assign(0.75, {{version_of(1, {3, 0}), 0.25}}), end_step(3, 1)}),
             per_element());
}

// The gradient is computed meanwhile, and the step ends with the later of both.
BOOST_AUTO_TEST_CASE(combining_first_offers_before_the_gradient_is_there) {
  Dsgd dsgd = controlled(Order::kCombineThenAdapt, 2);
  Handler node(dsgd);
  BOOST_TEST(node.start(0) == (Answer{compute(0), enter_mixing(0), offer({0, 0})}), per_element());
  dsgd.decide({0, 0}, apart());
  BOOST_TEST(node.averaged(0, {0, 0}, kNoVersion) == Answer{send(1, {0, 0})}, per_element());
  BOOST_TEST(node.computed(0, 0) == kNothing, per_element());
  BOOST_TEST(node.received(0, {1, {0, 0}}) ==
                 (Answer{assign(0.75, {{version_of(1, {0, 0}), 0.25}}), apply(), end_step(0, 1),
                         compute(1), enter_mixing(1), offer({1, 0})}),
             per_element());
}

// From a distance of 1 three rounds lead to 1/8, which a sketch of many rows sees nearly; Θ of a
// state is half its Ξ here, and is seen before the round that it is of.
BOOST_AUTO_TEST_CASE(nodes_that_test_wait_for_a_collective_after_each_round_from_the_least_on) {
  const topologies::MixingSequence mixing = pair();
  const auto mix = [](Tag tag) { return assign(0.75, {{version_of(1, tag), 0.25}}); };
  for (const bool theta : {true, false}) {
    Estimator estimator = SketchTest{.rows = 4096};
    if (theta) estimator = ThetaTest{.smallest = 0.5};
    const std::int64_t bytes = theta ? 8 : 8 * 4097;
    const MixingPhase phases[] = {
        {0, mixing, Agreement{.by = ConsensusControl{TargetDistance{0.2}, {2, 9}, estimator}}}};
    Dsgd dsgd(phases, {.steps = 2, .message = tests::kMessage});
    Handler node(dsgd);
    node.start(0);
    BOOST_TEST(node.computed(0, 0) == (Answer{apply(), enter_mixing(0), send(1, {0, 0})}),
               per_element());
    BOOST_TEST(node.received(0, {1, {0, 0}}) == (Answer{mix({0, 0}), send(1, {0, 1})}),
               per_element());
    const Asked first = tested({0, 1}, bytes, true);
    BOOST_TEST(node.received(0, {1, {0, 1}}) ==
                   (theta ? Answer{first, mix({0, 1})} : Answer{mix({0, 1}), first}),
               per_element());
    Measurement halved = apart();  // after one round, or after two
    for (double& entry : halved.gram) entry /= theta ? 4 : 16;
    const Decision decision = dsgd.decide({0, 1}, halved);
    BOOST_TEST(decision.reached);
    // The neighbour may be told before this node is.
    BOOST_TEST(node.received(0, {1, {0, 2}}) == kNothing, per_element());
    const Asked second = tested({0, 2}, bytes, false);
    const Answer rest = theta ? Answer{second, mix({0, 2})} : Answer{mix({0, 2}), second};
    BOOST_TEST(node.averaged(0, {0, 1}, kNoVersion) == Answer{send(1, {0, 2})} + rest,
               per_element());
    const Answer end = {end_step(0, theta ? 4 : 3, theta ? 3 : 2), compute(1)};
    if (!theta) {
      BOOST_TEST(node.averaged(0, {0, 2}, kNoVersion) == end, per_element());
      continue;
    }
    // Θ/σ of 1/4 is above the target, that of 1/8 isn't.
    BOOST_TEST(node.averaged(0, {0, 2}, kNoVersion) == Answer{send(1, {0, 3})}, per_element());
    node.received(0, {1, {0, 3}});
    BOOST_TEST(node.averaged(0, {0, 3}, kNoVersion) == end, per_element());
  }
}

// φ̄ = 8, then 0.75 · 8 + 0.25 · 4 = 7; it starts again with a phase.
BOOST_AUTO_TEST_CASE(an_adaptive_target_follows_the_average_of_the_gradients_norm) {
  const topologies::MixingSequence mixing = pair();
  const Agreement adaptive{.by = ConsensusControl{AdaptiveTarget{0.5, 0.75}}};
  const MixingPhase phases[] = {{0, mixing, adaptive}, {2, mixing, adaptive}};
  Dsgd dsgd(phases, {.steps = 4, .message = tests::kMessage});
  Measurement measured = apart();
  const double norms[] = {8, 4, 2}, targets[] = {4, 3.5, 1};
  for (std::uint32_t step = 0; step < 3; ++step) {
    measured.local_gradient_norm = norms[step];
    BOOST_TEST(dsgd.decide({step, 0}, measured).target == targets[step]);
  }
  measured.local_gradient_norm = 0;
  Dsgd flat(phases, {.steps = 4, .message = tests::kMessage});
  BOOST_TEST(!flat.decide({0, 0}, measured).reached);
}

BOOST_AUTO_TEST_CASE(a_target_out_of_reach_is_told_and_what_is_not_finite_goes_on) {
  Dsgd dsgd = controlled(Order::kAdaptThenCombine, 1e-3, 5);
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  const Decision decision = dsgd.decide({0, 0}, apart());
  BOOST_TEST(!decision.reached);
  BOOST_TEST(decision.distance == 1.0 / 32);
  Measurement broken = apart();
  broken.gram[0] = INFINITY;
  BOOST_TEST(dsgd.decide({0, 0}, broken).reached);
  BOOST_TEST(node.averaged(0, {0, 0}, kNoVersion) == Answer{send(1, {0, 0})}, per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
