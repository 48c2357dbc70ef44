// Messages of decentralized SGD: a round waits for all of them, in any order, and keeps early ones.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/check.h"
#include "tests/sim/algorithms/four_nodes.h"
#include "tests/sim/algorithms/handler.h"
#include "tests/sim/algorithms/order_text.h"
#include "tests/support/mixing_builders.h"

namespace consim::sim {
namespace {

namespace data = boost::unit_test::data;
using boost::test_tools::per_element;
using tests::Answer;
using tests::apply;
using tests::assign;
using tests::compute;
using tests::end_step;
using tests::enter_mixing;
using tests::Handler;
using tests::send;
using tests::Sent;
using tests::version_of;

constexpr Order kAdaptFirst = Order::kAdaptThenCombine;
constexpr Order kCombineFirst = Order::kCombineThenAdapt;
const auto kOrders = data::make({kAdaptFirst, kCombineFirst});
const Answer kNothing = {};

Answer sends(Tag tag) { return {send(1, tag), send(2, tag)}; }
tests::Asked mixes(Tag tag) {
  return assign(0.5, {{version_of(1, tag), 0.2}, {version_of(3, tag), 0.3}});
}

template <class Wanted>
auto count(const Answer& answer) {
  return std::count_if(answer.begin(), answer.end(), [](const tests::Asked& asked) {
    return std::holds_alternative<Wanted>(asked.intent);
  });
}

// One step and round of node 0 of the complete graph of four.
Answer whole_step(Order order) {
  const Tag tag{0, 0};
  const Answer sent = {send(1, tag), send(2, tag), send(3, tag)};
  const auto mix = assign(
      0.25, {{version_of(1, tag), 0.25}, {version_of(2, tag), 0.25}, {version_of(3, tag), 0.25}});
  if (order == kAdaptFirst)
    return Answer{compute(0), apply(), enter_mixing(0)} + sent + Answer{mix, end_step(0, 1)};
  return Answer{compute(0), enter_mixing(0)} + sent + Answer{mix, apply(), end_step(0, 1)};
}

// All 24 orders of the gradient and three messages. Nothing is mixed before the last message, and
// adapting first not before the gradient; whatever the order, the same is asked in all.
BOOST_DATA_TEST_CASE(a_round_waits_for_every_neighbour_whatever_comes_first, kOrders, order) {
  constexpr int kGradient = 0;  // messages are numbered by their senders, 1 to 3
  const auto w = tests::uniform_mixing(tests::complete(4));
  std::vector<int> events = {kGradient, 1, 2, 3};
  do {
    auto dsgd = tests::dsgd_of(w, {order, 1, 1});
    Handler node(dsgd);
    Answer all = node.start(0);
    int messages = 0;
    bool computed = false;
    for (const int event : events) {
      computed |= event == kGradient;
      messages += event != kGradient;
      all = all + (event == kGradient ? node.computed(0, 0) : node.received(0, {event, {0, 0}}));
      const bool mixed = messages == 3 && (computed || order == kCombineFirst);
      BOOST_TEST(count<Assign>(all) == (mixed ? 1 : 0));
      BOOST_TEST(count<EndStep>(all) == (mixed && computed ? 1 : 0));
    }
    BOOST_TEST(all == whole_step(order), per_element());
  } while (std::next_permutation(events.begin(), events.end()));
}

BOOST_AUTO_TEST_CASE(a_message_of_the_next_round_does_not_stand_for_a_missing_one) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 2, 1});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  BOOST_TEST(node.received(0, {1, {0, 0}}) == kNothing, per_element());
  BOOST_TEST(node.received(0, {1, {0, 1}}) == kNothing, per_element());
  BOOST_TEST(node.received(0, {3, {0, 0}}) == Answer{mixes({0, 0})} + sends({0, 1}), per_element());
  const Answer ended = {mixes({0, 1}), end_step(0, 2)};
  BOOST_TEST(node.received(0, {3, {0, 1}}) == ended, per_element());
}

BOOST_AUTO_TEST_CASE(rounds_may_arrive_backwards) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 3, 1});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  for (const std::uint32_t r : {2u, 1u})
    for (const NodeId from : {1, 3})
      BOOST_TEST(node.received(0, {from, {0, r}}) == kNothing, per_element());
  BOOST_TEST(node.received(0, {3, {0, 0}}) == kNothing, per_element());
  const Answer rest = Answer{mixes({0, 0})} + sends({0, 1}) + Answer{mixes({0, 1})} +
                      sends({0, 2}) + Answer{mixes({0, 2}), end_step(0, 3)};
  BOOST_TEST(node.received(0, {1, {0, 0}}) == rest, per_element());
}

BOOST_AUTO_TEST_CASE(messages_that_come_while_the_gradient_is_computed_are_mixed_after_it) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 2, 2});
  Handler node(dsgd);
  node.start(0);
  for (const Sent sent : {Sent{1, {0, 0}}, Sent{3, {0, 1}}, Sent{3, {0, 0}}, Sent{1, {0, 1}}})
    BOOST_TEST(node.received(0, sent) == kNothing, per_element());
  const Answer all = Answer{apply(), enter_mixing(0)} + sends({0, 0}) + Answer{mixes({0, 0})} +
                     sends({0, 1}) + Answer{mixes({0, 1}), end_step(0, 2), compute(1)};
  BOOST_TEST(node.computed(0, 0) == all, per_element());
}

// Combining first, messages of the next step are mixed as soon as that step has begun.
BOOST_AUTO_TEST_CASE(a_neighbour_may_be_a_step_ahead) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kCombineFirst, 1, 2});
  Handler node(dsgd);
  node.start(0);
  for (const Sent sent : {Sent{1, {1, 0}}, Sent{1, {0, 0}}, Sent{3, {1, 0}}})
    BOOST_TEST(node.received(0, sent) == kNothing, per_element());
  BOOST_TEST(node.received(0, {3, {0, 0}}) == Answer{mixes({0, 0})}, per_element());
  const Answer turned = Answer{apply(), end_step(0, 1), compute(1), enter_mixing(1)} +
                        sends({1, 0}) + Answer{mixes({1, 0})};
  BOOST_TEST(node.computed(0, 0) == turned, per_element());
  BOOST_TEST(node.computed(0, 1) == (Answer{apply(), end_step(1, 1)}), per_element());
}

// A sender of a directed graph doesn't wait for its receivers: all its 100 steps may be early.
BOOST_DATA_TEST_CASE(a_sender_may_be_any_number_of_steps_ahead, kOrders, order) {
  constexpr std::uint32_t kSteps = 100;
  const topologies::MixingMatrix w{{0, 1, 3}, {{0, 1.0}, {0, 0.25}, {1, 0.75}}};
  auto dsgd = tests::dsgd_of(w, {order, 1, kSteps});
  Handler handler(dsgd);
  const auto mixes_step = [](std::uint32_t t) {
    return assign(0.75, {{version_of(0, {t, 0}), 0.25}});
  };
  handler.start(1);
  for (std::uint32_t t = kSteps - 1; t > 0; --t)
    BOOST_TEST(handler.received(1, {0, {t, 0}}) == kNothing, per_element());
  const Answer first = handler.received(1, {0, {0, 0}});
  BOOST_TEST(first == (order == kAdaptFirst ? kNothing : Answer{mixes_step(0)}), per_element());
  for (std::uint32_t t = 0; t < kSteps; ++t) {
    Answer expected;
    if (order == kAdaptFirst) {
      expected = {apply(), enter_mixing(t), mixes_step(t), end_step(t, 1)};
      if (t + 1 < kSteps) expected.push_back(compute(t + 1));
    } else {
      expected = {apply(), end_step(t, 1)};
      if (t + 1 < kSteps)
        expected = expected + Answer{compute(t + 1), enter_mixing(t + 1), mixes_step(t + 1)};
    }
    BOOST_TEST(handler.computed(1, t) == expected, per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_message_of_a_past_round_is_refused) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 2, 2});
  Handler node(dsgd);
  node.start(1);
  node.computed(1, 0);
  node.received(1, {0, {0, 0}});
  BOOST_CHECK_THROW(node.received(1, {0, {0, 0}}), base::LogicError);
}

BOOST_AUTO_TEST_CASE(a_message_of_a_node_that_is_no_neighbour_is_refused) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 1, 1});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  node.received(0, {2, {0, 0}});
  BOOST_CHECK_THROW(node.received(0, {1, {0, 0}}), base::LogicError);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_collective_is_refused) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 1, 1});
  Handler node(dsgd);
  node.start(0);
  BOOST_CHECK_THROW(node.averaged(0, {0, 0}, 7), base::LogicError);
}

}  // namespace
}  // namespace consim::sim
