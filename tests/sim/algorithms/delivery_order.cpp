// In whatever order events are delivered, every node asks for the same, and all nodes finish.
#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>
#include <map>

#include "base/random.h"
#include "sim/algorithms/allreduce.h"
#include "tests/sim/algorithms/any_schedule.h"
#include "tests/sim/algorithms/delivery.h"

namespace consim::sim {
namespace {

using tests::Answer;
using tests::apply;
using tests::assign;
using tests::compute;
using tests::Delivery;
using tests::end_step;
using tests::enter_mixing;
using tests::Handler;
using tests::Schedule;
using topologies::MixingMatrix;

base::RandomStream any_stream() {
  return {*rc::gen::arbitrary<std::uint64_t>(), base::Purpose::kTest};
}

Answer sends(const MixingMatrix& w, NodeId node, Tag tag) {
  Answer sent;
  for (int distance = 1; distance < w.nodes(); ++distance) {
    const NodeId to = (node + distance) % w.nodes();
    if (w.weight(to, node) != 0) sent.push_back(tests::send(to, tag));
  }
  return sent;
}

tests::Asked mixes(const MixingMatrix& w, NodeId node, Tag tag) {
  std::vector<Term> terms;
  for (const auto& entry : w.row(node))
    if (entry.column != node) terms.push_back({tests::version_of(entry.column, tag), entry.weight});
  return assign(w.weight(node, node), std::move(terms));
}

// What a node does from beginning to end, as the definition of decentralized SGD has it.
Answer script(const Schedule& schedule, NodeId node) {
  const tests::Exchange& exchange = schedule.exchange;
  const bool adapt_first = exchange.order == Order::kAdaptThenCombine;
  Answer all;
  for (std::uint32_t t = 0; t < exchange.steps; ++t) {
    all.push_back(compute(t));
    if (adapt_first) all.push_back(apply());
    all.push_back(enter_mixing(t));
    for (std::uint32_t r = 0; r < exchange.rounds; ++r) {
      const MixingMatrix w = schedule.w({t, r});
      all = all + sends(w, node, {t, r});
      all.push_back(mixes(w, node, {t, r}));
    }
    if (!adapt_first) all.push_back(apply());
    all.push_back(end_step(t, exchange.rounds));
  }
  return all;
}

BOOST_AUTO_TEST_CASE(decentralized_nodes_ask_for_the_same_in_any_order_of_delivery) {
  BOOST_TEST(rc::check([] {
    const Schedule schedule = tests::any_schedule();
    const bool learning = *rc::gen::arbitrary<bool>();
    auto stream = any_stream();
    auto dsgd = schedule.dsgd();
    Delivery delivery(dsgd, schedule.nodes(),
                      learning ? Handler::For::kLearning : Handler::For::kTimingOnly);
    while (delivery.pending() > 0) delivery.deliver(stream.below(delivery.pending()));
    for (NodeId node = 0; node < schedule.nodes(); ++node) {
      const Answer expected = script(schedule, node);
      RC_ASSERT(delivery.asked(node) == (learning ? expected : tests::timing_only(expected)));
    }
  }));
}

// The messages of round r are what round r + 1 and the end of a step need; they are counted here
// one by one, with nothing learned, so that no version gives a missing one away.
struct Counts {
  std::map<std::pair<NodeId, Tag>, std::size_t> received;
  const Schedule& schedule;

  void count(const Delivery::Event& event) {
    if (const auto* message = std::get_if<MessageReceived>(&event.what))
      ++received[{event.target, message->tag}];
  }
  bool complete(NodeId node, Tag tag) const {
    const auto found = received.find({node, tag});
    const std::size_t messages = found == received.end() ? 0 : found->second;
    return messages == schedule.w(tag).row(node).size() - 1;
  }
  bool allow(NodeId node, const tests::Asked& asked) const {
    if (const auto* send = std::get_if<Send>(&asked.intent))
      return send->tag.round == 0 || complete(node, {send->tag.step, send->tag.round - 1});
    if (const auto* end = std::get_if<EndStep>(&asked.intent))
      return complete(node, {end->step, schedule.exchange.rounds - 1});
    return true;
  }
};

BOOST_AUTO_TEST_CASE(no_node_goes_on_before_all_messages_of_its_round_have_come) {
  BOOST_TEST(rc::check([] {
    const Schedule schedule = tests::any_schedule();
    auto stream = any_stream();
    auto dsgd = schedule.dsgd();
    Delivery delivery(dsgd, schedule.nodes(), Handler::For::kTimingOnly);
    Counts counts{{}, schedule};
    while (delivery.pending() > 0) {
      const auto [event, answer] = delivery.deliver(stream.below(delivery.pending()));
      counts.count(event);
      for (const tests::Asked& asked : answer) RC_ASSERT(counts.allow(event.target, asked));
    }
  }));
}

// The newest event first: a node that is fed at once runs as far ahead as its neighbours let it,
// by rounds or by steps.
BOOST_AUTO_TEST_CASE(delivering_the_newest_or_the_oldest_first_changes_nothing) {
  BOOST_TEST(rc::check([] {
    const Schedule schedule = tests::any_schedule();
    auto newest = schedule.dsgd();
    auto oldest = schedule.dsgd();
    Delivery last_in(newest, schedule.nodes(), Handler::For::kLearning);
    Delivery first_in(oldest, schedule.nodes(), Handler::For::kLearning);
    while (last_in.pending() > 0) last_in.deliver(last_in.pending() - 1);
    while (first_in.pending() > 0) first_in.deliver(0);
    for (NodeId node = 0; node < schedule.nodes(); ++node)
      RC_ASSERT(last_in.asked(node) == first_in.asked(node));
  }));
}

BOOST_AUTO_TEST_CASE(nodes_that_average_exactly_ask_for_the_same_in_any_order_of_delivery) {
  BOOST_TEST(rc::check([] {
    const int n = *rc::gen::inRange(1, 9);
    const auto steps = *rc::gen::inRange(1u, 6u);
    auto stream = any_stream();
    AllReduceSgd algorithm({.steps = steps, .message = tests::kMessage});
    Delivery delivery(algorithm, n, Handler::For::kLearning);
    while (delivery.pending() > 0) delivery.deliver(stream.below(delivery.pending()));
    Answer expected;
    for (std::uint32_t t = 0; t < steps; ++t)
      expected = expected + Answer{compute(t),
                                   apply(),
                                   enter_mixing(t),
                                   tests::join({t, 0}),
                                   assign(0, {{tests::mean_of({t, 0}), 1}}),
                                   end_step(t, 0)};
    for (NodeId node = 0; node < n; ++node) RC_ASSERT(delivery.asked(node) == expected);
  }));
}

}  // namespace
}  // namespace consim::sim
