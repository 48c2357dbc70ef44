// Sequences of mixing matrices: which round is which matrix, and what is wrong with any of them.
#include "topologies/sequence.h"

#include <boost/test/unit_test.hpp>

#include "base/check.h"
#include "topologies/spec.h"

namespace consim::topologies {
namespace {

MixingMatrix own(double weight) { return {{0, 1, 2}, {{0, weight}, {1, weight}}}; }

// Nodes 0 and 1 meet in even rounds, 1 and 2 in odd ones: never all three at once.
MixingMatrix pair(std::int64_t round) {
  if (round % 2 == 0) return {{0, 2, 4, 5}, {{0, 0.5}, {1, 0.5}, {0, 0.5}, {1, 0.5}, {2, 1.0}}};
  return {{0, 1, 3, 5}, {{0, 1.0}, {1, 0.5}, {2, 0.5}, {1, 0.5}, {2, 0.5}}};
}
Topology with(MixingSequence mixing, const std::vector<Edge>& edges) {
  const int n = mixing.nodes();
  return {{Ring{n}, {}}, Graph::undirected(n, edges), std::move(mixing)};
}

BOOST_AUTO_TEST_SUITE(mixing_sequence)

BOOST_AUTO_TEST_CASE(rounds_of_a_period_repeat_and_drawn_ones_follow_from_their_number) {
  const MixingSequence fixed(own(1)), turns(std::vector{own(0), own(1), own(2)});
  const MixingSequence drawn(2, [](std::int64_t k) { return own(static_cast<double>(k)); });
  BOOST_TEST((fixed.period() == 1 && turns.period() == 3 && drawn.period() == 0));
  BOOST_TEST((fixed.fixed() && !turns.fixed() && !drawn.fixed()));
  for (std::int64_t k = 0; k < 7; ++k) {
    BOOST_TEST((fixed.draw(k) == own(1)));
    BOOST_TEST((turns.at(k) == own(static_cast<double>(k % 3)) && turns.draw(k) == turns.at(k)));
    BOOST_TEST((drawn.draw(k) == own(static_cast<double>(k))));
  }
  BOOST_TEST(drawn.rounds().empty());
  BOOST_CHECK_THROW(drawn.at(0), base::LogicError);
  BOOST_CHECK_THROW(MixingSequence(std::vector<MixingMatrix>{}), base::LogicError);
  BOOST_CHECK_THROW(MixingSequence(3, [](std::int64_t) { return own(1); }).draw(0),
                    base::LogicError);
}

BOOST_AUTO_TEST_CASE(rounds_connect_the_nodes_together) {
  BOOST_TEST(!check_mixing(pair(0)).connected);
  const MixingSequence turns(std::vector{pair(0), pair(1)});
  BOOST_TEST(warnings(check_mixing(with(turns, {{0, 1}, {1, 2}}))) == "");
  const MixingSequence apart(std::vector{pair(0), pair(2)});
  BOOST_TEST(warnings(check_mixing(with(apart, {{0, 1}}))) ==
             "W doesn't connect the nodes: they never agree");
  BOOST_TEST(!check_mixing(with(MixingSequence(pair(0)), {{0, 1}})).connected);
  // What rounds that never repeat connect isn't known from any number of them.
  BOOST_TEST(check_mixing(with({3, pair}, {{0, 1}})).connected);
}

BOOST_AUTO_TEST_CASE(the_worst_round_counts) {
  const MixingMatrix skewed({0, 2, 4, 5}, {{0, 0.5}, {1, 0.5}, {0, 0.25}, {1, 0.75}, {2, -1.0}});
  const MixingCheck check =
      check_mixing(with(MixingSequence(std::vector{pair(0), skewed, pair(1)}), {{0, 1}, {1, 2}}));
  BOOST_TEST((check.max_row_sum_error == 2.0 && check.worst_row == 2));
  BOOST_TEST((check.max_column_sum_error == 2.0 && check.worst_column == 2));
  BOOST_TEST(check.max_asymmetry == 0.25);
  BOOST_TEST(check.min_weight == -1.0);
  BOOST_TEST(check.connected);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace consim::topologies
