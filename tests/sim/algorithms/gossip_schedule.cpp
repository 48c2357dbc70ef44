// Which matrix each exchange goes with, and for how long rounds that never repeat are held.
#include "sim/algorithms/gossip_schedule.h"

#include <boost/test/unit_test.hpp>

#include "base/check.h"
#include "tests/sim/algorithms/any_graph.h"

namespace consim::sim {
namespace {

using topologies::MixingMatrix;
using topologies::MixingSequence;

constexpr int kNodes = 3;

// A node's own weight tells which matrix it is from.
MixingMatrix marked(double own) {
  return {{0, 1, 3, 4}, {{0, own}, {0, 1 - own}, {1, own}, {2, own}}};
}
MixingSequence turns(std::initializer_list<double> marks) {
  std::vector<MixingMatrix> period;
  for (const double mark : marks) period.push_back(marked(mark));
  return MixingSequence(std::move(period));
}
// W_k is marked by k; `made` counts.
MixingSequence counted(int& made) {
  return {kNodes, [&made](std::int64_t round) {
            ++made;
            return marked(static_cast<double>(round));
          }};
}

double mark_of(GossipSchedule& schedule, Tag exchange) {
  return schedule.at(exchange).self_weight(0);
}

BOOST_AUTO_TEST_SUITE(gossip_schedule)

BOOST_AUTO_TEST_CASE(a_fixed_matrix_is_that_of_every_exchange) {
  const MixingSequence fixed(marked(0.5));
  const MixingPhase phases[] = {{0, fixed}};
  GossipSchedule schedule(phases, 2);
  BOOST_TEST(schedule.nodes() == kNodes);
  BOOST_REQUIRE(schedule.fixed() != nullptr);
  for (const Tag tag : {Tag{0, 0}, Tag{0, 1}, Tag{4294967294, 1}})
    BOOST_TEST(&schedule.at(tag) == schedule.fixed());
}

// Rounds 0, 1, …, 9 of five steps of two rounds.
BOOST_AUTO_TEST_CASE(a_period_goes_on_from_round_to_round_over_the_steps) {
  const MixingSequence three = turns({0.1, 0.2, 0.3});
  const MixingPhase phases[] = {{0, three}};
  GossipSchedule schedule(phases, 2);
  BOOST_TEST(schedule.fixed() == nullptr);
  const double expected[] = {0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1};
  for (std::uint32_t round = 0; round < 10; ++round)
    BOOST_TEST(mark_of(schedule, {round / 2, round % 2}) == expected[round]);
}

BOOST_AUTO_TEST_CASE(the_last_round_of_the_longest_run_has_its_matrix) {
  const MixingSequence seven = turns({0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6});
  const MixingPhase phases[] = {{0, seven}};
  GossipSchedule schedule(phases, 1000);
  BOOST_TEST(mark_of(schedule, {4294967294, 999}) == 0.3);  // 4294967294·1000 + 999 = 3 (mod 7)
}

BOOST_AUTO_TEST_CASE(each_phase_begins_with_its_first_round) {
  const MixingSequence one = turns({0.1, 0.2}), two = turns({0.3}), three = turns({0.4, 0.5, 0.6});
  const MixingPhase phases[] = {{0, one}, {3, two}, {4, three}};
  GossipSchedule schedule(phases, 1);
  const double expected[] = {0.1, 0.2, 0.1, 0.3, 0.4, 0.5, 0.6, 0.4};
  for (std::uint32_t step = 0; step < 8; ++step)
    BOOST_TEST(mark_of(schedule, {step, 0}) == expected[step]);
}

BOOST_AUTO_TEST_CASE(a_schedule_outlives_its_sequences) {
  std::optional<MixingSequence> sequence(
      MixingSequence(kNodes, [](std::int64_t k) { return marked(static_cast<double>(k)); }));
  const MixingPhase phases[] = {{0, *sequence}};
  GossipSchedule schedule(phases, 1);
  sequence.reset();
  BOOST_TEST(mark_of(schedule, {0, 0}) == 0.0);
  BOOST_TEST(mark_of(schedule, {1, 0}) == 1.0);
}

BOOST_AUTO_TEST_CASE(a_schedule_without_a_beginning_an_order_or_rounds_is_refused) {
  const MixingSequence w(marked(0.5)), larger(tests::four_nodes());
  using Phases = std::vector<MixingPhase>;
  BOOST_CHECK_THROW(GossipSchedule(Phases{}, 1), base::LogicError);
  BOOST_CHECK_THROW(GossipSchedule(Phases{{1, w}}, 1), base::LogicError);
  BOOST_CHECK_THROW(GossipSchedule(Phases{{0, w}, {2, w}, {2, w}}, 1), base::LogicError);
  BOOST_CHECK_THROW(GossipSchedule(Phases{{0, w}, {2, larger}}, 1), base::LogicError);
  BOOST_CHECK_THROW(GossipSchedule(Phases{{0, w}}, 0), base::LogicError);
}

// The n-th node that leaves a round drops it: between the slowest and the fastest are all that is
// held, and each is made once.
BOOST_AUTO_TEST_CASE(rounds_that_never_repeat_are_made_once_and_held_till_the_last_node_has_left) {
  int made = 0;
  DrawnRounds rounds(counted(made));
  for (std::int64_t r = 0; r < 4; ++r) {  // the fastest node
    BOOST_TEST(rounds.at(r).self_weight(0) == static_cast<double>(r));
    rounds.leave(r);
  }
  BOOST_TEST(rounds.open() == 4u);
  for (std::int64_t r = 0; r < 3; ++r) {  // the next one
    BOOST_TEST(rounds.at(r).self_weight(0) == static_cast<double>(r));
    rounds.leave(r);
  }
  BOOST_TEST(rounds.open() == 4u);
  for (std::int64_t r = 0; r < 3; ++r) {  // the slowest
    rounds.leave(r);
    BOOST_TEST(rounds.open() == static_cast<std::size_t>(3 - r));
  }
  BOOST_TEST(rounds.at(3).self_weight(0) == 3.0);
  BOOST_TEST(made == 4);
  BOOST_CHECK_THROW(rounds.at(2), base::LogicError);
  BOOST_CHECK_THROW(rounds.at(5), base::LogicError);
}

BOOST_AUTO_TEST_CASE(stored_rounds_are_made_again_from_their_numbers) {
  int made = 0;
  DrawnRounds rounds(counted(made)), loaded(counted(made));
  for (std::int64_t r = 0; r < 5; ++r) rounds.at(r);
  for (int node = 0; node < kNodes; ++node) rounds.leave(0);
  rounds.leave(1);
  rounds.leave(1);
  loaded.at(0);
  base::Saver saver;
  saver(rounds);
  const std::string bytes = saver.take();
  base::Loader loader(bytes);
  loader(loaded);
  BOOST_TEST(loader.at_end());
  BOOST_TEST(loaded.open() == 4u);
  for (std::int64_t r = 1; r < 5; ++r)
    BOOST_TEST(loaded.at(r).self_weight(0) == static_cast<double>(r));
  loaded.leave(1);
  BOOST_TEST(loaded.open() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::sim
