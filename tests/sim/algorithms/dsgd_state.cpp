// The state of decentralized SGD is a value: copied or stored at any point of a run, it goes on
// equally.
#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>

#include "base/archive.h"
#include "base/random.h"
#include "tests/sim/algorithms/any_schedule.h"
#include "tests/sim/algorithms/delivery.h"

namespace consim::sim {
namespace {

using tests::Delivery;
using tests::Handler;

std::string saved(Algorithm& algorithm) {
  base::Saver saver;
  algorithm.save(saver);
  return saver.take();
}

void advance(Delivery& delivery, std::size_t events, base::RandomStream& stream) {
  for (std::size_t i = 0; i < events && delivery.pending() > 0; ++i)
    delivery.deliver(stream.below(delivery.pending()));
}

// Both get the same events in the same order, to the end.
void check_equal_from_here(Delivery& one, Delivery& other, base::RandomStream& stream) {
  while (one.pending() > 0) {
    const auto place = stream.below(one.pending());
    const auto [event, answer] = one.deliver(place);
    const auto [same_event, same_answer] = other.deliver(place);
    RC_ASSERT(event.target == same_event.target && event.what == same_event.what);
    RC_ASSERT(answer == same_answer);
  }
  RC_ASSERT(other.pending() == 0u);
}

BOOST_AUTO_TEST_CASE(a_stored_state_goes_on_as_if_it_had_not_been) {
  BOOST_TEST(rc::check([] {
    const auto schedule = tests::any_schedule();
    base::RandomStream stream(*rc::gen::arbitrary<std::uint64_t>(), base::Purpose::kTest);
    auto dsgd = schedule.dsgd();
    Delivery delivery(dsgd, schedule.nodes(), Handler::For::kLearning);
    advance(delivery, *rc::gen::inRange<std::size_t>(0, 300), stream);
    const std::string bytes = saved(dsgd);

    auto loaded = schedule.dsgd();
    Delivery elsewhere(loaded, schedule.nodes(), Handler::For::kLearning);  // its state is given up
    advance(elsewhere, *rc::gen::inRange<std::size_t>(0, 100), stream);
    base::Loader loader(bytes);
    loaded.load(loader);
    RC_ASSERT(loader.at_end());
    RC_ASSERT(saved(loaded) == bytes);

    Delivery resumed(loaded, delivery, Handler::For::kLearning);
    check_equal_from_here(delivery, resumed, stream);
    RC_ASSERT(saved(loaded) == saved(dsgd));
  }));
}

BOOST_AUTO_TEST_CASE(a_copy_goes_on_equally_and_apart_from_its_original) {
  BOOST_TEST(rc::check([] {
    const auto schedule = tests::any_schedule();
    base::RandomStream stream(*rc::gen::arbitrary<std::uint64_t>(), base::Purpose::kTest);
    auto dsgd = schedule.dsgd();
    Delivery delivery(dsgd, schedule.nodes(), Handler::For::kLearning);
    advance(delivery, *rc::gen::inRange<std::size_t>(0, 300), stream);
    const std::string bytes = saved(dsgd);

    Dsgd ahead = dsgd;
    Delivery going_on(ahead, delivery, Handler::For::kLearning);
    advance(going_on, 1000, stream);
    RC_ASSERT(saved(dsgd) == bytes);

    Dsgd copy = dsgd;
    RC_ASSERT(saved(copy) == bytes);
    Delivery copied(copy, delivery, Handler::For::kLearning);
    check_equal_from_here(delivery, copied, stream);
  }));
}

// Nothing is left of the order: early messages are forgotten once they have been used.
BOOST_AUTO_TEST_CASE(a_finished_state_does_not_depend_on_the_order_of_delivery) {
  BOOST_TEST(rc::check([] {
    const auto schedule = tests::any_schedule();
    base::RandomStream stream(*rc::gen::arbitrary<std::uint64_t>(), base::Purpose::kTest);
    auto one = schedule.dsgd();
    auto other = schedule.dsgd();
    Delivery in_turn(one, schedule.nodes(), Handler::For::kLearning);
    Delivery mixed_up(other, schedule.nodes(), Handler::For::kLearning);
    while (in_turn.pending() > 0) in_turn.deliver(0);
    while (mixed_up.pending() > 0) mixed_up.deliver(stream.below(mixed_up.pending()));
    RC_ASSERT(saved(one) == saved(other));
  }));
}

// Every event leaves its mark: a gradient, a message and an early message each change the state.
BOOST_AUTO_TEST_CASE(states_are_compared_by_their_bytes) {
  const auto w = tests::four_nodes();
  const tests::Exchange exchange{Order::kAdaptThenCombine, 2, 2};
  auto one = tests::dsgd_of(w, exchange);
  auto other = tests::dsgd_of(w, exchange);
  Handler first(one), second(other);
  const auto check_step = [&](auto feed) {
    feed(first);
    BOOST_TEST(saved(one) != saved(other));
    feed(second);
    BOOST_TEST(saved(one) == saved(other));
  };
  BOOST_TEST(saved(one) == saved(other));
  check_step([](Handler& node) { node.start(0); });
  check_step([](Handler& node) { node.received(0, {1, {0, 1}}); });
  check_step([](Handler& node) { node.received(0, {1, {0, 0}}); });
  check_step([](Handler& node) { node.computed(0, 0); });
  check_step([](Handler& node) { node.received(0, {3, {0, 0}}); });
}

BOOST_AUTO_TEST_CASE(a_state_that_ends_too_early_is_refused) {
  const auto w = tests::four_nodes();
  auto dsgd = tests::dsgd_of(w, {Order::kAdaptThenCombine, 2, 2});
  Handler node(dsgd);
  node.start(0);
  node.received(0, {1, {0, 1}});
  const std::string bytes = saved(dsgd);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    auto loaded = tests::dsgd_of(w, {Order::kAdaptThenCombine, 2, 2});
    base::Loader loader(std::string_view(bytes).substr(0, size));
    BOOST_CHECK_THROW(loaded.load(loader), base::ArchiveError);
  }
}

}  // namespace
}  // namespace consim::sim
