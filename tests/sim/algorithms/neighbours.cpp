// Who sends to whom, against the stored entries of the matrix.
#include "sim/algorithms/neighbours.h"

#include <rapidcheck.h>
#include <boost/test/unit_test.hpp>

#include "tests/sim/algorithms/any_graph.h"

namespace consim::sim {
namespace {

using base::NodeId;
using boost::test_tools::per_element;

BOOST_AUTO_TEST_CASE(four_nodes_have_the_neighbours_of_their_table) {
  const Neighbours neighbours(tests::four_nodes());
  BOOST_TEST(neighbours.nodes() == 4);
  const std::vector<NodeId> receivers[] = {{1, 2}, {2, 0}, {3}, {0}};
  const std::vector<topologies::MixingWeight> senders[] = {
      {{1, 0.2}, {3, 0.3}}, {{0, 0.4}}, {{0, 0.1}, {1, 0.25}}, {{2, 0.7}}};
  const double own[] = {0.5, 0.6, 0.65, 0.35};
  for (NodeId node = 0; node < 4; ++node) {
    BOOST_TEST(neighbours.receivers(node) == receivers[node], per_element());
    const auto found = neighbours.senders(node);
    BOOST_TEST((std::vector(found.begin(), found.end()) == senders[node]));
    BOOST_TEST(neighbours.self_weight(node) == own[node]);
  }
}

BOOST_AUTO_TEST_CASE(a_node_alone_has_no_neighbours) {
  const Neighbours neighbours(tests::one_node());
  BOOST_TEST(neighbours.senders(0).empty());
  BOOST_TEST(neighbours.receivers(0).empty());
  BOOST_TEST(neighbours.self_weight(0) == 1.0);
}

BOOST_AUTO_TEST_CASE(receivers_are_the_columns_of_the_matrix_nearest_first) {
  BOOST_TEST(rc::check([] {
    const auto w = tests::with_distinct_weights(tests::any_senders());
    const Neighbours neighbours(w);
    for (NodeId node = 0; node < w.nodes(); ++node) {
      std::vector<NodeId> expected;
      for (int distance = 1; distance < w.nodes(); ++distance) {
        const NodeId to = (node + distance) % w.nodes();
        if (w.weight(to, node) != 0) expected.push_back(to);
      }
      const auto found = neighbours.receivers(node);
      RC_ASSERT(std::vector<NodeId>(found.begin(), found.end()) == expected);
    }
  }));
}

// A weight that is stored counts as sent, also when it is 0.
BOOST_AUTO_TEST_CASE(a_stored_zero_is_a_neighbour) {
  const Neighbours neighbours(
      topologies::MixingMatrix{{0, 2, 4}, {{0, 1.0}, {1, 0.0}, {0, 0.0}, {1, 0.0}}});
  BOOST_TEST(neighbours.receivers(1) == std::vector<NodeId>{0}, per_element());
  BOOST_TEST(neighbours.self_weight(1) == 0.0);
}

}  // namespace
}  // namespace consim::sim
