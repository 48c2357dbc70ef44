// All-reduce SGD as a state machine: update, average over all nodes, next step.
#include "sim/algorithms/allreduce.h"

#include <boost/test/unit_test.hpp>

#include "base/archive.h"
#include "base/check.h"
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
using tests::join;

AllReduceSgd algorithm(std::uint32_t steps) {
  return AllReduceSgd({.steps = steps, .message = tests::kMessage});
}

BOOST_AUTO_TEST_CASE(each_step_updates_joins_one_average_and_takes_it_over) {
  auto allreduce = algorithm(3);
  Handler node(allreduce);
  BOOST_TEST(node.start(4) == Answer{compute(0)}, per_element());
  for (const std::uint32_t t : {0u, 1u}) {
    const Answer offered = {apply(), enter_mixing(t), join({t, 0})};
    BOOST_TEST(node.computed(4, t) == offered, per_element());
    const auto mean = static_cast<VersionId>(70 + t);
    const Answer taken = {assign(0.0, {{mean, 1.0}}), end_step(t, 0), compute(t + 1)};
    BOOST_TEST(node.averaged(4, {t, 0}, mean) == taken, per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_last_step_ends_with_its_average) {
  auto allreduce = algorithm(3);
  Handler node(allreduce);
  BOOST_TEST(node.computed(0, 2) == (Answer{apply(), enter_mixing(2), join({2, 0})}),
             per_element());
  BOOST_TEST(node.averaged(0, {2, 0}, 5) == (Answer{assign(0.0, {{5, 1.0}}), end_step(2, 0)}),
             per_element());
}

BOOST_AUTO_TEST_CASE(without_learning_computing_and_joining_are_left) {
  auto allreduce = algorithm(2);
  Handler node(allreduce, Handler::For::kTimingOnly);
  BOOST_TEST(node.start(0) == Answer{compute(0)}, per_element());
  BOOST_TEST(node.computed(0, 0) == Answer{join({0, 0})}, per_element());
  BOOST_TEST(node.averaged(0, {0, 0}, 5) == (Answer{end_step(0, 0), compute(1)}), per_element());
}

// Nodes may be in different steps of one algorithm object: the step is the event's.
BOOST_AUTO_TEST_CASE(nodes_do_not_disturb_each_other) {
  auto allreduce = algorithm(9);
  Handler nodes(allreduce);
  nodes.computed(0, 6);
  BOOST_TEST(nodes.computed(1, 2) == (Answer{apply(), enter_mixing(2), join({2, 0})}),
             per_element());
  BOOST_TEST(
      nodes.averaged(0, {6, 0}, 1) == (Answer{assign(0.0, {{1, 1.0}}), end_step(6, 0), compute(7)}),
      per_element());
}

BOOST_AUTO_TEST_CASE(there_is_no_state_to_store) {
  auto allreduce = algorithm(3);
  Handler node(allreduce);
  node.start(0);
  node.computed(0, 0);
  base::Saver saver;
  allreduce.save(saver);
  const std::string bytes = saver.take();
  BOOST_TEST(bytes.empty());
  auto loaded = algorithm(3);
  base::Loader loader(bytes);
  loaded.load(loader);
  Handler resumed(loaded);
  BOOST_TEST(resumed.averaged(0, {0, 0}, 5) == node.averaged(0, {0, 0}, 5), per_element());
}

BOOST_AUTO_TEST_CASE(a_message_is_refused) {
  auto allreduce = algorithm(3);
  Handler node(allreduce);
  node.start(0);
  BOOST_CHECK_THROW(node.received(0, {1, {0, 0}}), base::LogicError);
}

}  // namespace
}  // namespace consim::sim
