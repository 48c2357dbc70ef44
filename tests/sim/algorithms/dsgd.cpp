// Decentralized SGD as a state machine: what each event is answered with, intent by intent.
#include "sim/algorithms/dsgd.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "base/check.h"
#include "tests/sim/algorithms/four_nodes.h"
#include "tests/sim/algorithms/handler.h"
#include "tests/sim/algorithms/order_text.h"

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
using tests::version_of;

constexpr Order kAdaptFirst = Order::kAdaptThenCombine;
constexpr Order kCombineFirst = Order::kCombineThenAdapt;
const Answer kNothing = {};

// Of node 0 of the four: row 0 is .5, .2 of node 1, .3 of node 3; it sends to 1 and 2.
Answer sends(Tag tag) { return {send(1, tag), send(2, tag)}; }
tests::Asked mixes(Tag tag) {
  return assign(0.5, {{version_of(1, tag), 0.2}, {version_of(3, tag), 0.3}});
}

BOOST_AUTO_TEST_CASE(adapting_first_a_node_updates_sends_mixes_and_goes_on) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 1, 2});
  Handler node(dsgd);
  BOOST_TEST(node.start(0) == Answer{compute(0)}, per_element());
  for (const std::uint32_t t : {0u, 1u}) {
    const Tag tag{t, 0};
    const Answer entered = {apply(), enter_mixing(t)};
    BOOST_TEST(node.computed(0, t) == entered + sends(tag), per_element());
    BOOST_TEST(node.received(0, {1, tag}) == kNothing, per_element());
    Answer ended = {mixes(tag), end_step(t, 1)};
    if (t == 0) ended.push_back(compute(1));  // the second step is the last
    BOOST_TEST(node.received(0, {3, tag}) == ended, per_element());
  }
}

BOOST_AUTO_TEST_CASE(combining_first_a_node_sends_while_it_computes_and_updates_at_the_end) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kCombineFirst, 1, 2});
  Handler node(dsgd);
  const Answer begun = {compute(0), enter_mixing(0)};
  BOOST_TEST(node.start(0) == begun + sends({0, 0}), per_element());
  BOOST_TEST(node.received(0, {3, {0, 0}}) == kNothing, per_element());
  BOOST_TEST(node.received(0, {1, {0, 0}}) == Answer{mixes({0, 0})}, per_element());
  const Answer turned = {apply(), end_step(0, 1), compute(1), enter_mixing(1)};
  BOOST_TEST(node.computed(0, 0) == turned + sends({1, 0}), per_element());
  // In the second step the gradient is there before the messages.
  BOOST_TEST(node.computed(0, 1) == kNothing, per_element());
  BOOST_TEST(node.received(0, {1, {1, 0}}) == kNothing, per_element());
  const Answer ended = {mixes({1, 0}), apply(), end_step(1, 1)};
  BOOST_TEST(node.received(0, {3, {1, 0}}) == ended, per_element());
}

BOOST_AUTO_TEST_CASE(each_further_round_sends_what_the_round_before_has_mixed) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 3, 1});
  Handler node(dsgd);
  node.start(0);
  node.computed(0, 0);
  for (const std::uint32_t r : {0u, 1u}) {
    BOOST_TEST(node.received(0, {1, {0, r}}) == kNothing, per_element());
    BOOST_TEST(node.received(0, {3, {0, r}}) == Answer{mixes({0, r})} + sends({0, r + 1}),
               per_element());
  }
  BOOST_TEST(node.received(0, {3, {0, 2}}) == kNothing, per_element());
  const Answer ended = {mixes({0, 2}), end_step(0, 3)};
  BOOST_TEST(node.received(0, {1, {0, 2}}) == ended, per_element());
}

BOOST_AUTO_TEST_CASE(combining_first_the_update_follows_the_last_round) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kCombineFirst, 2, 1});
  Handler node(dsgd);
  node.start(0);
  node.received(0, {1, {0, 0}});
  BOOST_TEST(node.received(0, {3, {0, 0}}) == Answer{mixes({0, 0})} + sends({0, 1}), per_element());
  BOOST_TEST(node.computed(0, 0) == kNothing, per_element());
  node.received(0, {1, {0, 1}});
  const Answer ended = {mixes({0, 1}), apply(), end_step(0, 2)};
  BOOST_TEST(node.received(0, {3, {0, 1}}) == ended, per_element());
}

// Each node has its own state and its own row; a directed edge is used in its direction alone.
BOOST_AUTO_TEST_CASE(a_node_mixes_its_row_of_the_matrix_and_sends_along_its_column) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 1, 1});
  Handler handler(dsgd);
  const Tag tag{0, 0};
  for (NodeId node = 0; node < 4; ++node) handler.start(node);
  const Answer entered = {apply(), enter_mixing(0)};
  const Answer sent[] = {
      {send(1, tag), send(2, tag)}, {send(2, tag), send(0, tag)}, {send(3, tag)}, {send(0, tag)}};
  for (NodeId node = 0; node < 4; ++node)
    BOOST_TEST(handler.computed(node, 0) == entered + sent[node], per_element());
  const auto version = [&](NodeId from) { return version_of(from, tag); };
  BOOST_TEST(
      handler.received(3, {2, tag}) == (Answer{assign(0.35, {{version(2), 0.7}}), end_step(0, 1)}),
      per_element());
  BOOST_TEST(handler.received(2, {1, tag}) == kNothing, per_element());
  BOOST_TEST(
      handler.received(1, {0, tag}) == (Answer{assign(0.6, {{version(0), 0.4}}), end_step(0, 1)}),
      per_element());
  BOOST_TEST(handler.received(2, {0, tag}) ==
                 (Answer{assign(0.65, {{version(0), 0.1}, {version(1), 0.25}}), end_step(0, 1)}),
             per_element());
}

BOOST_DATA_TEST_CASE(a_single_node_mixes_with_itself, data::make({1u, 2u, 5u}), rounds) {
  const auto w = tests::one_node();
  const Answer mixed(rounds, assign(1.0, {}));
  auto adapting = tests::dsgd_of(w, {kAdaptFirst, rounds, 2});
  Handler first(adapting);
  BOOST_TEST(first.start(0) == Answer{compute(0)}, per_element());
  const Answer one = Answer{apply(), enter_mixing(0)} + mixed + Answer{end_step(0, rounds)};
  BOOST_TEST(first.computed(0, 0) == one + Answer{compute(1)}, per_element());
  const Answer two = Answer{apply(), enter_mixing(1)} + mixed + Answer{end_step(1, rounds)};
  BOOST_TEST(first.computed(0, 1) == two, per_element());

  auto combining = tests::dsgd_of(w, {kCombineFirst, rounds, 2});
  Handler second(combining);
  BOOST_TEST(second.start(0) == (Answer{compute(0), enter_mixing(0)} + mixed), per_element());
  const Answer ended = {apply(), end_step(0, rounds), compute(1), enter_mixing(1)};
  BOOST_TEST(second.computed(0, 0) == ended + mixed, per_element());
  BOOST_TEST(second.computed(0, 1) == (Answer{apply(), end_step(1, rounds)}), per_element());
}

// A node that nobody sends to waits for nobody, but those it sends to wait for it.
BOOST_AUTO_TEST_CASE(a_source_of_a_directed_graph_never_waits) {
  const topologies::MixingMatrix w{{0, 1, 3}, {{0, 1.0}, {0, 0.25}, {1, 0.75}}};
  auto dsgd = tests::dsgd_of(w, {kAdaptFirst, 2, 3});
  Handler handler(dsgd);
  handler.start(0);
  handler.start(1);
  for (std::uint32_t t = 0; t < 3; ++t) {
    Answer passed = {apply(),         enter_mixing(t), send(1, {t, 0}), assign(1.0, {}),
                     send(1, {t, 1}), assign(1.0, {}), end_step(t, 2)};
    if (t < 2) passed.push_back(compute(t + 1));
    BOOST_TEST(handler.computed(0, t) == passed, per_element());
  }
  BOOST_TEST(handler.computed(1, 0) == (Answer{apply(), enter_mixing(0)}), per_element());
}

BOOST_DATA_TEST_CASE(without_learning_only_what_takes_time_is_asked_for,
                     data::make({kAdaptFirst, kCombineFirst}), order) {
  const auto w = tests::four_nodes();
  auto learning = tests::dsgd_of(w, {order, 2, 2});
  auto timing = tests::dsgd_of(w, {order, 2, 2});
  Handler full(learning);
  Handler bare(timing, Handler::For::kTimingOnly);
  BOOST_TEST(bare.start(0) == tests::timing_only(full.start(0)), per_element());
  for (const std::uint32_t t : {0u, 1u}) {
    BOOST_TEST(bare.computed(0, t) == tests::timing_only(full.computed(0, t)), per_element());
    for (const std::uint32_t r : {0u, 1u})
      for (const NodeId from : {3, 1}) {
        const auto expected = tests::timing_only(full.received(0, {from, {t, r}}));
        BOOST_TEST(bare.received(0, {from, {t, r}}) == expected, per_element());
      }
  }
}

BOOST_AUTO_TEST_CASE(a_run_without_steps_or_rounds_is_refused) {
  const auto w = tests::four_nodes();
  BOOST_CHECK_THROW(tests::dsgd_of(w, {kAdaptFirst, 0, 1}), base::LogicError);
  BOOST_CHECK_THROW(tests::dsgd_of(w, {kAdaptFirst, 1, 0}), base::LogicError);
}

}  // namespace
}  // namespace consim::sim
