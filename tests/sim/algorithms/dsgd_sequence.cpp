// Decentralized SGD whose matrix changes from round to round: what each event is answered with.
#include <boost/test/unit_test.hpp>

#include "tests/sim/algorithms/four_nodes.h"
#include "tests/sim/algorithms/handler.h"

namespace consim::sim {
namespace {

using boost::test_tools::per_element;
using tests::Answer;
using tests::apply;
using tests::assign;
using tests::compute;
using tests::end_step;
using tests::enter_mixing;
using tests::Handler;
using tests::send;
using tests::version_of;

constexpr Order kAdaptFirst = Order::kAdaptThenCombine;
constexpr Order kCombineFirst = Order::kCombineThenAdapt;
const Answer kNothing = {};

// W_0: 0 and 1 exchange, 2 is alone. W_1: 0 is alone, 1 sends to 2. W_2: 0 hears 1 and 2.
topologies::MixingSequence three() {
  using topologies::MixingMatrix;
  return topologies::MixingSequence(
      std::vector{MixingMatrix{{0, 2, 4, 5}, {{0, 0.9}, {1, 0.1}, {0, 0.2}, {1, 0.8}, {2, 1.0}}},
                  MixingMatrix{{0, 1, 2, 4}, {{0, 1.0}, {1, 1.0}, {1, 0.3}, {2, 0.7}}},
                  MixingMatrix{{0, 3, 4, 5}, {{0, 0.5}, {1, 0.2}, {2, 0.3}, {1, 1.0}, {2, 1.0}}}});
}

BOOST_AUTO_TEST_SUITE(dsgd_sequence)

// One round a step: step t goes with W_(t mod 3). In step 1 node 0 has no neighbours.
BOOST_AUTO_TEST_CASE(each_step_goes_with_the_next_matrix_and_a_node_alone_goes_on_without_waiting) {
  auto dsgd = tests::dsgd_of(three(), {kAdaptFirst, 1, 4});
  Handler node(dsgd);
  BOOST_TEST(node.start(0) == Answer{compute(0)}, per_element());
  BOOST_TEST(node.computed(0, 0) == (Answer{apply(), enter_mixing(0), send(1, {0, 0})}),
             per_element());
  BOOST_TEST(node.received(0, {1, {0, 0}}) ==
                 (Answer{assign(0.9, {{version_of(1, {0, 0}), 0.1}}), end_step(0, 1), compute(1)}),
             per_element());
  BOOST_TEST(node.computed(0, 1) ==
                 (Answer{apply(), enter_mixing(1), assign(1.0, {}), end_step(1, 1), compute(2)}),
             per_element());
  BOOST_TEST(node.computed(0, 2) == (Answer{apply(), enter_mixing(2)}), per_element());
  BOOST_TEST(node.received(0, {2, {2, 0}}) == kNothing, per_element());
  const auto mixes = assign(0.5, {{version_of(1, {2, 0}), 0.2}, {version_of(2, {2, 0}), 0.3}});
  BOOST_TEST(node.received(0, {1, {2, 0}}) == (Answer{mixes, end_step(2, 1), compute(3)}),
             per_element());
  BOOST_TEST(node.computed(0, 3) == (Answer{apply(), enter_mixing(3), send(1, {3, 0})}),
             per_element());
}

// Two rounds a step: step 0 goes with W_0 and W_1, step 1 with W_2 and W_0.
BOOST_AUTO_TEST_CASE(rounds_are_counted_over_the_steps) {
  auto dsgd = tests::dsgd_of(three(), {kAdaptFirst, 2, 2});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  const Answer turned = {assign(0.9, {{version_of(1, {0, 0}), 0.1}}), assign(1.0, {}),
                         end_step(0, 2), compute(1)};
  BOOST_TEST(node.received(0, {1, {0, 0}}) == turned, per_element());
  BOOST_TEST(node.computed(0, 1) == (Answer{apply(), enter_mixing(1)}), per_element());
  node.received(0, {1, {1, 0}});
  const auto mixes = assign(0.5, {{version_of(1, {1, 0}), 0.2}, {version_of(2, {1, 0}), 0.3}});
  BOOST_TEST(node.received(0, {2, {1, 0}}) == (Answer{mixes, send(1, {1, 1})}), per_element());
  BOOST_TEST(node.received(0, {1, {1, 1}}) ==
                 (Answer{assign(0.9, {{version_of(1, {1, 1}), 0.1}}), end_step(1, 2)}),
             per_element());
}

BOOST_AUTO_TEST_CASE(combining_first_a_node_alone_mixes_before_its_gradient_is_there) {
  auto dsgd = tests::dsgd_of(three(), {kCombineFirst, 1, 3});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  const Answer turned = {assign(0.9, {{version_of(1, {0, 0}), 0.1}}),
                         apply(),
                         end_step(0, 1),
                         compute(1),
                         enter_mixing(1),
                         assign(1.0, {})};
  BOOST_TEST(node.received(0, {1, {0, 0}}) == turned, per_element());
  BOOST_TEST(node.computed(0, 1) == (Answer{apply(), end_step(1, 1), compute(2), enter_mixing(2)}),
             per_element());
}

// Node 2 hears node 1 in W_1 alone, so node 1's messages of rounds 1, 4 and 7 may all be there
// before node 2 has begun; with each it mixes its own.
BOOST_AUTO_TEST_CASE(messages_of_several_rounds_ahead_are_kept_each_for_its_round) {
  auto dsgd = tests::dsgd_of(three(), {kAdaptFirst, 3, 3});
  Handler node(dsgd);
  node.start(2);
  for (const std::uint32_t t : {2u, 0u, 1u})
    BOOST_TEST(node.received(2, {1, {t, 1}}) == kNothing, per_element());
  for (std::uint32_t t = 0; t < 3; ++t) {
    Answer step = {apply(),         enter_mixing(t),
                   assign(1.0, {}), assign(0.7, {{version_of(1, {t, 1}), 0.3}}),
                   send(0, {t, 2}), assign(1.0, {}),
                   end_step(t, 3)};
    if (t < 2) step.push_back(compute(t + 1));
    BOOST_TEST(node.computed(2, t) == step, per_element());
  }
}

// Before step 2 the three matrices; from it on, node 0 hears node 1 in every round.
BOOST_AUTO_TEST_CASE(a_phase_begins_with_its_own_first_matrix_at_its_step) {
  const topologies::MixingSequence first = three();
  const topologies::MixingSequence then(
      topologies::MixingMatrix{{0, 2, 3, 4}, {{0, 0.6}, {1, 0.4}, {1, 1.0}, {2, 1.0}}});
  const MixingPhase phases[] = {{0, first}, {2, then}};
  Dsgd dsgd(phases, {.steps = 3, .message = tests::kMessage});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  node.received(0, {1, {0, 0}});
  BOOST_TEST(node.received(0, {1, {2, 0}}) == kNothing, per_element());
  node.computed(0, 1);
  const Answer last = {apply(), enter_mixing(2), assign(0.6, {{version_of(1, {2, 0}), 0.4}}),
                       end_step(2, 1)};
  BOOST_TEST(node.computed(0, 2) == last, per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
